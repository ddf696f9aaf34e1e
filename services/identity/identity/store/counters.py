"""Counters of tries and of sent codes, kept under HMAC(operator, kind, identifier).

What nobody has is counted exactly like what somebody has, and the database does not tell
for whom. Counters fall out by themselves 90 days after they were last written.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pymongo.collection import Collection

from chassis.mongo import Databases, Document, Index
from chassis.sealing import BlindIndex
from identity.domain.attempts import Counter, Reservation
from identity.domain.one_time_code import Sends
from identity.store.versioned import change

COLLECTION = "counters"
KEPT_FOR = timedelta(days=90)
INDEXES = (Index(COLLECTION, [("expires_at", 1)], expires_after=timedelta()),)


class Counters:
    def __init__(self, databases: Databases, index: BlindIndex) -> None:
        self._databases = databases
        self._index = index

    def get(self, slug: str, path: str, identifier: str) -> Counter:
        key = self._index.of(slug, f"attempts/{path}", identifier)
        return _counter(self._of(slug).find_one({"_id": key}) or {})

    def change(
        self,
        slug: str,
        path: str,
        identifier: str,
        decide: Callable[[Counter], Counter],
        now: datetime,
    ) -> Counter:
        key = self._index.of(slug, f"attempts/{path}", identifier)
        write = _written(_counter_fields, now)
        return change(self._of(slug), key, _counter, write, decide)

    def clear(self, slug: str, path: str, identifier: str) -> None:
        keys = self._index.candidates(slug, f"attempts/{path}", identifier)
        self._of(slug).delete_many({"_id": {"$in": keys}})

    def change_sends(
        self,
        slug: str,
        kind: str,
        recipient: str,
        decide: Callable[[Sends], Sends],
        now: datetime,
    ) -> Sends:
        key = self._index.of(slug, f"sends/{kind}", recipient)
        return change(self._of(slug), key, _sends, _written(_sends_fields, now), decide)

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]


def _written(
    fields: Callable[[Any], dict[str, Any]], now: datetime
) -> Callable[[Any], dict[str, Any]]:
    return lambda state: {**fields(state), "expires_at": now + KEPT_FOR}


def _counter(document: Document) -> Counter:
    reservations = document.get("reservations", ())
    return Counter(
        failures=document.get("failures", 0),
        last_failure_at=document.get("last_failure_at"),
        reservations=tuple(Reservation(held["id"], held["until"]) for held in reservations),
    )


def _counter_fields(counter: Counter) -> dict[str, Any]:
    return {
        "failures": counter.failures,
        "last_failure_at": counter.last_failure_at,
        "reservations": [{"id": held.id, "until": held.until} for held in counter.reservations],
    }


def _sends(document: Document) -> Sends:
    return Sends(tuple(document.get("times", ())))


def _sends_fields(sends: Sends) -> dict[str, Any]:
    return {"times": list(sends.times)}
