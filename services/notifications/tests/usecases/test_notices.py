"""What billing tells reaches the people who have the customer, each once, in their language."""

from datetime import timedelta

import pytest
from notifications_testing import (
    ACCOUNT,
    CUSTOMER,
    INVOICE_ID,
    INVOICE_NUMBER,
    MAILBOX,
    NOW,
    PAYER,
    SLUG,
    FakeChannel,
    FakeContacts,
    FakeDeliveries,
    deliver_with,
    einvoice_changed,
    invoice_published,
    password_changed,
    states,
)

from chassis.testing.clock import FakeClock
from notifications.channels.base import TryAgain, Undeliverable
from notifications.domain.contact import Contact
from notifications.domain.delivery import State
from notifications.usecases.addressees import NoContactYet

OTHER_MAILBOX = "ktos.inny@poczta.example"
BASE = "http://virtual-operator.localhost:8080"


class Scene:
    def __init__(self, operators, *script):
        self.clock, self.deliveries = FakeClock(NOW), FakeDeliveries()
        self.contacts, self.email = FakeContacts(), FakeChannel(*script)
        channels = {"email": self.email}
        self.deliver = deliver_with(operators, self.deliveries, channels, self.clock, self.contacts)

    def knows(self, email=MAILBOX, account=ACCOUNT, locale="pl", customers=(CUSTOMER,)):
        self.contacts.record(SLUG, [Contact(account, 1, customers, locale, email)])
        return self

    @property
    def recipients(self):
        return [message.recipient for message in self.email.messages]


@pytest.fixture
def scene(operators):
    return Scene(operators)


def test_a_new_invoice_reaches_the_accounts_address_with_a_link_to_the_invoice(scene):
    scene.knows().deliver(SLUG, invoice_published())
    (message,) = scene.email.messages
    assert message.recipient == MAILBOX
    assert message.texts["subject"].startswith(f"Nowa faktura {INVOICE_NUMBER}")
    link = f"{BASE}/invoices/{INVOICE_ID}"
    assert f"Zobacz i zapłać: {link}\n" in message.texts["text"]
    assert f'href="{link}"' in message.texts["html"]
    for text in (message.texts["text"], message.texts["html"]):
        assert "1\xa0234,56\xa0zł" in text
        assert "4\xa0grudnia 2026" in text


@pytest.mark.parametrize(
    ("what", "says", "link"),
    [
        ("activated", "Włączyliśmy e-Fakturę", "/settings"),
        ("withdrawn", "Wyłączyliśmy e-Fakturę", "/einvoice"),
    ],
)
def test_a_decision_is_confirmed_with_its_payer_and_the_way_back(scene, what, says, link):
    scene.knows().deliver(SLUG, einvoice_changed(what))
    (message,) = scene.email.messages
    assert message.texts["text"].startswith(says)
    for text in (message.texts["text"], message.texts["html"]):
        assert PAYER in text
        assert f"{BASE}{link}" in text
        assert "21 listopada 2026, 11:00" in text


def test_a_changed_password_is_told_with_the_way_out(scene):
    scene.deliver(SLUG, password_changed())
    (message,) = scene.email.messages
    assert message.recipient == MAILBOX
    assert f"To nie Ty? Ustaw od razu nowe hasło: {BASE}/recover\n" in message.texts["text"]
    assert "działa od 21 listopada 2026, 11:00" in message.texts["text"]


def test_while_no_contact_is_known_the_notice_waits_and_goes_out_afterwards(scene):
    for _ in range(2):
        with pytest.raises(NoContactYet):
            scene.deliver(SLUG, invoice_published())
    assert scene.deliveries.records == {}
    scene.knows().deliver(SLUG, invoice_published())
    assert scene.recipients == [MAILBOX]


def test_nobody_hears_of_other_peoples_invoices(scene):
    scene.knows(OTHER_MAILBOX, "b1", customers=("99999999",)).knows()
    scene.deliver(SLUG, invoice_published())
    assert scene.recipients == [MAILBOX]


def test_everybody_who_has_the_customer_is_told_once_in_their_language(scene):
    scene.knows().knows(OTHER_MAILBOX, "b1", "en")
    for _ in range(2):
        scene.deliver(SLUG, invoice_published("e1"))
    assert scene.recipients == [MAILBOX, OTHER_MAILBOX]
    polish, english = scene.email.messages
    assert (polish.locale, english.locale) == ("pl", "en")
    assert "To pay: 1,234.56\xa0zł" in english.texts["text"]
    assert polish.key != english.key


def test_who_decided_is_told_in_the_language_of_the_decision(scene):
    scene.knows().knows(OTHER_MAILBOX, "b1")
    scene.deliver(SLUG, einvoice_changed(locale="en"))
    assert [message.locale for message in scene.email.messages] == ["en", "pl"]


def test_one_persons_trouble_does_not_hold_the_other_back_nor_repeat_their_mail(operators):
    scene = Scene(operators, TryAgain("smtp-450")).knows().knows(OTHER_MAILBOX, "b1")
    with pytest.raises(TryAgain):
        scene.deliver(SLUG, invoice_published("e1"))
    assert scene.recipients == [MAILBOX, OTHER_MAILBOX]
    assert states(scene.deliveries, "e1") == [State.SENDING, State.ACCEPTED]
    scene.deliver(SLUG, invoice_published("e1"))
    assert scene.recipients == [MAILBOX, OTHER_MAILBOX, MAILBOX]
    first, _, again = scene.email.messages
    assert first.key == again.key
    assert states(scene.deliveries, "e1") == [State.ACCEPTED, State.ACCEPTED]


def test_an_address_that_does_not_exist_is_noted_and_not_tried_again(operators):
    scene = Scene(operators, Undeliverable("smtp-550")).knows()
    for _ in range(2):
        scene.deliver(SLUG, invoice_published("e1"))
    assert len(scene.email.messages) == 1
    assert states(scene.deliveries, "e1") == [State.FAILED]


def test_a_notice_that_was_lost_for_a_week_is_not_sent(scene):
    scene.knows().clock.advance(timedelta(days=7))
    scene.deliver(SLUG, invoice_published("e1"))
    assert scene.recipients == []
    assert states(scene.deliveries, "e1") == [State.EXPIRED]


def test_the_record_keeps_what_the_list_of_messages_shows_and_no_address(scene):
    scene.knows().deliver(SLUG, invoice_published("e1"))
    (record,) = scene.deliveries.of_event(SLUG, "e1")
    assert record.facts == {"invoice_id": INVOICE_ID, "invoice_number": INVOICE_NUMBER}
    assert record.concerns == (f"account {ACCOUNT}", f"customer {CUSTOMER}")
    for hidden in (MAILBOX, "123456", "2026-12-04"):
        assert hidden not in repr(record).replace(record.provider_key, "").replace(
            record.recipient_digest, ""
        )
