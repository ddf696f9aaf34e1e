"""Step three: what may be chosen, and that one customer has one account."""

from dataclasses import replace

import pytest
from identity_testing import JAN, NUMBER, SLUG, USER_NAME, at_once

from identity.domain.errors import AlreadyRegistered, InvalidFields, LinkExpired, WrongStep

OTHER = "20000001"


def refused(world, flow, **chosen):
    with pytest.raises(InvalidFields) as refusal:
        world.choose(flow, **chosen)
    return {fault.rule for fault in refusal.value.faults}


@pytest.mark.parametrize(
    ("chosen", "rules"),
    [
        pytest.param({"user_name": "jp"}, {"user-name.too-short"}, id="name too short"),
        pytest.param({"user_name": "j" * 65}, {"user-name.too-long"}, id="name too long"),
        pytest.param({"user_name": "jan probny"}, {"user-name.characters"}, id="a space"),
        pytest.param({"user_name": "Administrator"}, {"user-name.reserved"}, id="the office"),
        pytest.param({"password": "za-krotkie1"}, {"password.too-short"}, id="short"),
        pytest.param({"password": "x7!" * 43}, {"password.too-long"}, id="long"),
        pytest.param({"password": "MojeHaslo123"}, {"password.common"}, id="common"),
        pytest.param(
            {"password": "moj-jan.probny-99"}, {"password.contains-context"}, id="own name"
        ),
        pytest.param(
            {"password": "klient 10482217 !"}, {"password.contains-context"}, id="own number"
        ),
        pytest.param(
            {"password": "600100200 zielony"}, {"password.contains-context"}, id="own phone"
        ),
        pytest.param(
            {"password": "virtual parasol 5"}, {"password.contains-context"}, id="operator"
        ),
        pytest.param({"email": "jan.probny"}, {"email.invalid"}, id="no address"),
        pytest.param(
            {"email": "jan@poczta.example\r\nBcc: x@y.pl"}, {"email.invalid"}, id="header"
        ),
        pytest.param(
            {"user_name": "1", "password": "a", "email": ""},
            {"user-name.too-short", "user-name.characters", "password.too-short", "email.invalid"},
            id="all at once",
        ),
    ],
)
def test_what_is_refused_and_why(fake_world, chosen, rules):
    fake_world.knows()
    flow = fake_world.at_credentials()
    assert refused(fake_world, flow, **chosen) == rules
    fake_world.choose(flow)


def test_a_name_that_somebody_has_is_taken_in_any_spelling(world):
    world.registered()
    world.knows(replace(JAN, number=OTHER))
    flow = world.at_credentials(customer_number=OTHER)
    assert refused(world, flow, user_name="JAN.Probny") == {"user-name.taken"}
    world.choose(flow, user_name="anna.probna")


def test_a_customer_number_is_nobodys_name(world):
    world.knows()
    world.knows(replace(JAN, number="a-77", phone="+48600100299"))
    flow = world.at_credentials()
    assert "user-name.reserved" in refused(world, flow, user_name="a-77")
    assert "user-name.reserved" in refused(world, flow, user_name="20000001")


@pytest.mark.rule("R20")
def test_a_double_submit_makes_one_account_and_one_mail(world):
    world.knows()
    flow = world.at_credentials()
    outcomes = at_once(4, lambda _: world.choose(flow))
    assert outcomes.count(None) == 1
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert {(type(refusal), getattr(refusal, "step", "")) for refusal in refusals} == {
        (WrongStep, "activate")
    }
    assert len(world.told("identity.link-issued.v1")) == 1


@pytest.mark.rule("R20")
def test_two_registrations_of_one_customer_end_in_one_account(world):
    """Both prove the phone; the later one replaces what the earlier one never activated."""
    world.knows()
    first, second = world.at_credentials(), world.at_credentials()
    world.choose(first)
    old_link = world.link()
    world.wait(seconds=1)
    world.choose(second, user_name="jan.drugi")
    with pytest.raises(LinkExpired):
        world.activate(old_link)
    assert world.activate(world.link()) == "jan.drugi"
    assert world.wiring.accounts.by_identifier(SLUG, ("user_name",), USER_NAME) is None


@pytest.mark.rule("R20")
def test_an_active_account_is_never_replaced(world):
    world.knows()
    late = world.at_credentials()
    world.choose(world.at_credentials())
    world.activate(world.link())
    with pytest.raises(AlreadyRegistered):
        world.choose(late, user_name="jan.drugi")
    account = world.wiring.accounts.by_identifier(SLUG, ("customer_number",), NUMBER)
    assert account.user_name == USER_NAME


def test_a_name_comes_back_when_its_account_was_not_activated_in_time(world):
    world.knows()
    world.choose(world.at_credentials())
    world.knows(replace(JAN, number=OTHER, phone="+48600100299"))
    other = {"customer_number": OTHER, "phone": "+48600100299"}
    assert refused(world, world.at_credentials(**other)) == {"user-name.taken"}
    world.wait(hours=24)
    world.choose(world.at_credentials(**other))
    assert world.activate(world.link()) == USER_NAME


def test_two_people_who_choose_one_name_at_once(world):
    """The unique index decides; nobody sees an error of ours."""
    world.knows()
    world.knows(replace(JAN, number=OTHER, phone="+48600100299"))
    flows = [
        world.at_credentials(),
        world.at_credentials(customer_number=OTHER, phone="+48600100299"),
    ]
    outcomes = at_once(2, lambda i: world.choose(flows[i]))
    assert outcomes.count(None) == 1
    (refusal,) = (outcome for outcome in outcomes if outcome is not None)
    assert [fault.rule for fault in refusal.faults] == ["user-name.taken"]


def test_the_phone_must_have_been_proven(world):
    world.knows()
    flow = world.at_confirm()
    with pytest.raises(WrongStep):
        world.choose(flow)
    assert world.told("identity.link-issued.v1") == []


def test_letters_that_look_alike_open_the_same_account(world):
    """A name typed in full-width letters, a password typed with composed accents."""
    world.knows()
    decomposed, composed = "z\u0307o\u0301\u0142ty parasol", "\u017c\u00f3\u0142ty parasol"
    world.choose(world.at_credentials(), password=decomposed)
    world.activate(world.link())
    assert world.sign_in("\uff2a\uff21\uff2e.probny", composed)
