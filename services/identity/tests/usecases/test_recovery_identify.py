"""Who forgot a password: the same page and the same work for names that nobody has."""

from dataclasses import replace

import pytest
from identity_testing import EMAIL, JAN, NUMBER, PHONE, SLUG, USER_NAME, at_once

from identity.domain.errors import (
    CaptchaWrong,
    InvalidFields,
    TooManyCodes,
    WrongStep,
)
from identity.domain.token import token_digest

REFUSED = "identity.identification-refused.v1"
UNKNOWN = {"identifier": "nikt.taki"}
CHANNELS = ["sms", "email"]


@pytest.fixture
def world(world):
    world.registered()
    world.wait(minutes=1)
    return world


def sent(world, channel):
    """The codes or links of recoveries."""
    kind = {"sms": "identity.code-issued.v1", "email": "identity.link-issued.v1"}[channel]
    return [e for e in world.told(kind) if e.data["purpose"] == "reset-password"]


@pytest.mark.rule("L10")
@pytest.mark.parametrize("identifier", [USER_NAME, "JAN.Probny", NUMBER])
def test_the_code_goes_to_the_phone_on_file(world, identifier):
    world.recovering(identifier=identifier)
    (event,) = sent(world, "sms")
    assert world.secret(event).recipient == PHONE
    assert len(world.secret(event).values["code"]) == 6


def test_the_link_goes_to_the_mailbox_of_the_account(world):
    """Not to what the CRM says."""
    world.knows(replace(JAN, sequence=2, email="inny@poczta.example"))
    world.recovering(channel="email", locale="en")
    (event,) = sent(world, "email")
    secret = world.secret(event)
    assert (secret.recipient, secret.values["user_name"]) == (EMAIL, USER_NAME)
    assert secret.values["url"].startswith("http://virtual-operator.localhost:8080/reset/")
    assert event.data["locale"] == "en"


@pytest.mark.parametrize("said", [{}, UNKNOWN, {"identifier": ""}, {"identifier": "99999999"}])
def test_everybody_gets_the_same_page(world, said):
    state, now = world.recovery(world.recovering(**said)), world.clock.now()
    assert (state.step, state.channel, state.tries_left) == ("confirm", "sms", 5)
    assert (state.resend_at - now).total_seconds() == 60
    assert (state.code_expires_at - now).total_seconds() == 300
    state = world.recovery(world.recovering(channel="email", **said))
    assert (state.step, state.channel, state.tries_left) == ("sent", "email", None)
    assert (state.resend_at, state.code_expires_at) == (None, None)


@pytest.mark.parametrize("channel", CHANNELS)
def test_nobody_is_told_of_a_name_that_nobody_has(world, channel):
    world.recovering(channel=channel, **UNKNOWN)
    (event,) = world.told(REFUSED)
    assert set(world.secret(event).recipient) == {"-"}
    assert sent(world, channel) == []


def test_codes_of_known_and_unknown_names_are_events_of_one_size(world):
    world.recovering()
    world.recovering(**UNKNOWN)
    (known,), (unknown,) = sent(world, "sms"), world.told(REFUSED)
    assert known.data.keys() == unknown.data.keys()
    for name, text in known.data["secret"].items():
        assert len(text) == len(unknown.data["secret"][name])


def test_an_account_without_a_phone_on_file_is_not_told_apart(world):
    world.knows(replace(JAN, sequence=2, phone=None))
    assert world.recovery(world.recovering()).step == "confirm"
    assert len(world.told(REFUSED)) == 1


def test_an_account_that_is_not_activated_is_not_there(world):
    world.knows(replace(JAN, number="20000001", phone="+48600100299"))
    world.choose(world.at_credentials(customer_number="20000001", phone="+48600100299"), "ala.nowa")
    world.recovering(identifier="ala.nowa")
    assert len(world.told(REFUSED)) == 1


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("said", [{}, UNKNOWN], ids=["known", "unknown"])
def test_one_name_is_written_to_five_times_an_hour(world, channel, said):
    for _ in range(5):
        world.recovering(channel=channel, **said)
    began = world.clock.now()
    world.wait(minutes=10)
    with pytest.raises(TooManyCodes) as refusal:
        world.recovering(channel=channel, **said)
    assert (refusal.value.retry_at - began).total_seconds() == 3600
    world.wait(minutes=50)
    world.recovering(channel=channel, **said)


@pytest.mark.parametrize("channel", CHANNELS)
def test_another_name_of_the_same_person_gets_nothing_more_and_is_not_told(world, channel):
    """A refusal would tell that a name and a customer number belong together."""
    for _ in range(5):
        world.recovering(channel=channel)
    flow = world.recovering(channel=channel, identifier=NUMBER)
    assert world.recovery(flow).step in ("confirm", "sent")
    assert len(sent(world, channel)) == 5
    assert len(world.told(REFUSED)) == 1
    world.wait(hours=1)
    world.recovering(channel=channel, identifier=NUMBER)
    assert len(sent(world, channel)) == 6


def test_registrations_and_recoveries_do_not_spend_each_others_sends(world):
    """Otherwise one would tell whose telephone the other wrote to."""
    for _ in range(5):
        world.recovering()
    assert world.show(world.at_confirm()).step == "confirm"
    for _ in range(3):
        world.at_confirm()
    assert len(sent(world, "sms")) == 5
    world.wait(hours=1)
    world.recovering()
    assert len(sent(world, "sms")) == 6


def test_a_wrong_answer_spends_the_challenge(world):
    flow = world.recover()
    with pytest.raises(CaptchaWrong):
        world.say_who(flow, captcha="nie wiem")
    assert world.recovery(flow).step == "identify"
    world.say_who(flow)
    assert world.recovery(flow).step == "confirm"


def test_the_spoken_digits_are_a_right_answer_too(world):
    flow = world.recover()
    spoken = stored(world, flow).captcha.spoken
    assert len(spoken) == 6
    world.say_who(flow, captcha=spoken)
    assert world.recovery(flow).step == "confirm"


def stored(world, flow):
    return world.wiring.recoveries.get(SLUG, token_digest(flow), world.clock.now())


def test_an_operator_may_do_without_a_captcha_and_without_a_channel(world):
    policy = replace(world.rules.recovery, captcha=False, channels=("email",))
    world.rules = replace(world.rules, recovery=policy)
    flow = world.recover()
    with pytest.raises(InvalidFields) as refusal:
        world.say_who(flow, locale="de", captcha="")
    assert {fault.rule for fault in refusal.value.faults} == {"channel.unknown", "locale.unknown"}
    world.say_who(flow, channel="email", captcha="")
    assert world.recovery(flow).step == "sent"


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_double_submit_is_one_identification(world, channel):
    flow = world.recover()
    outcomes = at_once(6, lambda _: world.say_who(flow, channel=channel))
    assert outcomes.count(None) == 1
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert all(isinstance(refusal, WrongStep) for refusal in refusals), outcomes
    assert {refusal.step for refusal in refusals} <= {"confirm", "sent"}
    assert len(sent(world, channel)) == 1
