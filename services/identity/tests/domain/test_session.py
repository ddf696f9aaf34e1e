"""Sessions: never ended early, ended five seconds late at most."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.domain.errors import SessionEnded
from identity.domain.session import Session, SessionPolicy

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
POLICY = SessionPolicy(timedelta(minutes=15), timedelta(hours=12))
SESSION = Session("s1", "a1", 3, "", NOON, NOON)


def state(session, now, epoch=3):
    try:
        session.require_live(POLICY, epoch, now)
    except SessionEnded as end:
        return end.reason
    return "live"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(minutes=15, seconds=4, milliseconds=999), "live"),
        (timedelta(minutes=15, seconds=5), "idle"),
        (timedelta(hours=12), "absolute"),
    ],
)
def test_limits(after, expected):
    assert state(SESSION, NOON + after) == expected


@pytest.mark.parametrize("epoch", [2, 4, None])
def test_another_epoch_or_no_account_ends_it(epoch):
    assert state(SESSION, NOON, epoch) == "revoked"


def test_signing_out_goes_before_every_other_reason():
    assert state(replace(SESSION, revoked_at=NOON), NOON + timedelta(days=1)) == "revoked"


@given(st.lists(st.integers(min_value=1, max_value=900_000), max_size=30))
def test_a_session_in_use_ends_between_the_limit_and_five_seconds_after(gaps):
    """Gaps of milliseconds, each within the limit; last_seen is written by the rule."""
    now, session = NOON, SESSION
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        if now - NOON >= POLICY.absolute:
            return
        assert state(session, now) == "live"
        session = session.seen(now) if session.must_be_noted(now) else session
    end = session.idle_expires_at(POLICY) + timedelta(seconds=5)
    assert timedelta() <= end - (now + POLICY.idle) <= timedelta(seconds=5)
