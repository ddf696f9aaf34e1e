"""Flows by the digest of their token; a flow and the event it causes are written in one update."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from chassis.messaging.envelope import Event
from chassis.messaging.outbox import outbox_entry, outbox_index
from chassis.mongo import Databases, Document, Index
from identity.domain.captcha import Challenge
from identity.domain.errors import FlowUnknown
from identity.domain.flow import Flow
from identity.domain.one_time_code import OneTimeCode
from identity.store.vault import Vault

AnyFlow = TypeVar("AnyFlow", bound=Flow)


def flow_indexes(collection: str) -> tuple[Index, ...]:
    """A day in which the relay can still publish what an expired flow had to tell."""
    return (
        Index(collection, [("expires_at", 1)], expires_after=timedelta(days=1)),
        outbox_index(collection),
    )


class Flows(Generic[AnyFlow]):
    """Whoever extends it says how the rest of a flow is written and read."""

    collection: ClassVar[str]

    def __init__(self, databases: Databases, vault: Vault) -> None:
        self._databases = databases
        self._vault = vault

    def own_fields(self, slug: str, flow: AnyFlow) -> dict[str, Any]:
        raise NotImplementedError

    def read(self, slug: str, document: Document, common: dict[str, Any]) -> AnyFlow:
        raise NotImplementedError

    def add(self, slug: str, flow: AnyFlow) -> None:
        self._of(slug).insert_one({"_id": flow.id, **self._fields(slug, flow), "version": 0})

    def get(self, slug: str, id: str, now: datetime) -> AnyFlow:
        return self._flow(slug, self._load(slug, id, now, None))

    def change(
        self,
        slug: str,
        id: str,
        decide: Callable[[AnyFlow], AnyFlow],
        now: datetime,
        events: Sequence[Event] = (),
        session: ClientSession | None = None,
    ) -> AnyFlow:
        """Raises FlowUnknown, and whatever `decide` refuses."""
        while True:
            document = self._load(slug, id, now, session)
            wanted = decide(self._flow(slug, document))
            guard = {"_id": id, "version": document["version"]}
            update = self._update(slug, wanted, events)
            if self._of(slug).update_one(guard, update, session=session).matched_count:
                return wanted

    def _update(self, slug: str, flow: AnyFlow, events: Sequence[Event]) -> Document:
        update: Document = {"$set": self._fields(slug, flow), "$inc": {"version": 1}}
        if events:
            update["$push"] = {"outbox": {"$each": [outbox_entry(event) for event in events]}}
        return update

    def _load(self, slug: str, id: str, now: datetime, session: ClientSession | None) -> Document:
        wanted = {"_id": id, "expires_at": {"$gt": now}}
        document = self._of(slug).find_one(wanted, {"outbox": 0}, session=session)
        if document is None:
            raise FlowUnknown
        return document

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[self.collection]

    def _fields(self, slug: str, flow: AnyFlow) -> dict[str, Any]:
        return {
            "steps": list(flow.steps),
            "step": flow.step,
            "locale": flow.locale,
            "expires_at": flow.expires_at,
            "captcha": asdict(flow.captcha),
            "code": asdict(flow.code) if flow.code else None,
            **self.own_fields(slug, flow),
        }

    def _flow(self, slug: str, document: Document) -> AnyFlow:
        code = document["code"]
        common = {
            "id": document["_id"],
            "steps": tuple(document["steps"]),
            "step": document["step"],
            "locale": document["locale"],
            "expires_at": document["expires_at"],
            "captcha": Challenge(**document["captcha"]),
            "code": OneTimeCode(**code) if code else None,
        }
        return self.read(slug, document, common)
