"""Delivery records: one a message, named by its event and channel.

What a message said is never stored, nor to whom in the clear.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from chassis.mongo import Databases, Document, Index
from notifications.domain.delivery import Delivery, Outcome, State, states_before

COLLECTION = "deliveries"
# Longer than any event can wait in a retry ladder or among the dead letters before its replay,
# for only the record knows that the message has gone out.
KEPT_FOR = timedelta(days=90)

INDEXES = (
    Index(COLLECTION, [("event_id", 1)]),
    Index(COLLECTION, [("created_at", 1)], expires_after=KEPT_FOR),
)


class MongoDeliveries:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def begin(self, slug: str, delivery: Delivery) -> Delivery:
        """The record as it now stands, one attempt more if it was not settled."""
        records = self._of(slug)
        try:
            found = records.find_one_and_update(
                {"_id": delivery.id, "state": State.SENDING},
                {
                    "$setOnInsert": _inserted(delivery),
                    "$inc": {"attempts": 1},
                    "$set": {"updated_at": delivery.updated_at},
                },
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:  # settled, or begun by another worker at this very moment
            found = records.find_one({"_id": delivery.id})
        return _delivery(found or {})

    def note(self, slug: str, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """Move the record forward; an outcome that comes too late changes nothing."""
        told: dict[str, Any] = {"state": outcome.state, "reason": outcome.reason, "updated_at": now}
        if outcome.provider_reference is not None:
            told["provider_reference"] = outcome.provider_reference
        before = list(states_before(outcome.state))
        self._of(slug).update_one({"_id": delivery.id, "state": {"$in": before}}, {"$set": told})

    def of_event(self, slug: str, event_id: str) -> list[Delivery]:
        found = self._of(slug).find({"event_id": event_id}).sort("_id", 1)
        return [_delivery(document) for document in found]

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]


_GIVEN = (
    "event_id",
    "event_type",
    "entry",
    "channel",
    "locale",
    "recipient_digest",
    "provider_key",
    "created_at",
    "expires_at",
)
_LATER = ("updated_at", "attempts", "reason", "provider_reference")


def _inserted(delivery: Delivery) -> Document:
    blank = {"reason": None, "provider_reference": None}
    return {name: getattr(delivery, name) for name in _GIVEN} | blank


def _delivery(document: Mapping[str, Any]) -> Delivery:
    facts = {name: document[name] for name in (*_GIVEN, *_LATER)}
    return Delivery(**facts, state=State(document["state"]))
