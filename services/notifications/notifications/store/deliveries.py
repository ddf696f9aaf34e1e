"""Delivery records: one a message, named by its event and channel.

What a message said is never stored, nor to whom in the clear. Kept are the account and customer
that it concerns and the few facts that its catalogue entry names, for the list of messages.
"""

from collections.abc import Mapping, Sequence
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
    Index(COLLECTION, [("concerns", 1), ("created_at", -1)]),
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

    def told(self, slug: str, concerns: Sequence[str], own: str, limit: int) -> list[Delivery]:
        """What went out, newest first; of one event's messages to several people just one, the
        caller's own if there is one.
        """
        found = self._of(slug).aggregate(_told(concerns, own, limit))
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
    "addressee",
    "concerns",
    "facts",
)
# What records made before there was a list of messages do not have.
_ABSENT: Document = {"addressee": None, "concerns": (), "facts": {}}
_LATER = ("updated_at", "attempts", "reason", "provider_reference")


def _told(concerns: Sequence[str], own: str, limit: int) -> list[Document]:
    went_out = [State.ACCEPTED, State.DELIVERED]
    others = {"$cond": [{"$in": [own, "$concerns"]}, 0, 1]}
    message = {"event": "$event_id", "channel": "$channel"}
    return [
        {"$match": {"concerns": {"$in": list(concerns)}, "state": {"$in": went_out}}},
        {"$set": {"others": others}},
        {"$sort": {"others": 1, "_id": 1}},
        {"$group": {"_id": message, "record": {"$first": "$$ROOT"}}},
        {"$replaceWith": "$record"},
        {"$sort": {"created_at": -1, "_id": 1}},
        {"$limit": limit},
    ]


def _inserted(delivery: Delivery) -> Document:
    blank = {"reason": None, "provider_reference": None}
    return {name: getattr(delivery, name) for name in _GIVEN} | blank


def _delivery(document: Mapping[str, Any]) -> Delivery:
    told = {name: {**_ABSENT, **document}[name] for name in (*_GIVEN, *_LATER)}
    told["concerns"] = tuple(told["concerns"])
    return Delivery(**told, state=State(document["state"]))
