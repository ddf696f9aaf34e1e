"""One-time codes: life, resend, and how many one number gets."""

from datetime import UTC, datetime, timedelta

import pytest

from identity.domain.errors import ResendTooSoon, TooManyCodes
from identity.domain.one_time_code import CodePolicy, SendCap, Sends, issue

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLICY = CodePolicy(6, 5 * MINUTE, 5, MINUTE, (SendCap(3, 60 * MINUTE),))


def sent(*minutes, caps=POLICY.caps):
    sends = Sends()
    for minute in minutes:
        sends = sends.one_more(caps, NOON + minute * MINUTE)
    return sends


def test_a_code_lives_its_life_and_not_a_moment_longer():
    code = issue("digest", POLICY, NOON)
    assert not code.expired(NOON + 5 * MINUTE - timedelta(milliseconds=1))
    assert code.expired(NOON + 5 * MINUTE)


def test_a_resend_waits():
    code = issue("digest", POLICY, NOON)
    with pytest.raises(ResendTooSoon) as refusal:
        code.require_resend(NOON + MINUTE - timedelta(milliseconds=1))
    assert refusal.value.retry_at == NOON + MINUTE
    code.require_resend(NOON + MINUTE)


@pytest.mark.parametrize(
    ("before", "minute", "retry_at"),
    [
        pytest.param((0, 1), 2, None, id="the third passes"),
        pytest.param((0, 1, 2), 3, 60, id="the fourth waits for the first to leave the hour"),
        pytest.param((0, 1, 2), 60, None, id="an hour after the first there is room"),
        pytest.param((1, 2, 60), 60, 61, id="a sliding window, not a calendar hour"),
    ],
)
def test_how_many_in_a_window(before, minute, retry_at):
    if retry_at is None:
        assert NOON + minute * MINUTE in sent(*before, minute).times
        return
    with pytest.raises(TooManyCodes) as refusal:
        sent(*before, minute)
    assert refusal.value.retry_at == NOON + retry_at * MINUTE


def test_of_two_caps_the_later_opening_is_told():
    caps = (SendCap(1, 10 * MINUTE), SendCap(2, 60 * MINUTE))
    with pytest.raises(TooManyCodes) as refusal:
        sent(0, 20, 25, caps=caps)
    assert refusal.value.retry_at == NOON + 60 * MINUTE


def test_a_send_that_did_not_happen_is_taken_back():
    sends = sent(0, 1, 2).one_less(NOON + 2 * MINUTE)
    assert sends == sent(0, 1)
    assert sends.one_less(NOON + 9 * MINUTE) == sends


def test_what_no_cap_looks_at_is_not_kept():
    assert len(sent(0, 1, 200).times) == 1
