"""Contacts in MongoDB and in the fake that stands for it; and what MongoDB may not hold."""

import pytest
from notifications_testing import MAILBOX, SEALING_KEYS, SLUG, FakeContacts

from chassis.sealing import Sealer, Unsealable
from notifications.domain.contact import Contact
from notifications.store.contacts import COLLECTION, MongoContacts


@pytest.fixture
def own(databases):
    return databases("notifications")


@pytest.fixture(params=["fake", "mongo"])
def contacts(request):
    if request.param == "fake":
        return FakeContacts()
    return MongoContacts(request.getfixturevalue("own"), Sealer(SEALING_KEYS))


def a_contact(sequence=1, account="a1", customers=("c1",), email=MAILBOX):
    return Contact(account, sequence, customers, "pl", email)


def test_a_contact_is_found_by_each_of_its_customers(contacts):
    contacts.record(SLUG, [a_contact(customers=("c1", "c2"))])
    for customer in ("c1", "c2"):
        assert contacts.of_customer(SLUG, customer) == [a_contact(customers=("c1", "c2"))]
    assert contacts.of_customer(SLUG, "c3") == []
    assert contacts.of_customer("vectra", "c1") == []


@pytest.mark.parametrize("sequence", [1, 2, 3])
def test_what_is_not_newer_is_dropped(contacts, sequence):
    contacts.record(SLUG, [a_contact(3)])
    contacts.record(SLUG, [a_contact(sequence, customers=("c9",), email="old@poczta.example")])
    assert contacts.of_customer(SLUG, "c1") == [a_contact(3)]
    assert contacts.of_customer(SLUG, "c9") == []


def test_the_newest_of_one_batch_stands_whatever_its_order(contacts):
    batch = [a_contact(number, email=f"n{number}@poczta.example") for number in (2, 3, 1)]
    contacts.record(SLUG, [*batch, a_contact(1, "a2")])
    found = contacts.of_customer(SLUG, "c1")
    assert [one.email for one in found] == ["n3@poczta.example", MAILBOX]


def test_a_customer_that_an_account_lost_is_no_longer_told_of(contacts):
    contacts.record(SLUG, [a_contact(1)])
    contacts.record(SLUG, [a_contact(2, customers=())])
    assert contacts.of_customer(SLUG, "c1") == []
    contacts.record(SLUG, [a_contact(1)])
    assert contacts.of_customer(SLUG, "c1") == []


def test_names_that_look_like_commands_are_only_names(contacts):
    strange = a_contact(account="$account", customers=("$$ROOT", "$c"))
    contacts.record(SLUG, [strange])
    assert contacts.of_customer(SLUG, "$$ROOT") == [strange]


def test_an_address_lies_sealed_and_that_of_a_closed_account_not_at_all(own):
    contacts = MongoContacts(own, Sealer(SEALING_KEYS))
    contacts.record(SLUG, [a_contact()])
    document = own.of(SLUG)[COLLECTION].find_one()
    assert set(document) == {"_id", "sequence", "customers", "locale", "email"}
    assert document["email"].startswith("k1.")
    assert MAILBOX not in repr(document)
    contacts.record(SLUG, [a_contact(2, customers=())])
    assert own.of(SLUG)[COLLECTION].find_one()["email"] is None


def test_an_address_opens_only_where_it_was_sealed(own):
    contacts = MongoContacts(own, Sealer(SEALING_KEYS))
    contacts.record(SLUG, [a_contact(), a_contact(account="a2", email="other@poczta.example")])
    stolen = own.of(SLUG)[COLLECTION].find_one({"_id": "a2"})["email"]
    own.of(SLUG)[COLLECTION].update_one({"_id": "a1"}, {"$set": {"email": stolen}})
    with pytest.raises(Unsealable):
        contacts.of_customer(SLUG, "c1")


def test_a_contact_does_not_print_its_address():
    assert MAILBOX not in repr(a_contact())
