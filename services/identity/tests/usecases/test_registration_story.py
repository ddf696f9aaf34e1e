"""A registration from the form to the first sign-in, as the manual of S0 tells it."""

import pytest
from identity_testing import EMAIL, NUMBER, PASSWORD, PHONE, SLUG, USER_NAME

from identity.domain.errors import FlowUnknown, WrongStep


@pytest.mark.rule("R1")
@pytest.mark.rule("R5")
@pytest.mark.rule("R7")
def test_a_customer_registers_and_signs_in(world):
    world.knows()
    flow = world.begin()
    world.identify(flow)
    world.confirm(flow, world.code())
    world.choose(flow)
    assert world.activate(world.link()) == USER_NAME
    assert world.sign_in()


def test_each_step_shows_what_its_page_needs(world):
    world.knows()
    flow = world.begin()
    state = world.show(flow)
    assert (state.step, state.resend_at, state.tries_left) == ("identify", None, None)
    world.identify(flow)
    state, now = world.show(flow), world.clock.now()
    assert (state.step, state.tries_left, state.email) == ("confirm", 5, None)
    assert (state.resend_at - now).total_seconds() == 60
    assert (state.code_expires_at - now).total_seconds() == 300
    world.confirm(flow, world.code())
    state = world.show(flow)
    assert (state.step, state.code_expires_at, state.tries_left) == ("credentials", None, None)
    world.choose(flow)
    assert world.show(flow).step == "activate"


@pytest.mark.rule("R6")
def test_the_email_on_file_is_shown_only_after_the_phone_is_proven(world):
    world.knows()
    flow = world.at_confirm()
    assert world.show(flow).email is None
    world.confirm(flow, world.code())
    assert world.show(flow).email == EMAIL


def test_the_code_goes_to_the_phone_on_file_and_the_link_to_the_mailbox_given(world):
    world.knows()
    flow = world.at_confirm()
    sent = world.secret(world.told("identity.code-issued.v1")[0])
    assert sent.recipient == PHONE
    assert len(sent.values["code"]) == 6
    world.confirm(flow, sent.values["code"])
    world.choose(flow, email="inny@poczta.example")
    mailed = world.secret(world.told("identity.link-issued.v1")[0])
    assert mailed.recipient == "inny@poczta.example"
    assert mailed.values["user_name"] == USER_NAME
    assert mailed.values["url"].startswith("http://virtual-operator.localhost:8080/activate/")


def test_the_secret_of_the_flow_is_in_no_event(world):
    world.knows()
    flow = world.begin()
    world.identify(flow)
    world.confirm(flow, world.code())
    world.choose(flow)
    assert all(flow not in event.to_json().decode() for event in world.told())


@pytest.mark.rule("R4")
def test_the_consent_is_kept_with_the_very_text_it_was_given_to(world):
    world.registered()
    account = world.wiring.accounts.by_identifier(SLUG, ("user_name",), USER_NAME)
    (consent,) = account.consents
    terms = world.rules.registration.consents[0]
    assert "Wyrażam zgodę na przetwarzanie" in terms.texts["pl"]
    assert "Dotyczy Operatora" in terms.texts["pl"]
    assert consent.text_hash == terms.text_hash("pl")
    assert (consent.version, consent.purpose) == ("1", "ebok-phone-processing")
    assert (consent.channel, consent.given_at) == ("web", world.clock.now())


def test_the_crm_learns_of_the_active_account(world):
    world.registered()
    (event,) = world.told("identity.account-activated.v1")
    assert event.data["customer_number"] == NUMBER
    account = world.wiring.accounts.by_identifier(SLUG, ("customer_number",), NUMBER)
    assert event.data["account_id"] == account.id


def test_nothing_can_be_done_out_of_turn(world):
    world.knows()
    flow = world.begin()
    for act in (lambda: world.confirm(flow, "123456"), lambda: world.choose(flow)):
        with pytest.raises(WrongStep) as refusal:
            act()
        assert refusal.value.step == "identify"


def test_an_expired_flow_is_an_unknown_one(world):
    world.knows()
    flow = world.at_confirm()
    world.wait(hours=1)
    for act in (lambda: world.show(flow), lambda: world.confirm(flow, world.code())):
        with pytest.raises(FlowUnknown):
            act()
    with pytest.raises(FlowUnknown):
        world.show("a-flow-nobody-began")


def test_the_password_is_not_kept(world):
    world.registered()
    account = world.wiring.accounts.by_identifier(SLUG, ("user_name",), USER_NAME)
    assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in account.password_hash
