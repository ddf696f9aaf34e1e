"""Builders and fakes of this service's tests."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chassis.messaging.envelope import Event
from chassis.messaging.secrets import seal_secret
from chassis.sealing import BlindIndex, Sealer
from notifications.channels.base import Message, Sender
from notifications.domain.contact import newest
from notifications.domain.delivery import Delivery, State, states_before
from notifications.entries import ROOT, load_catalogue
from notifications.rendering import Renderer
from notifications.usecases.addressees import Addressees
from notifications.usecases.deliver import Deliver

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SLUG = "virtual-operator"
LIMIT_SECONDS = 30.0
SEALING_KEYS = {"k1": b"\x01" * 32}
PHONE, CODE = "+48600100417", "730518"
MAILBOX, USER_NAME = "jan.kowalski@poczta.example", "jan.kowalski"
ACCOUNT, CUSTOMER, PAYER = "a7d9", "10482217", "P-10482217"
INVOICE_ID, INVOICE_NUMBER = "0a1b2c3d4e5f60718293a4b5", "FV/2026/11/004821"
LINK = "http://virtual-operator.localhost:8080/activate/pEZr3Ax0xqkFMO4VZ1GJ6vN5Yc2bXh8L"


def code_issued(id="0199f2c4-0001", *, life=timedelta(minutes=5), at=NOW, phone=PHONE, **data):
    facts = {"flow": "f1", "purpose": "register", "channel": "sms", "locale": "pl"}
    return secret_event(
        "identity.code-issued.v1", id, phone, {"code": CODE}, facts | data, at, life
    )


def already_registered(id="0199f2c4-0002", **data):
    facts = {"flow": "f1", "purpose": "register", "channel": "sms", "locale": "pl"}
    life = timedelta(hours=1)
    return secret_event("identity.already-registered.v1", id, PHONE, {}, facts | data, NOW, life)


def link_issued(id="0199f2c4-0003", *, life=timedelta(hours=24), mailbox=MAILBOX, **data):
    facts = {"account": "a1", "purpose": "activate-account", "channel": "email", "locale": "pl"}
    values = {"url": LINK, "user_name": USER_NAME}
    return secret_event("identity.link-issued.v1", id, mailbox, values, facts | data, NOW, life)


def password_changed(id="0199f2c4-0004", *, life=timedelta(hours=24), **data):
    facts = {"account": ACCOUNT, "channel": "email", "locale": "pl"}
    values = {"user_name": USER_NAME}
    kind = "identity.password-changed.v1"
    return secret_event(kind, id, MAILBOX, values, facts | data, NOW, life)


def contact_changed(sequence=1, *, mailbox=MAILBOX, account=ACCOUNT, customers=(CUSTOMER,), **data):
    facts = {"account": account, "sequence": sequence, "customers": list(customers), "locale": "pl"}
    name, life = f"contact-{account}-{sequence}", timedelta(hours=24)
    kind = "identity.contact-changed.v1"
    return secret_event(kind, name, mailbox, {}, facts | data, NOW, life)


def invoice_published(id="0199f2c4-0005", *, at=NOW, **data):
    facts = {
        "customer_number": CUSTOMER,
        "payer_number": PAYER,
        "invoice_id": INVOICE_ID,
        "invoice_number": INVOICE_NUMBER,
        "gross": 123456,
        "currency": "PLN",
        "issued_on": "2026-11-20",
        "due_on": "2026-12-04",
    }
    return open_event("billing.invoice-published.v1", id, facts | data, at)


def einvoice_changed(what="activated", id="0199f2c4-0006", *, at=NOW, **data):
    facts = {
        "account": ACCOUNT,
        "customer_number": CUSTOMER,
        "payer_number": PAYER,
        "text_version": "1",
        "text_sha256": "b" * 64,
        "locale": "pl",
        "at": "2026-11-21T10:00:00.000Z",
    }
    return open_event(f"billing.einvoice-{what}.v1", id, facts | data, at)


def open_event(type, id, data, at):
    return Event(
        id=id, type=type, operator=SLUG, source="/billing", subject=PAYER, time=at, data=data
    )


def secret_event(type, id, recipient, values, data, at, life):
    secret = seal_secret(Sealer(SEALING_KEYS), id, SLUG, recipient, values, at + life)
    return Event(
        id=id,
        type=type,
        operator=SLUG,
        source="/identity",
        subject="f1",
        time=at,
        data={**data, "secret": secret},
    )


def an_sms(key="key-1", recipient=PHONE, text="Kod SMS: 730518."):
    return Message(key, Sender("VirtualOper"), recipient, {"text": text}, "pl", NOW)


def a_mail(key="key-1", recipient=MAILBOX, **texts):
    parts = {"subject": "Potwierdź adres", "text": f"Otwórz: {LINK}\n", "html": "<p>ł</p>\n"}
    sender = Sender("ebok@virtualoperator.pl", "eBOK Virtual Operator")
    return Message(key, sender, recipient, parts | texts, "pl", NOW)


def deliver_with(operators, deliveries, channels, clock, contacts=None):
    return Deliver(
        operators=operators,
        catalogue=load_catalogue(),
        renderer=Renderer(ROOT),
        channels=channels,
        deliveries=deliveries,
        addressees=Addressees(Sealer(SEALING_KEYS), contacts or FakeContacts()),
        recipients=BlindIndex(SEALING_KEYS),
        clock=clock,
    )


class FakeDeliveries:
    """Records in a dictionary; tests/store holds it and the real store to one set of rules."""

    def __init__(self):
        self.records: dict[tuple[str, str], Delivery] = {}

    def begin(self, slug, delivery):
        known = self.records.get((slug, delivery.id), delivery)
        if not known.settled:
            known = replace(known, attempts=known.attempts + 1, updated_at=delivery.updated_at)
        self.records[slug, delivery.id] = known
        return known

    def note(self, slug, delivery, outcome, now):
        known = self.records[slug, delivery.id]
        if known.state in states_before(outcome.state):
            reference = outcome.provider_reference or known.provider_reference
            self.records[slug, delivery.id] = replace(
                known,
                state=outcome.state,
                reason=outcome.reason,
                provider_reference=reference,
                updated_at=now,
            )

    def of_event(self, slug, event_id):
        return [
            record
            for (owner, _), record in sorted(self.records.items())
            if (owner, record.event_id) == (slug, event_id)
        ]

    def told(self, slug, concerns, own, limit):
        out = [
            record
            for (owner, _), record in sorted(self.records.items(), reverse=True)
            if owner == slug
            and record.state in (State.ACCEPTED, State.DELIVERED)
            and set(concerns) & set(record.concerns)
        ]
        out.sort(key=lambda one: own in one.concerns)
        latest = {(one.event_id, one.channel): one for one in out}.values()
        newest_first = sorted(latest, key=lambda one: (-one.created_at.timestamp(), one.id))
        return newest_first[:limit]


class FakeContacts:
    """Contacts in a dictionary; tests/store holds it and the real store to one set of rules."""

    def __init__(self):
        self.known = {}

    def record(self, slug, contacts):
        for contact in newest(contacts):
            known = self.known.get((slug, contact.account))
            if known is None or contact.sequence > known.sequence:
                self.known[slug, contact.account] = contact

    def of_customer(self, slug, customer):
        return [
            contact
            for (owner, _), contact in sorted(self.known.items())
            if owner == slug and customer in contact.customers
        ]


class FakeChannel:
    """Takes messages, or raises what stands in its script."""

    def __init__(self, *script):
        self.messages: list[Message] = []
        self._script = list(script)

    def send(self, message):
        self.messages.append(message)
        if self._script:
            raise self._script.pop(0)
        return f"ref-{len(self.messages)}"


def states(deliveries, event_id) -> list[State]:
    return [record.state for record in deliveries.of_event(SLUG, event_id)]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {LIMIT_SECONDS} s"
        time.sleep(0.02)
