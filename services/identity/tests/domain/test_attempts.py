"""The attempt counter: what is reserved, counted, closed, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.domain.attempts import RESERVED_FOR, Counter
from identity.domain.errors import AllTriesReserved, AttemptsClosed
from identity.domain.lockout import LockoutPolicy, closed_for_good

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLICY = LockoutPolicy(5, MINUTE, 15 * MINUTE, timedelta(hours=12), frozenset({"time"}))
FOR_GOOD = closed_for_good(5)


def after_failures(times, policy=POLICY, at=NOON):
    counter = Counter()
    for i in range(times):
        counter = counter.settled_wrong(policy, str(i), at)
    return counter


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [
        pytest.param(4, None, id="four are forgiven"),
        pytest.param(5, 1, id="the fifth closes for a minute"),
        pytest.param(9, 1, id="each further one too"),
        pytest.param(10, 2, id="from the tenth for two"),
        pytest.param(74, 14, id="…"),
        pytest.param(75, 15, id="fifteen minutes"),
        pytest.param(500, 15, id="and never longer"),
    ],
)
def test_how_long_failures_close(failures, minutes):
    counter = after_failures(failures)
    closed = counter.closed(POLICY, NOON)
    assert closed is (minutes is not None)
    if minutes:
        assert counter.opens_at(POLICY) == NOON + minutes * MINUTE
        assert counter.closed(POLICY, NOON + minutes * MINUTE - timedelta(milliseconds=1))
        assert not counter.closed(POLICY, NOON + minutes * MINUTE)


def test_a_closed_counter_lets_nobody_in():
    with pytest.raises(AttemptsClosed) as refusal:
        after_failures(5).reserved(POLICY, "r", NOON)
    assert refusal.value.opens_at == NOON + MINUTE


def test_no_more_are_reserved_than_are_left():
    counter = after_failures(3)
    counter = counter.reserved(POLICY, "a", NOON).reserved(POLICY, "b", NOON)
    with pytest.raises(AllTriesReserved):
        counter.reserved(POLICY, "c", NOON)
    assert counter.refunded("a").reserved(POLICY, "c", NOON).failures == 3


def test_after_a_lock_one_try_at_a_time():
    counter = after_failures(5).reserved(POLICY, "a", NOON + MINUTE)
    with pytest.raises(AllTriesReserved):
        counter.reserved(POLICY, "b", NOON + MINUTE)


def test_a_right_one_forgets_the_failures_and_keeps_what_is_under_way():
    counter = after_failures(3).reserved(POLICY, "a", NOON).reserved(POLICY, "b", NOON)
    settled = counter.settled_right("a")
    assert (settled.failures, [held.id for held in settled.reservations]) == (0, ["b"])


def test_a_reservation_whose_process_died_expires():
    counter = after_failures(4).reserved(POLICY, "dead", NOON)
    late = NOON + RESERVED_FOR
    assert [held.id for held in counter.reserved(POLICY, "b", late).reservations] == ["b"]


def test_a_late_wrong_answer_counts_all_the_same():
    counter = after_failures(4).reserved(POLICY, "slow", NOON)
    late = NOON + 2 * RESERVED_FOR
    assert counter.settled_wrong(POLICY, "slow", late).failures == 5


def test_twelve_quiet_hours_forget():
    counter = after_failures(4)
    almost = NOON + timedelta(hours=12) - timedelta(milliseconds=1)
    assert counter.as_of(POLICY, almost).failures == 4
    assert counter.as_of(POLICY, NOON + timedelta(hours=12)).failures == 0


def test_what_only_staff_open_is_never_forgotten():
    by_staff = LockoutPolicy(5, MINUTE, 15 * MINUTE, timedelta(hours=12), frozenset({"staff"}))
    counter = after_failures(5, by_staff)
    for later in (timedelta(), timedelta(hours=12), timedelta(days=400)):
        assert counter.as_of(by_staff, NOON + later).closed(by_staff, NOON + later)
    assert counter.opens_at(by_staff) is None


def test_the_tries_of_a_code_are_never_refilled():
    counter = after_failures(5, FOR_GOOD)
    assert counter.as_of(FOR_GOOD, NOON + timedelta(days=30)).closed(FOR_GOOD, NOON)
    assert counter.tries_left(FOR_GOOD) == 0


@given(st.lists(st.sampled_from(["reserve", "wrong", "right", "refund"]), max_size=60))
def test_never_more_under_way_than_left(steps):
    """Whatever happens in whatever order within one minute, five wrong ones are the most."""
    counter, made = Counter(), 0
    compared_wrong = 0
    for step in steps:
        held = [reservation.id for reservation in counter.reservations]
        if step == "reserve":
            made += 1
            try:
                counter = counter.reserved(FOR_GOOD, str(made), NOON)
            except (AllTriesReserved, AttemptsClosed):
                assert len(held) + counter.failures >= 5
        elif held and step == "wrong":
            counter = counter.settled_wrong(FOR_GOOD, held[0], NOON)
            compared_wrong += 1
        elif held and step == "refund":
            counter = counter.refunded(held[0])
        elif held:
            counter, compared_wrong = counter.settled_right(held[0]), 0
        assert compared_wrong == counter.failures <= 5
