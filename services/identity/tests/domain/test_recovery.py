"""The recovery flow and the small rules it needs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from identity.domain.captcha import Challenge
from identity.domain.contact import masked_phone
from identity.domain.errors import CaptchaWrong, WrongStep
from identity.domain.lockout import LockoutPolicy
from identity.domain.one_time_code import OneTimeCode, SendCap, Sends
from identity.domain.recovery import Claimant, RecoveryPolicy, begin

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = Challenge("c1", "kot7", spoken="314159")
CODE = OneTimeCode("digest", NOON + HOUR, NOON)
FLOW = begin("f1", RecoveryPolicy(("sms", "email"), True, HOUR, HOUR), "pl", FIRST, NOON)
JAN = Claimant("jan.probny", "a1", 3, "+48600100200")
NOBODY = Claimant("nikt.taki")


def by_code(claimant=JAN):
    return FLOW.identified(FIRST, claimant, "sms", CODE, "en")


def by_link(claimant=JAN):
    return FLOW.identified(FIRST, claimant, "email", None, "en")


def test_a_code_leads_to_a_new_password():
    flow = by_code()
    assert (flow.step, flow.locale, flow.channel) == ("confirm", "en", "sms")
    flow = flow.confirmed()
    assert (flow.step, flow.code) == ("password", None)
    assert flow.password_given().step == "done"


def test_a_mailed_link_ends_the_flow():
    assert by_link().step == "sent"
    with pytest.raises(WrongStep):
        by_link().pending_code()


@pytest.mark.parametrize("way", [by_code, by_link])
def test_whoever_was_found_or_not_the_flow_looks_alike(way):
    assert replace(way(NOBODY), claimant=JAN) == way()


def test_only_who_was_found_gets_further():
    with pytest.raises(WrongStep):
        by_code(NOBODY).confirmed()
    assert by_code(JAN.muted()).matched is False


def test_a_muted_claimant_is_reached_by_nothing():
    assert JAN.muted() == replace(NOBODY, identifier=JAN.identifier, epoch=JAN.epoch)


@pytest.mark.parametrize(
    "act",
    [
        lambda flow: flow.confirmed(),
        lambda flow: flow.password_given(),
        lambda flow: flow.person(),
        lambda flow: flow.require_password_step(),
        lambda flow: flow.code_replaced(CODE, NOON),
    ],
)
def test_a_step_out_of_turn_names_the_step_there_is(act):
    with pytest.raises(WrongStep) as refusal:
        act(FLOW)
    assert refusal.value.step == "identify"


def test_an_answer_to_a_challenge_that_is_gone_does_not_count():
    renewed = FLOW.captcha_taken(NOON).captcha_renewed(Challenge("c2", "pies"))
    with pytest.raises(CaptchaWrong):
        renewed.identified(FIRST, JAN, "sms", CODE, "pl")


@pytest.mark.parametrize("answer", ["kot7", " KOT 7", "314159", "314 159"])
def test_what_is_seen_and_what_is_heard_are_both_right(answer):
    assert FIRST.answered_by(answer)


@pytest.mark.parametrize("answer", ["", "kot", "31415", "kot7314159"])
def test_other_answers_are_wrong(answer):
    assert not FIRST.answered_by(answer)


def test_where_nothing_is_said_silence_is_no_answer():
    assert not Challenge("c1", "kot7").answered_by(" ")


def test_a_silent_cap_says_so_and_counts_nothing_more():
    caps = (SendCap(2, HOUR),)
    sends = Sends((NOON, NOON))
    assert sends.one_more_or_refused(caps, NOON) == Sends((NOON, NOON), refused=True)
    assert sends.one_more_or_refused(caps, NOON + HOUR) == Sends((NOON + HOUR,))


@pytest.mark.parametrize(("opened_by", "opens"), [({"time", "reset"}, True), ({"staff"}, False)])
def test_whether_a_reset_opens_is_the_operators_word(opened_by, opens):
    zero = timedelta()
    assert LockoutPolicy(5, zero, zero, zero, frozenset(opened_by)).opens_with_reset is opens


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+48600100200", "600 ••• 200"), ("+4930123456", "••• 456"), ("+486001002003", "••• 003")],
)
def test_a_masked_number_shows_its_owner_enough(number, shown):
    assert masked_phone(number) == shown
