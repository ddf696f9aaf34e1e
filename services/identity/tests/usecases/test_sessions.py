"""Sessions: kept alive by use, ended by the clock or the person, and told why."""

from dataclasses import replace

import pytest
from identity_testing import JAN, NUMBER, SLUG, USER_NAME

from chassis.testing.tokens import test_verifier as verifier_for
from identity.domain.errors import SessionEnded


def signed_in(world):
    world.registered()
    return world.sign_in(device="Firefox na Debianie")


def touch(world, session):
    return world.wiring.open_sessions.touch(world.rules, session)


def peek(world, session):
    return world.wiring.open_sessions.peek(world.rules, session)


def ended(look, world, session):
    with pytest.raises(SessionEnded) as refusal:
        look(world, session)
    return refusal.value.reason


def test_a_session_says_who_signed_in_and_for_whom(world):
    standing = touch(world, signed_in(world))
    account = standing.account
    assert (account.user_name, account.display_name) == (USER_NAME, "Jan Próbny")
    assert [(c.customer_number, c.name) for c in account.customers] == [(NUMBER, "Jan Próbny")]
    assert (standing.idle_expires_at - world.clock.now()).total_seconds() == 15 * 60
    assert (standing.absolute_expires_at - world.clock.now()).total_seconds() == 12 * 3600


@pytest.mark.parametrize("audience", ["identity", "billing", "notifications"])
def test_its_tokens_carry_account_session_and_grants(world, audience):
    standing = touch(world, signed_in(world))
    caller = verifier_for(audience, world.clock).verify(standing.tokens[audience])
    assert (caller.operator, caller.role) == (SLUG, "customer")
    assert caller.account == standing.account.id
    assert [(grant.customer, grant.role) for grant in caller.grants] == [(NUMBER, "owner")]


def test_peeking_brings_no_token(world):
    assert peek(world, signed_in(world)).tokens == {}


@pytest.mark.rule("L14")
def test_fifteen_idle_minutes_end_it_and_five_seconds_more_at_most(world):
    session = signed_in(world)
    world.wait(minutes=15)
    peek(world, session)
    world.wait(seconds=5)
    assert ended(peek, world, session) == "idle"
    assert ended(touch, world, session) == "idle"


def test_use_within_the_limit_keeps_it_alive_and_never_ends_it_early(world):
    session = signed_in(world)
    for _ in range(3):
        world.wait(minutes=14)
        touch(world, session)
        world.wait(seconds=4)
        touch(world, session)
    world.wait(minutes=15)
    touch(world, session)


def test_looking_does_not_keep_it_alive(world):
    session = signed_in(world)
    for _ in range(3):
        world.wait(minutes=5)
        peek(world, session)
    world.wait(seconds=5)
    assert ended(peek, world, session) == "idle"


def test_last_seen_is_written_when_five_seconds_old(world):
    session = signed_in(world)
    first = peek(world, session).idle_expires_at
    world.wait(seconds=4)
    touch(world, session)
    assert peek(world, session).idle_expires_at == first
    world.wait(seconds=1)
    touch(world, session)
    assert (peek(world, session).idle_expires_at - first).total_seconds() == 5


def test_twelve_hours_end_it_however_busy(world):
    session = signed_in(world)
    for _ in range(71):
        world.wait(minutes=10)
        touch(world, session)
    world.wait(minutes=9, seconds=59)
    touch(world, session)
    world.wait(seconds=1)
    assert ended(touch, world, session) == "absolute"


@pytest.mark.rule("L15")
def test_signing_out_ends_it_at_once(world):
    session, other = signed_in(world), world.sign_in()
    caller = verifier_for("identity", world.clock).verify(touch(world, session).tokens["identity"])
    world.wiring.open_sessions.sign_out(SLUG, caller.session)
    assert ended(peek, world, session) == "revoked"
    touch(world, other)


def test_an_invented_session_is_unknown(world):
    assert ended(touch, world, "an-invented-session") == "unknown"


def test_the_cookies_secret_is_not_what_the_token_names(world):
    session = signed_in(world)
    caller = verifier_for("identity", world.clock).verify(touch(world, session).tokens["identity"])
    assert caller.session != session


def test_the_name_follows_the_crm(world):
    session = signed_in(world)
    world.knows(replace(JAN, sequence=2, name="Jan Próbny-Nowak"))
    assert touch(world, session).account.display_name == "Jan Próbny-Nowak"
