"""Consents to electronic delivery: a document a payer and customer, its periods only ever added to.

The customer is part of the key: when a payer goes over to another customer, that one's consent is
asked for anew, and what the former one agreed to stays as it was. A consent and the event that
tells of it are one update.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from billing.domain.einvoice import Consent, ConsentText
from chassis.messaging.envelope import Event
from chassis.messaging.outbox import outbox_entry, outbox_index
from chassis.mongo import Databases, Document

COLLECTION = "einvoice"
INDEXES = (outbox_index(COLLECTION),)
CURRENT = {"active": 1, "customer_number": 1, "payer_number": 1, "periods": {"$slice": -1}}

Told = tuple[Consent, Event]


class Consents:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def active(
        self,
        slug: str,
        customer_of: Mapping[str, str],
        session: ClientSession | None = None,
    ) -> dict[str, Consent]:
        """By payer number; `customer_of` says whose each payer is now."""
        keys = [_key(customer, payer) for payer, customer in customer_of.items()]
        wanted = {"_id": {"$in": keys}, "active": True}
        found = self._of(slug).find(wanted, CURRENT, session=session)
        return {one["payer_number"]: _consent(one) for one in found}

    def give(self, slug: str, given: Sequence[Told]) -> None:
        """What is active already, by another window's click say, stays as it is."""
        self._write(slug, (write for told in given for write in _giving(*told)))

    def withdraw(self, slug: str, withdrawn: Sequence[Told], by: str, now: datetime) -> None:
        """The consents end; one that has ended meanwhile, or begun anew, is left alone."""
        self._write(slug, (_ending(*told, by, now) for told in withdrawn))

    def _write(self, slug: str, writes: Iterable[UpdateOne]) -> None:
        if listed := list(writes):
            self._of(slug).bulk_write(listed)

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]


def _giving(consent: Consent, event: Event) -> tuple[UpdateOne, UpdateOne]:
    key = _key(consent.customer_number, consent.payer_number)
    blank = {
        "customer_number": consent.customer_number,
        "payer_number": consent.payer_number,
        "active": False,
    }
    added = {"periods": _period(consent), "outbox": outbox_entry(event)}
    return (
        UpdateOne({"_id": key}, {"$setOnInsert": blank}, upsert=True),
        UpdateOne({"_id": key, "active": False}, {"$set": {"active": True}, "$push": added}),
    )


def _ending(consent: Consent, event: Event, by: str, now: datetime) -> UpdateOne:
    key = _key(consent.customer_number, consent.payer_number)
    open_one = {"from": consent.since, "until": None}
    ended = {"active": False, "periods.$.until": now, "periods.$.withdrawn_by": by}
    return UpdateOne(
        {"_id": key, "active": True, "periods": {"$elemMatch": open_one}},
        {"$set": ended, "$push": {"outbox": outbox_entry(event)}},
    )


def _key(customer: str, payer: str) -> str:
    return f"{customer} {payer}"  # neither can hold a space


def _period(consent: Consent) -> Document:
    return {
        "text_version": consent.text.version,
        "text_sha256": consent.text.sha256,
        "locale": consent.text.locale,
        "account": consent.account,
        "channel": consent.channel,
        "from": consent.since,
        "until": None,
    }


def _consent(document: Mapping[str, Any]) -> Consent:
    period = document["periods"][-1]
    return Consent(
        document["customer_number"],
        document["payer_number"],
        ConsentText(period["text_version"], period["locale"], period["text_sha256"]),
        period["account"],
        period["channel"],
        period["from"],
    )
