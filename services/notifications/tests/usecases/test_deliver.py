"""One event becomes one message, whatever dies, repeats, or comes too late on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from notifications_testing import (
    CODE,
    LINK,
    MAILBOX,
    NOW,
    PHONE,
    SLUG,
    USER_NAME,
    FakeChannel,
    FakeDeliveries,
    already_registered,
    code_issued,
    deliver_with,
    link_issued,
    secret_event,
    states,
)

from chassis.messaging.admission import Refused
from chassis.testing.clock import FakeClock
from notifications.channels.base import ProviderAlarm, TryAgain, Undeliverable
from notifications.domain.delivery import State


class Scene:
    """The use case with fakes; `channel_script` is what the provider does first."""

    def __init__(self, operators, *channel_script):
        self.clock = FakeClock(NOW)
        self.deliveries = FakeDeliveries()
        self.sms, self.email = FakeChannel(*channel_script), FakeChannel(*channel_script)
        channels = {"sms": self.sms, "email": self.email}
        self.deliver = deliver_with(operators, self.deliveries, channels, self.clock)

    def record(self, event):
        (record,) = self.deliveries.of_event(SLUG, event.id)
        return record


@pytest.fixture
def scene(operators):
    return Scene(operators)


def test_a_code_goes_out_by_sms(scene):
    event = code_issued()
    scene.deliver(SLUG, event)
    (message,) = scene.sms.messages
    assert message.recipient == PHONE
    assert message.sender.address == "VirtualOper"
    assert message.texts["text"].endswith(f"\n@virtual-operator.localhost #{CODE}")
    assert "wygasa o 11:05" in message.texts["text"]  # Warsaw's time of 10:05 UTC
    record = scene.record(event)
    assert record.state is State.ACCEPTED
    assert record.provider_reference == "ref-1"
    assert record.provider_key == message.key


def test_a_link_goes_out_by_mail(scene):
    event = link_issued()
    scene.deliver(SLUG, event)
    (message,) = scene.email.messages
    assert message.recipient == MAILBOX
    assert message.sender.name == "eBOK Virtual Operator"
    assert LINK in message.texts["text"]
    assert f'href="{LINK}"' in message.texts["html"]
    assert USER_NAME not in message.texts["text"] + message.texts["html"]
    assert "24 godziny (do 22 listopada 2026, 11:00)" in message.texts["text"]


def test_a_registered_customer_is_told(scene):
    scene.deliver(SLUG, already_registered())
    (message,) = scene.sms.messages
    assert message.texts["text"].startswith("Masz już konto")
    assert "588 588 150" in message.texts["text"]


def test_the_persons_language_is_used(scene):
    scene.deliver(SLUG, code_issued(locale="en"))
    assert scene.sms.messages[0].texts["text"].startswith("SMS code: ")


def test_a_duplicate_event_sends_once(scene):
    event = code_issued()
    for _ in range(3):
        scene.deliver(SLUG, event)
    assert len(scene.sms.messages) == 1
    assert scene.record(event).attempts == 1


def test_an_ambiguous_send_is_repeated_with_the_same_key(operators):
    scene = Scene(operators, TryAgain("sms-timeout"))
    event = code_issued()
    with pytest.raises(TryAgain):
        scene.deliver(SLUG, event)
    assert states(scene.deliveries, event.id) == [State.SENDING]
    assert scene.record(event).reason == "sms-timeout"
    scene.deliver(SLUG, event)
    first, second = scene.sms.messages
    assert first.key == second.key
    assert states(scene.deliveries, event.id) == [State.ACCEPTED]
    assert scene.record(event).attempts == 2
    assert scene.record(event).reason is None


def test_a_record_left_by_a_worker_that_died_is_sent_never_skipped(operators):
    class Killed(BaseException):
        pass

    scene = Scene(operators, Killed())
    event = code_issued()
    with pytest.raises(Killed):
        scene.deliver(SLUG, event)
    assert states(scene.deliveries, event.id) == [State.SENDING]
    scene.deliver(SLUG, event)
    first, second = scene.sms.messages
    assert first.key == second.key


def test_an_expired_code_is_not_sent(scene):
    event = code_issued(life=timedelta(minutes=5))
    scene.clock.advance(timedelta(minutes=5))
    scene.deliver(SLUG, event)
    assert scene.sms.messages == []
    assert states(scene.deliveries, event.id) == [State.EXPIRED]


def test_a_code_is_sent_up_to_its_last_moment(scene):
    event = code_issued(life=timedelta(minutes=5))
    scene.clock.advance(timedelta(minutes=5) - timedelta(milliseconds=1))
    scene.deliver(SLUG, event)
    assert len(scene.sms.messages) == 1


def test_a_code_that_expires_while_it_waits_for_its_next_try_is_not_sent_again(operators):
    scene = Scene(operators, TryAgain("sms-http-500"))
    event = code_issued()
    with pytest.raises(TryAgain):
        scene.deliver(SLUG, event)
    scene.clock.advance(timedelta(minutes=10))
    scene.deliver(SLUG, event)
    assert len(scene.sms.messages) == 1
    assert states(scene.deliveries, event.id) == [State.EXPIRED]


def test_an_undeliverable_message_is_settled_as_failed_and_not_repeated(operators):
    scene = Scene(operators, Undeliverable("smsapi-13"))
    event = code_issued()
    scene.deliver(SLUG, event)
    scene.deliver(SLUG, event)
    assert len(scene.sms.messages) == 1
    assert states(scene.deliveries, event.id) == [State.FAILED]
    assert scene.record(event).reason == "smsapi-13"


def test_a_provider_that_refuses_us_keeps_the_message_for_later(operators):
    scene = Scene(operators, ProviderAlarm("smsapi-101"))
    event = code_issued()
    with pytest.raises(ProviderAlarm):
        scene.deliver(SLUG, event)
    scene.deliver(SLUG, event)
    assert states(scene.deliveries, event.id) == [State.ACCEPTED]


def test_a_message_for_which_there_is_no_entry_is_refused(scene):
    with pytest.raises(Refused, match="no message"):
        scene.deliver(SLUG, code_issued(purpose="party"))
    assert scene.deliveries.records == {}


def test_a_secret_sealed_for_another_event_is_refused(scene):
    stolen = replace(code_issued("another-id"), data=code_issued().data)
    with pytest.raises(Refused, match="cannot be opened"):
        scene.deliver(SLUG, stolen)
    assert scene.sms.messages == []


def test_a_channel_that_the_entry_does_not_have_is_refused(scene):
    with pytest.raises(Refused, match="no channel email"):
        scene.deliver(SLUG, code_issued(channel="email"))


def test_an_event_whose_secret_lacks_a_value_is_refused_not_sent_with_a_gap(scene):
    facts = {"purpose": "activate-account", "channel": "email", "locale": "pl"}
    life = timedelta(hours=24)
    event = secret_event("identity.link-issued.v1", "e1", MAILBOX, {"url": LINK}, facts, NOW, life)
    with pytest.raises(Refused, match="user_name") as refused:
        scene.deliver(SLUG, event)
    assert LINK not in refused.value.reason
    assert scene.email.messages == []


def test_the_record_names_nobody(scene):
    event = link_issued()
    scene.deliver(SLUG, event)
    written = repr(scene.record(event))
    for personal in (MAILBOX, USER_NAME, LINK, event.data["secret"]["recipient_digest"]):
        assert personal not in written
    assert scene.record(event).recipient_digest.startswith("k1.")
