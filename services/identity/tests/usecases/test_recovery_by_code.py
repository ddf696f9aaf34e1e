"""A forgotten password, by code: right once, in time, and only for the password there was."""

from dataclasses import replace

import pytest
from identity_testing import (
    EMAIL,
    NUMBER,
    OTHER_PASSWORD,
    PASSWORD,
    USER_NAME,
    Counting,
    at_once,
)

from identity.domain.errors import (
    AttemptsClosed,
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    CredentialsWrong,
    FlowUnknown,
    InvalidFields,
    ResendTooSoon,
    SessionEnded,
    WrongStep,
)

WRONG = "czerwony-parasol-7"
CHANGED = "identity.password-changed.v1"


@pytest.fixture
def world(world):
    world.registered()
    world.wait(minutes=1)
    return world


def locked(world, identifier=USER_NAME):
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            world.sign_in(identifier, WRONG)
    with pytest.raises(AttemptsClosed):
        world.sign_in(identifier)


@pytest.mark.rule("L10")
def test_a_code_leads_to_a_new_password(world):
    flow = world.at_new_password()
    assert world.recovery(flow).step == "password"
    world.reset(flow)
    assert world.recovery(flow).step == "done"
    assert world.sign_in(password=OTHER_PASSWORD)
    with pytest.raises(CredentialsWrong):
        world.sign_in(password=PASSWORD)


def test_a_wrong_code_says_how_many_tries_are_left(world):
    flow = world.recovering()
    with pytest.raises(CodeWrong) as refusal:
        world.confirm_recovery(flow, world.wrong_code())
    assert refusal.value.tries_left == world.recovery(flow).tries_left == 4
    world.confirm_recovery(flow, world.code())


def test_an_expired_code_is_not_compared_and_a_new_one_can_be_sent(world):
    flow = world.recovering()
    world.wait(minutes=5)
    with pytest.raises(CodeExpired):
        world.confirm_recovery(flow, world.code())
    world.resend_recovery(flow)
    world.confirm_recovery(flow, world.code())


def test_a_code_works_once_and_in_its_own_flow(world):
    flow, code = world.recovering(), world.code()
    world.wait(seconds=1)
    other = world.recovering()
    if code != world.code():
        with pytest.raises(CodeWrong):
            world.confirm_recovery(other, code)
    world.confirm_recovery(flow, code)
    with pytest.raises(WrongStep) as refusal:
        world.confirm_recovery(flow, code)
    assert refusal.value.step == "password"


def test_a_resend_waits_a_minute_and_does_not_refill_the_tries(world):
    flow = world.recovering()
    with pytest.raises(ResendTooSoon):
        world.resend_recovery(flow)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            world.confirm_recovery(flow, world.wrong_code())
    world.wait(minutes=1)
    world.resend_recovery(flow)
    with pytest.raises(CodeWrong):
        world.confirm_recovery(flow, world.wrong_code())
    for act in (world.confirm_recovery, lambda flow, _: world.resend_recovery(flow)):
        world.wait(minutes=1)
        with pytest.raises(CodeExhausted):
            act(flow, world.code())


@pytest.mark.parametrize("said", [{}, {"identifier": "nikt.taki"}], ids=["known", "unknown"])
def test_of_fifty_wrong_codes_at_once_five_are_compared(world, said):
    flow, counting = world.recovering(**said), Counting(world.wiring.codes.matches)
    world.wiring.codes.matches = counting
    outcomes = at_once(50, lambda _: world.confirm_recovery(flow, "not a code"))
    assert counting.calls == 5
    assert sum(isinstance(outcome, CodeWrong) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, CodeExhausted) for outcome in outcomes) == 45


def test_a_double_submit_of_the_right_code_passes_once(world):
    flow, code = world.recovering(), world.code()
    outcomes = at_once(4, lambda _: world.confirm_recovery(flow, code))
    assert outcomes.count(None) == 1
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert {(type(refusal), refusal.step) for refusal in refusals} == {(WrongStep, "password")}


def test_a_muted_resend_cannot_be_guessed_either(world):
    """The fifth send is the last; the sixth code reaches nobody and is nobody's."""
    flow = world.recovering()
    for _ in range(4):
        world.recovering(identifier=NUMBER)
    world.wait(minutes=1)
    codes, fresh = [], world.wiring.codes.fresh
    world.wiring.codes.fresh = lambda digits: codes.append(fresh(digits)) or codes[-1]
    world.resend_recovery(flow)
    with pytest.raises(CodeWrong):
        world.confirm_recovery(flow, codes[0])


def test_the_password_follows_the_operators_rules(world):
    flow = world.at_new_password()
    for password, rule in (("krótkie", "too-short"), ("jan.probny-kajak", "contains-context")):
        with pytest.raises(InvalidFields) as refusal:
            world.reset(flow, password)
        faults = [(fault.field, fault.rule) for fault in refusal.value.faults]
        assert faults == [("password", f"password.{rule}")]
    world.reset(flow)


def test_nothing_can_be_done_out_of_turn(world):
    flow = world.recovering()
    with pytest.raises(WrongStep) as refusal:
        world.reset(flow)
    assert refusal.value.step == "confirm"
    mailed = world.recovering(channel="email")
    for act in (world.reset, world.resend_recovery, lambda f: world.confirm_recovery(f, "1")):
        with pytest.raises(WrongStep) as refusal:
            act(mailed)
        assert refusal.value.step == "sent"


def test_an_expired_flow_is_an_unknown_one(world):
    flow = world.at_new_password()
    world.wait(hours=1)
    for act in (world.recovery, world.reset):
        with pytest.raises(FlowUnknown):
            act(flow)


def test_a_double_submit_changes_the_password_once(world):
    flow = world.at_new_password()
    outcomes = at_once(4, lambda _: world.reset(flow))
    assert outcomes.count(None) == 1
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert {(type(refusal), refusal.step) for refusal in refusals} == {(WrongStep, "done")}
    assert len(world.told(CHANGED)) == 1


def test_the_notice_is_published_once_and_goes_to_the_mailbox(world):
    world.reset(world.at_new_password())
    (event,) = world.told(CHANGED)
    notice = world.secret(event)
    assert (notice.recipient, dict(notice.values)) == (EMAIL, {"user_name": USER_NAME})
    assert event.data["channel"] == "email"


def test_another_password_ends_the_recoveries_before_it(world):
    first, second = world.at_new_password(), world.at_new_password()
    world.reset(first)
    with pytest.raises(FlowUnknown):
        world.reset(second, "cytrynowy-rower-5")
    assert world.sign_in(password=OTHER_PASSWORD)


def test_every_session_ends_within_one_touch(world):
    sessions = [world.sign_in(), world.sign_in(NUMBER)]
    for session in sessions:
        world.touch(session)
    world.reset(world.at_new_password())
    for session in sessions:
        with pytest.raises(SessionEnded) as refusal:
            world.touch(session)
        assert refusal.value.reason == "revoked"


@pytest.mark.parametrize("identifier", [USER_NAME, NUMBER])
def test_a_reset_opens_what_wrong_passwords_closed(world, identifier):
    locked(world, identifier)
    world.reset(world.at_new_password())
    assert world.sign_in(identifier, OTHER_PASSWORD)


def test_a_reset_opens_nothing_where_the_operator_does_not_say_so(world):
    strict = replace(world.rules.lockout, opened_by=frozenset({"staff"}))
    world.rules = replace(world.rules, lockout=strict)
    locked(world)
    world.reset(world.at_new_password())
    with pytest.raises(AttemptsClosed):
        world.sign_in(password=OTHER_PASSWORD)


def test_wrong_codes_do_not_close_signing_in_nor_the_other_way_round(world):
    flow = world.recovering()
    for _ in range(5):
        with pytest.raises(CodeWrong):
            world.confirm_recovery(flow, world.wrong_code())
    assert world.sign_in()
    locked(world)
    world.confirm_recovery(world.recovering(), world.code())
