"""Step two: the code is right once, in time, within five tries that nothing refills."""

from dataclasses import replace

import pytest
from identity_testing import Counting, at_once

from identity.domain.errors import (
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    ResendTooSoon,
    TooManyCodes,
    WrongStep,
)


def test_a_wrong_code_says_how_many_tries_are_left(world):
    world.knows()
    flow = world.at_confirm()
    with pytest.raises(CodeWrong) as refusal:
        world.confirm(flow, world.wrong_code())
    assert refusal.value.tries_left == 4
    assert world.show(flow).tries_left == 4
    world.confirm(flow, world.code())


def test_an_expired_code_is_not_compared_and_costs_no_try(world):
    world.knows()
    flow = world.at_confirm()
    world.wait(minutes=5)
    with pytest.raises(CodeExpired):
        world.confirm(flow, world.code())
    assert world.show(flow).tries_left == 5
    world.resend(flow)
    world.confirm(flow, world.code())
    assert world.show(flow).step == "credentials"


def test_a_code_works_up_to_its_last_moment(world):
    world.knows()
    flow = world.at_confirm()
    world.wait(minutes=4, seconds=59)
    world.confirm(flow, world.code())


def test_a_code_works_once(world):
    world.knows()
    flow = world.at_confirm()
    code = world.code()
    world.confirm(flow, code)
    with pytest.raises(WrongStep) as refusal:
        world.confirm(flow, code)
    assert refusal.value.step == "credentials"


def test_a_code_works_in_its_own_flow_only(world):
    world.knows()
    flow = world.at_confirm()
    code = world.code()
    other = world.at_confirm()
    if code != world.code():
        with pytest.raises(CodeWrong):
            world.confirm(other, code)
    world.confirm(flow, code)


def test_a_resend_waits_a_minute(world):
    world.knows()
    flow = world.at_confirm()
    world.wait(seconds=59)
    with pytest.raises(ResendTooSoon) as refusal:
        world.resend(flow)
    assert (refusal.value.retry_at - world.clock.now()).total_seconds() == 1
    world.wait(seconds=1)
    world.resend(flow)
    assert len(world.told("identity.code-issued.v1")) == 2


def test_a_resend_replaces_the_code(world):
    world.knows()
    flow = world.at_confirm()
    old = world.code()
    world.wait(minutes=1)
    world.resend(flow)
    if old != world.code():
        with pytest.raises(CodeWrong):
            world.confirm(flow, old)
    world.confirm(flow, world.code())


def test_a_resend_does_not_refill_the_tries(world):
    world.knows()
    flow = world.at_confirm()
    for _ in range(4):
        with pytest.raises(CodeWrong):
            world.confirm(flow, world.wrong_code())
    world.wait(minutes=1)
    world.resend(flow)
    assert world.show(flow).tries_left == 1
    with pytest.raises(CodeWrong):
        world.confirm(flow, world.wrong_code())
    with pytest.raises(CodeExhausted):
        world.confirm(flow, world.code())


def test_an_exhausted_flow_sends_no_more(world):
    world.knows()
    flow = world.at_confirm()
    for _ in range(5):
        with pytest.raises(CodeWrong):
            world.confirm(flow, world.wrong_code())
    world.wait(minutes=1)
    with pytest.raises(CodeExhausted):
        world.resend(flow)


def test_resends_count_against_the_number(world):
    world.knows()
    flow = world.at_confirm()
    for _ in range(4):
        world.wait(minutes=1)
        world.resend(flow)
    world.wait(minutes=1)
    with pytest.raises(TooManyCodes):
        world.resend(flow)


def test_a_double_resend_sends_one_code_and_counts_one(world):
    world.knows()
    flow = world.at_confirm()
    world.wait(minutes=1)
    outcomes = at_once(4, lambda _: world.resend(flow))
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, ResendTooSoon) for outcome in outcomes) == 3
    for _ in range(3):
        world.wait(minutes=1)
        world.resend(flow)
    assert len(world.told("identity.code-issued.v1")) == 5


def test_of_fifty_wrong_codes_at_once_five_are_compared(world):
    world.knows()
    flow = world.at_confirm()
    wrong, counting = world.wrong_code(), Counting(world.wiring.codes.matches)
    world.wiring.codes.matches = counting
    outcomes = at_once(50, lambda _: world.confirm(flow, wrong))
    assert counting.calls == 5
    assert sum(isinstance(outcome, CodeWrong) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, CodeExhausted) for outcome in outcomes) == 45
    world.wait(minutes=1)
    with pytest.raises(CodeExhausted):
        world.confirm(flow, world.code())
    assert counting.calls == 5


def test_a_double_submit_of_the_right_code_passes_once(world):
    world.knows()
    flow = world.at_confirm()
    code = world.code()
    outcomes = at_once(4, lambda _: world.confirm(flow, code))
    assert outcomes.count(None) == 1
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert {(type(refusal), refusal.step) for refusal in refusals} == {(WrongStep, "credentials")}


def test_a_dead_comparison_gives_its_try_back(world):
    """A process that dies while comparing leaves a reservation; it expires by itself."""
    world.knows()
    flow = world.at_confirm()
    one_try = replace(world.rules.code, tries=1)
    world.rules = replace(world.rules, code=one_try)

    def dies(*_):
        raise SystemExit

    matches = world.wiring.codes.matches
    world.wiring.codes.matches = dies
    with pytest.raises(SystemExit):
        world.confirm(flow, world.code())
    world.wiring.codes.matches = matches
    world.wait(seconds=31)
    world.confirm(flow, world.code())
    assert world.show(flow).step == "credentials"
