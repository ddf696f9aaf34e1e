"""Payers: who is charged, and for which customer of the operator."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from chassis.mongo import Databases, Document, Index

COLLECTION = "payers"
INDEXES = (Index(COLLECTION, [("customer_number", 1)]),)


class Payers:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def record(
        self, slug: str, payers: Sequence[Mapping[str, Any]], session: ClientSession
    ) -> None:
        """Keep the newest state of each; what is not newer than what is known is dropped."""
        newest = {payer["payer_number"]: payer for payer in sorted(payers, key=_sequence)}
        known = self._sequences(slug, list(newest), session)
        fresh = [p for number, p in newest.items() if p["sequence"] > known.get(number, 0)]
        if fresh:
            writes = [ReplaceOne({"_id": p["payer_number"]}, dict(p), upsert=True) for p in fresh]
            self._databases.of(slug)[COLLECTION].bulk_write(writes, session=session)

    def numbers_of(self, slug: str, customers: Sequence[str]) -> list[str]:
        found = self._databases.of(slug)[COLLECTION].find(
            {"customer_number": {"$in": list(customers)}}, {"_id": 1}
        )
        return [payer["_id"] for payer in found]

    def of_customers(self, slug: str, customers: Sequence[str]) -> list[Document]:
        """Number, name and customer of each."""
        found = self._databases.of(slug)[COLLECTION].find(
            {"customer_number": {"$in": list(customers)}}, {"customer_number": 1, "name": 1}
        )
        return list(found.sort("_id", 1))

    def customers_of(
        self, slug: str, numbers: Iterable[str], session: ClientSession
    ) -> dict[str, str]:
        """The customer of each payer that is known."""
        found = self._databases.of(slug)[COLLECTION].find(
            {"_id": {"$in": list(numbers)}}, {"customer_number": 1}, session=session
        )
        return {payer["_id"]: payer["customer_number"] for payer in found}

    def _sequences(
        self, slug: str, numbers: Sequence[str], session: ClientSession
    ) -> dict[str, int]:
        found = self._databases.of(slug)[COLLECTION].find(
            {"_id": {"$in": list(numbers)}}, {"sequence": 1}, session=session
        )
        return {payer["_id"]: payer["sequence"] for payer in found}


def _sequence(payer: Mapping[str, Any]) -> int:
    return int(payer["sequence"])
