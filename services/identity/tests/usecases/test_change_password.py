"""Another password for who is signed in; and what they see of their own account."""

from dataclasses import replace

import pytest
from identity_testing import (
    EMAIL,
    JAN,
    NUMBER,
    OTHER_PASSWORD,
    PASSWORD,
    USER_NAME,
    Counting,
    at_once,
)

from identity.domain.errors import (
    AttemptsClosed,
    Busy,
    CredentialsWrong,
    InvalidFields,
    LinkExpired,
    SessionEnded,
)
from identity.hashing import HashSlots, Passwords

WRONG = "czerwony-parasol-7"
CHANGED = "identity.password-changed.v1"
CONTACT = "identity.contact-changed.v1"


@pytest.fixture
def world(world):
    world.registered()
    world.wait(minutes=1)
    return world


def refused(world, session, current=WRONG, new=OTHER_PASSWORD):
    with pytest.raises(InvalidFields) as refusal:
        world.change_password(session, current, new)
    return [(fault.field, fault.rule) for fault in refusal.value.faults]


@pytest.mark.rule("L16")
def test_who_knows_the_current_one_changes_it(world):
    world.change_password(world.sign_in())
    assert world.sign_in(password=OTHER_PASSWORD)
    with pytest.raises(CredentialsWrong):
        world.sign_in(password=PASSWORD)
    (event,) = world.told(CHANGED)
    assert world.secret(event).recipient == EMAIL


def test_its_session_stays_and_the_others_end_within_one_touch(world):
    session, other = world.sign_in(), world.sign_in()
    world.change_password(session)
    with pytest.raises(SessionEnded) as refusal:
        world.touch(other)
    assert refusal.value.reason == "revoked"
    world.touch(session)


def test_a_wrong_current_one_counts_on_a_path_of_its_own(world):
    session = world.sign_in()
    for _ in range(5):
        assert refused(world, session) == [("current", "password.wrong")]
    with pytest.raises(AttemptsClosed):
        world.change_password(session)
    assert world.sign_in()  # signing in is not closed by it
    world.touch(session)
    world.wait(minutes=1)
    world.change_password(session)


def test_wrong_sign_ins_do_not_close_it(world):
    session = world.sign_in()
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            world.sign_in(password=WRONG)
    world.change_password(session)
    assert world.sign_in(password=OTHER_PASSWORD)  # and it opens what they closed


def test_a_reset_opens_it(world):
    session = world.sign_in()
    for _ in range(5):
        refused(world, session)
    world.reset(world.at_new_password())
    world.change_password(world.sign_in(password=OTHER_PASSWORD), OTHER_PASSWORD, PASSWORD)


def test_of_fifty_wrong_ones_at_once_five_are_compared(world):
    session = world.sign_in()
    caller = world.caller(session)
    compared = Counting(world.wiring.passwords.verify)
    world.wiring.passwords.verify = compared
    outcomes = at_once(
        50,
        lambda _: world.wiring.change_password(
            world.rules, caller.account, caller.session, WRONG, OTHER_PASSWORD
        ),
    )
    assert compared.calls == 5
    assert sum(isinstance(outcome, InvalidFields) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, AttemptsClosed) for outcome in outcomes) == 45


def test_a_new_one_against_the_rules_costs_no_try(world):
    session = world.sign_in()
    compared = Counting(world.wiring.passwords.verify)
    world.wiring.passwords.verify = compared
    for new, rule in (("krótkie", "too-short"), (f"x-{NUMBER}-kajak", "contains-context")):
        assert refused(world, session, PASSWORD, new) == [("new", f"password.{rule}")]
    assert compared.calls == 0


def test_the_same_form_sent_twice_changes_once(world):
    session = world.sign_in()
    world.change_password(session)
    world.change_password(session)
    assert len(world.told(CHANGED)) == 1
    world.touch(session)
    world.wait(minutes=1)
    assert refused(world, session, PASSWORD) == [("current", "password.wrong")]


def test_the_same_form_sent_twice_at_once_changes_once(world):
    session = world.sign_in()
    caller = world.caller(session)
    outcomes = at_once(
        3,
        lambda _: world.wiring.change_password(
            world.rules, caller.account, caller.session, PASSWORD, OTHER_PASSWORD
        ),
    )
    assert outcomes == [None] * 3
    assert len(world.told(CHANGED)) == 1
    world.touch(session)


def test_two_different_ones_at_once_leave_one_winner(world):
    session = world.sign_in()
    caller = world.caller(session)
    wanted = [OTHER_PASSWORD, "cytrynowy-rower-5"]
    outcomes = at_once(
        2,
        lambda i: world.wiring.change_password(
            world.rules, caller.account, caller.session, PASSWORD, wanted[i]
        ),
    )
    assert outcomes.count(None) == 1
    assert world.sign_in(password=wanted[outcomes.index(None)])
    assert len(world.told(CHANGED)) == 1


def test_who_found_no_free_hash_slot_has_not_tried(world):
    session, slots = world.sign_in(), HashSlots(1, longest_queue=0)
    passwords = world.wiring.passwords
    object.__setattr__(world.wiring.change_password, "passwords", Passwords(slots))
    with slots.one():
        for _ in range(6):
            with pytest.raises(Busy):
                world.change_password(session, WRONG)
    object.__setattr__(world.wiring.change_password, "passwords", passwords)
    world.change_password(session)


def test_a_change_ends_the_reset_links_before_it(world):
    session = world.sign_in()
    world.recovering(channel="email")
    link = world.link()
    world.change_password(session)
    with pytest.raises(LinkExpired):
        world.reset_by_link(link, "cytrynowy-rower-5")


def details(world):
    caller = world.caller(world.sign_in())
    return world.wiring.show_account(world.rules, caller.account)


def test_the_account_is_shown_to_its_owner(world):
    shown = details(world)
    assert (shown.user_name, shown.email, shown.phone_masked) == (USER_NAME, EMAIL, "600 ••• 200")
    assert [(c.customer_number, c.name) for c in shown.customers] == [(NUMBER, JAN.name)]
    assert [(c.purpose, c.version) for c in shown.consents] == [("ebok-phone-processing", "1")]
    assert EMAIL not in repr(shown)


def test_the_phone_follows_the_crm(world):
    world.knows(replace(JAN, sequence=2, phone="+48600100299"))
    assert details(world).phone_masked == "600 ••• 299"
    world.knows(replace(JAN, sequence=3, phone=None))
    assert details(world).phone_masked is None


def test_notifications_learn_where_the_owner_reads_mail(world):
    (event,) = world.told(CONTACT)
    told = world.secret(event)
    assert (told.recipient, dict(told.values)) == (EMAIL, {})
    assert (event.data["sequence"], event.data["customers"]) == (1, [NUMBER])
    assert event.data["account"] == world.caller(world.sign_in()).account
