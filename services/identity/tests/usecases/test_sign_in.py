"""Sign-in: equal answers, tries counted by name, a gate that parallel guesses do not pass."""

from dataclasses import replace
from datetime import timedelta

import pytest
from identity_testing import NUMBER, PASSWORD, USER_NAME, Counting, at_once

from identity.domain.errors import AttemptsClosed, Busy, CredentialsWrong, NotYetActive
from identity.hashing import HashSlots, Passwords

WRONG = "czerwony-parasol-7"


def counted(world):
    """The comparisons of passwords from here on."""
    counting = Counting(world.wiring.passwords.verify)
    world.wiring.passwords.verify = counting
    return counting


def fails(world, times, identifier=USER_NAME):
    for _ in range(times):
        with pytest.raises(CredentialsWrong):
            world.sign_in(identifier, WRONG)


@pytest.mark.rule("L1")
@pytest.mark.parametrize("identifier", [USER_NAME, "JAN.Probny", f" {USER_NAME} ", NUMBER])
def test_the_name_or_the_customer_number_opens(world, identifier):
    world.registered()
    assert world.sign_in(identifier)


@pytest.mark.parametrize("identifier", [USER_NAME, NUMBER, "nikt.taki", "99999999", ""])
@pytest.mark.parametrize("password", [WRONG, "", PASSWORD.upper()])
def test_everything_else_is_answered_alike(world, identifier, password):
    world.registered()
    compared = counted(world)
    with pytest.raises(CredentialsWrong):
        world.sign_in(identifier, password)
    assert compared.calls == 1


def test_an_account_that_is_not_activated_is_not_there(world):
    world.knows()
    world.choose(world.at_credentials())
    with pytest.raises(CredentialsWrong):
        world.sign_in()


@pytest.mark.parametrize("identifier", [USER_NAME, NUMBER, "nikt.taki"])
def test_the_fifth_wrong_password_closes_for_a_minute(world, identifier):
    world.registered()
    fails(world, 5, identifier)
    compared = counted(world)
    with pytest.raises(AttemptsClosed) as refusal:
        world.sign_in(identifier)
    assert refusal.value.opens_at == world.clock.now() + timedelta(minutes=1)
    assert compared.calls == 0
    world.wait(minutes=1)
    fails(world, 1, identifier)


def test_spellings_of_one_name_share_their_tries(world):
    world.registered()
    fails(world, 3)
    fails(world, 2, " JAN.Probny")
    with pytest.raises(AttemptsClosed):
        world.sign_in()


def test_the_right_password_forgets_the_wrong_ones(world):
    world.registered()
    for _ in range(3):
        fails(world, 4)
        assert world.sign_in()


def test_after_the_lock_one_wrong_try_closes_again(world):
    world.registered()
    fails(world, 5)
    for _ in range(5):
        world.wait(minutes=1)
        fails(world, 1)
    with pytest.raises(AttemptsClosed) as refusal:
        world.sign_in()
    assert refusal.value.opens_at == world.clock.now() + timedelta(minutes=2)


def test_where_time_opens_nothing_it_stays_closed(world):
    world.registered()
    strict = replace(world.rules.lockout, opened_by=frozenset({"staff"}))
    world.rules = replace(world.rules, lockout=strict)
    fails(world, 5)
    world.wait(days=3)
    with pytest.raises(AttemptsClosed) as refusal:
        world.sign_in()
    assert refusal.value.opens_at is None


def test_of_fifty_wrong_passwords_at_once_five_are_compared(world):
    world.registered()
    compared = counted(world)
    outcomes = at_once(50, lambda _: world.sign_in(password=WRONG))
    assert compared.calls == 5
    assert sum(isinstance(outcome, CredentialsWrong) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, AttemptsClosed) for outcome in outcomes) == 45


def test_valid_sign_ins_at_once_all_pass(world):
    world.registered()
    sessions = at_once(12, lambda _: world.sign_in())
    assert all(isinstance(session, str) for session in sessions), sessions
    assert len(set(sessions)) == 12


def test_one_wrong_among_valid_ones_harms_nobody(world):
    world.registered()
    fails(world, 3)
    outcomes = at_once(8, lambda i: world.sign_in(password=WRONG if i == 0 else PASSWORD))
    assert isinstance(outcomes[0], CredentialsWrong)
    assert all(isinstance(outcome, str) for outcome in outcomes[1:]), outcomes


def test_who_found_no_free_hash_slot_has_not_tried(world):
    world.registered()
    slots = HashSlots(1, longest_queue=0)
    object.__setattr__(world.wiring.sign_in, "passwords", Passwords(slots))
    with slots.one():
        for _ in range(6):
            with pytest.raises(Busy):
                world.sign_in(password=WRONG)
    assert world.sign_in()


def test_activation_forgets_what_others_did_to_the_name(world):
    world.knows()
    world.choose(world.at_credentials())
    fails(world, 5)
    fails(world, 5, NUMBER)
    world.activate(world.link())
    assert world.sign_in()
    assert world.sign_in(NUMBER)


def test_a_new_account_may_have_to_wait(world):
    """R10, for operators whose file asks for it."""
    slow = replace(world.rules.registration, activation_delay=timedelta(hours=24))
    world.rules = replace(world.rules, registration=slow)
    world.registered()
    with pytest.raises(NotYetActive) as refusal:
        world.sign_in()
    assert refusal.value.active_at == world.clock.now() + timedelta(hours=24)
    world.wait(hours=24)
    assert world.sign_in()
