"""GET /messages: what a customer was told, and nothing of what others were."""

from datetime import timedelta

import pytest
from notifications_testing import (
    ACCOUNT,
    CUSTOMER,
    INVOICE_ID,
    INVOICE_NUMBER,
    MAILBOX,
    NOW,
    SLUG,
    FakeChannel,
    FakeContacts,
    FakeDeliveries,
    code_issued,
    deliver_with,
    einvoice_changed,
    invoice_published,
    password_changed,
)

from chassis.testing.clock import FakeClock
from chassis.testing.tokens import signed, test_verifier
from chassis.tokens import Caller, Grant
from notifications.app import build_app
from notifications.domain.contact import Contact
from notifications.usecases.read_messages import ReadMessages

OWNER = Caller(SLUG, "customer", ACCOUNT, "s1", (Grant(CUSTOMER, "owner"),))


@pytest.fixture
def app(operators):
    """A code, a changed password, an e-invoice switched on and an invoice, a minute apart."""
    deliveries, contacts, clock = FakeDeliveries(), FakeContacts(), FakeClock(NOW)
    contacts.record(SLUG, [Contact(ACCOUNT, 1, (CUSTOMER,), "pl", MAILBOX)])
    channels = {"sms": FakeChannel(), "email": FakeChannel()}
    deliver = deliver_with(operators, deliveries, channels, clock, contacts)
    for event in (code_issued(), password_changed(), einvoice_changed(), invoice_published()):
        deliver(SLUG, event)
        clock.advance(timedelta(minutes=1))
    return build_app(
        operators=operators,
        verifier=test_verifier("notifications"),
        of_event=deliveries.of_event,
        messages=ReadMessages(deliveries),
        checks=[],
    )


def get(app, path="/messages", caller=OWNER):
    return app.test_client().get(path, headers=signed(caller, "notifications"))


def test_messages_are_listed_newest_first(app):
    items = get(app).json["items"]
    assert [one["kind"] for one in items] == [
        "new_invoice",
        "einvoice_activated",
        "password_changed",
    ]
    ids = [one.pop("id") for one in items]
    assert len(set(ids)) == 3
    assert items[0] == {
        "kind": "new_invoice",
        "at": "2026-11-21T10:03:00+00:00",
        "channel": "email",
        "facts": {"invoice_id": INVOICE_ID, "invoice_number": INVOICE_NUMBER},
    }
    assert items[1]["facts"] == items[2]["facts"] == {}


def test_who_shares_the_customer_sees_what_concerns_it_and_not_the_account(app):
    friend = Caller(SLUG, "customer", "b1", "s2", (Grant(CUSTOMER, "member"),))
    kinds = [one["kind"] for one in get(app, caller=friend).json["items"]]
    assert kinds == ["new_invoice", "einvoice_activated"]


def test_a_stranger_sees_nothing(app):
    stranger = Caller(SLUG, "customer", "c1", "s3", (Grant("99999999", "owner"),))
    assert get(app, caller=stranger).json == {"items": []}


def test_an_account_named_as_somebodys_customer_number_sees_nothing_of_it(app):
    trick = Caller(SLUG, "customer", CUSTOMER, "s3", (Grant(ACCOUNT, "owner"),))
    assert get(app, caller=trick).json == {"items": []}


def test_as_many_as_were_asked_for(app):
    assert len(get(app, "/messages?limit=2").json["items"]) == 2


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "limit=x", "page=2", "customer=1"])
def test_a_query_we_do_not_know_is_refused_with_its_field(app, query):
    answer = get(app, f"/messages?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize("role", ["anonymous", "staff"])
def test_only_customers_have_messages(app, role):
    account = "s1" if role == "staff" else None
    assert get(app, caller=Caller(SLUG, role, account)).status_code == 403
