"""Invoices as the operator issued them, with what has been paid of each.

Days are kept as ISO text, which sorts as days do. Lists go by key, never by offset: page 500
costs what page 1 costs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from chassis.messaging.envelope import Event
from chassis.messaging.outbox import outbox_entry, outbox_index
from chassis.mongo import Databases, Document, Index

COLLECTION = "invoices"
INDEXES = (
    Index(COLLECTION, [("payer_number", 1), ("issued_on", -1), ("_id", 1)]),
    Index(COLLECTION, [("payer_number", 1), ("due_on", 1)], partial={"open": True}),
    outbox_index(COLLECTION),
)
ONLY = {"open": {"open": True}, "paid": {"open": False}, "all": {}}
SUMMARY = dict.fromkeys(("number", "issued_on", "due_on", "gross", "paid", "payer_number"), 1)


@dataclass(frozen=True)
class Place:
    """Where a page of the list ended."""

    issued_on: str
    id: str


class Invoices:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def known(self, slug: str, ids: Iterable[str], session: ClientSession) -> dict[str, str]:
        """Digests of what was told of those that are known, by id."""
        found = self._of(slug).find({"_id": {"$in": list(ids)}}, {"digest": 1}, session=session)
        return {invoice["_id"]: invoice["digest"] for invoice in found}

    def add(
        self,
        slug: str,
        invoices: Sequence[Mapping[str, Any]],
        told: Mapping[str, Event],
        session: ClientSession,
    ) -> None:
        """`told` maps invoice ids to the event that goes out with the invoice."""
        if invoices:
            documents = [{**one, **_outbox(told.get(one["_id"]))} for one in invoices]
            self._of(slug).insert_many(documents, session=session)

    def pay(self, slug: str, paid: Mapping[tuple[str, str], int], session: ClientSession) -> None:
        """`paid` maps (payer number, invoice id) to grosze; only the payer's own are touched."""
        writes = [
            UpdateOne({"_id": id_, "payer_number": payer}, _more_paid(amount))
            for (payer, id_), amount in paid.items()
        ]
        if writes:
            self._of(slug).bulk_write(writes, session=session)

    def page(
        self, slug: str, payers: Sequence[str], only: str, after: Place | None, limit: int
    ) -> list[Document]:
        """Newest first."""
        query = {"payer_number": {"$in": list(payers)}, **ONLY[only], **_after(after)}
        found = self._of(slug).find(query, SUMMARY).sort([("issued_on", -1), ("_id", 1)])
        return list(found.limit(limit))

    def open(self, slug: str, payers: Sequence[str]) -> list[Document]:
        """What still wants money, the most urgent first."""
        query = {"payer_number": {"$in": list(payers)}, "open": True}
        return list(self._of(slug).find(query, SUMMARY).sort([("due_on", 1), ("_id", 1)]))

    def find(self, slug: str, payers: Sequence[str], id_: str) -> Document | None:
        query = {"_id": id_, "payer_number": {"$in": list(payers)}}
        return self._of(slug).find_one(query, {"outbox": 0})

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]


def _outbox(event: Event | None) -> Document:
    return {} if event is None else {"outbox": [outbox_entry(event)]}


def _after(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    same_day = {"issued_on": place.issued_on, "_id": {"$gt": place.id}}
    return {"$or": [{"issued_on": {"$lt": place.issued_on}}, same_day]}


def _more_paid(amount: int) -> list[dict[str, Any]]:
    more = {"$add": ["$paid", amount]}
    return [{"$set": {"paid": more}}, {"$set": {"open": {"$lt": ["$paid", "$gross"]}}}]
