"""Identity says where the owners of accounts read mail; whatever its order, the newest stands."""

from dataclasses import replace

import pytest
from notifications_testing import (
    CUSTOMER,
    MAILBOX,
    SEALING_KEYS,
    SLUG,
    FakeContacts,
    contact_changed,
)

from chassis.messaging.admission import Refused
from chassis.sealing import Sealer
from notifications.usecases.record_contacts import RecordContacts

NEW_MAILBOX = "nowy@poczta.example"


@pytest.fixture
def contacts():
    return FakeContacts()


@pytest.fixture
def record(contacts):
    return RecordContacts(contacts, Sealer(SEALING_KEYS))


def addresses(contacts):
    return [one.email for one in contacts.of_customer(SLUG, CUSTOMER)]


def test_a_batch_of_contacts_is_known_afterwards(record, contacts):
    record(SLUG, [contact_changed(), contact_changed(account="b1", mailbox=NEW_MAILBOX)])
    assert addresses(contacts) == [MAILBOX, NEW_MAILBOX]


def test_a_stale_contact_changes_nothing(record, contacts):
    record(SLUG, [contact_changed(2, mailbox=NEW_MAILBOX)])
    record(SLUG, [contact_changed(1), contact_changed(2)])
    assert addresses(contacts) == [NEW_MAILBOX]


def test_an_address_that_arrives_late_is_an_address_all_the_same(record, contacts):
    event = contact_changed()
    assert event.data["secret"]["expires_at"].startswith("2026-11-22")
    record(SLUG, [replace(event, time=event.time.replace(year=2027))])
    assert addresses(contacts) == [MAILBOX]


def test_a_secret_of_another_event_is_refused(record, contacts):
    stolen = replace(contact_changed(2), data=contact_changed(1).data)
    with pytest.raises(Refused, match="cannot be opened"):
        record(SLUG, [stolen])
    assert addresses(contacts) == []
