"""The embedded outbox: an aggregate and its events are one document, written in one update."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from chassis.messaging.envelope import Event
from chassis.mongo import Databases, Document, Index

FIELD = "outbox"
HAS_EVENTS = {f"{FIELD}.id": {"$exists": True}}


@dataclass(frozen=True)
class Pending:
    """An event that waits in its aggregate's document."""

    collection: str
    document_id: Any
    event: Event


def outbox_entry(event: Event) -> Document:
    """What a store pushes into the aggregate's `outbox` array."""
    return {"id": event.id, "event": event.to_document()}


def outbox_index(collection: str) -> Index:
    """Holds only documents that have something to publish."""
    return Index(collection, [(f"{FIELD}.id", 1)], partial=HAS_EVENTS)


class Outbox:
    """What a service's aggregates still have to tell, read by its relay."""

    def __init__(self, databases: Databases, collections: Sequence[str]) -> None:
        self._databases = databases
        self.collections = tuple(collections)

    def pending(self, slug: str, limit: int, besides: Collection[str] = ()) -> list[Pending]:
        """At most `limit` events, in the order of their documents.

        `besides` are events to leave aside, with whatever follows them in the same document.
        """
        return list(islice(self._all(slug, limit, besides), limit))

    def remove(self, slug: str, published: Iterable[Pending]) -> None:
        for collection, document_id, ids in _by_document(published):
            self._databases.of(slug)[collection].update_one(
                {"_id": document_id}, {"$pull": {FIELD: {"id": {"$in": ids}}}}
            )

    def _all(self, slug: str, limit: int, besides: Collection[str]) -> Iterator[Pending]:
        waiting = {f"{FIELD}.id": {"$exists": True, "$nin": list(besides)}}
        for collection in self.collections:
            documents = self._databases.of(slug)[collection].find(waiting, {FIELD: 1}, limit=limit)
            for document in documents:
                for entry in document[FIELD]:
                    yield Pending(collection, document["_id"], Event.from_document(entry["event"]))


def _by_document(published: Iterable[Pending]) -> list[tuple[str, Any, list[str]]]:
    ids: dict[tuple[str, Any], list[str]] = {}
    for entry in published:
        ids.setdefault((entry.collection, entry.document_id), []).append(entry.event.id)
    return [(collection, document_id, found) for (collection, document_id), found in ids.items()]
