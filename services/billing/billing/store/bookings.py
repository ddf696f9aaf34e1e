"""Payments that the operator has booked, each once, with the invoices that they were meant for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from chassis.mongo import Databases, Document, Index

COLLECTION = "bookings"
INDEXES = (Index(COLLECTION, [("allocations.invoice_id", 1)]),)


class Bookings:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def known(self, slug: str, ids: Iterable[str], session: ClientSession) -> dict[str, str]:
        """Digests of what was told of those that are known, by id."""
        found = self._of(slug).find({"_id": {"$in": list(ids)}}, {"digest": 1}, session=session)
        return {booking["_id"]: booking["digest"] for booking in found}

    def add(self, slug: str, bookings: Sequence[Mapping[str, Any]], session: ClientSession) -> None:
        if bookings:
            self._of(slug).insert_many([dict(one) for one in bookings], session=session)

    def allocated(
        self, slug: str, invoice_ids: Sequence[str], session: ClientSession
    ) -> dict[tuple[str, str], int]:
        """Grosze by (payer number, invoice id): a payment may come before its invoice."""
        found = self._of(slug).aggregate(_sums(invoice_ids), session=session)
        return {(one["_id"]["payer"], one["_id"]["invoice"]): one["paid"] for one in found}

    def of_invoice(self, slug: str, payer: str, invoice_id: str) -> list[Document]:
        query = {"allocations.invoice_id": invoice_id, "payer_number": payer}
        return list(self._of(slug).find(query).sort([("booked_on", 1), ("_id", 1)]))

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]


def _sums(invoice_ids: Sequence[str]) -> list[dict[str, Any]]:
    wanted = {"allocations.invoice_id": {"$in": list(invoice_ids)}}
    key = {"payer": "$payer_number", "invoice": "$allocations.invoice_id"}
    return [
        {"$match": wanted},
        {"$unwind": "$allocations"},
        {"$match": wanted},
        {"$group": {"_id": key, "paid": {"$sum": "$allocations.amount"}}},
    ]
