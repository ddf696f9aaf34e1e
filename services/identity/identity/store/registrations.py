"""Registration flows; a flow and the event it causes are written in one update."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from chassis.messaging.envelope import Event
from chassis.messaging.outbox import outbox_entry, outbox_index
from chassis.mongo import Databases, Document, Index
from identity.domain.captcha import Challenge
from identity.domain.consent import Consent
from identity.domain.customer import Finding
from identity.domain.errors import FlowUnknown
from identity.domain.one_time_code import OneTimeCode
from identity.domain.registration import Applicant, Registration
from identity.store.vault import Vault

COLLECTION = "registrations"
# A day in which the relay can still publish what an expired flow had to tell.
INDEXES = (
    Index(COLLECTION, [("expires_at", 1)], expires_after=timedelta(days=1)),
    outbox_index(COLLECTION),
)


class Registrations:
    def __init__(self, databases: Databases, vault: Vault) -> None:
        self._databases = databases
        self._vault = vault

    def add(self, slug: str, flow: Registration) -> None:
        self._of(slug).insert_one({"_id": flow.id, **self._fields(slug, flow), "version": 0})

    def get(self, slug: str, id: str, now: datetime) -> Registration:
        return self._flow(slug, self._load(slug, id, now, None))

    def change(
        self,
        slug: str,
        id: str,
        decide: Callable[[Registration], Registration],
        now: datetime,
        events: Sequence[Event] = (),
        session: ClientSession | None = None,
    ) -> Registration:
        """Raises FlowUnknown, and whatever `decide` refuses."""
        while True:
            document = self._load(slug, id, now, session)
            wanted = decide(self._flow(slug, document))
            guard = {"_id": id, "version": document["version"]}
            update = self._update(slug, wanted, events)
            if self._of(slug).update_one(guard, update, session=session).matched_count:
                return wanted

    def _update(self, slug: str, flow: Registration, events: Sequence[Event]) -> Document:
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
        return self._databases.of(slug)[COLLECTION]

    def _fields(self, slug: str, flow: Registration) -> dict[str, Any]:
        return {
            "steps": list(flow.steps),
            "step": flow.step,
            "locale": flow.locale,
            "expires_at": flow.expires_at,
            "captcha": asdict(flow.captcha),
            "applicant": self._applicant_fields(slug, flow),
            "code": asdict(flow.code) if flow.code else None,
            "consents": [asdict(consent) for consent in flow.consents],
        }

    def _applicant_fields(self, slug: str, flow: Registration) -> dict[str, Any] | None:
        if flow.applicant is None:
            return None
        phone = self._vault.seal(slug, _place(flow.id), flow.applicant.phone)
        number, found = flow.applicant.customer_number, flow.applicant.finding
        return {"finding": found.value, "customer_number": number, "phone": phone}

    def _flow(self, slug: str, document: Document) -> Registration:
        code = document["code"]
        return Registration(
            id=document["_id"],
            steps=tuple(document["steps"]),
            step=document["step"],
            locale=document["locale"],
            expires_at=document["expires_at"],
            captcha=Challenge(**document["captcha"]),
            applicant=self._applicant(slug, document),
            code=OneTimeCode(**code) if code else None,
            consents=tuple(Consent(**consent) for consent in document["consents"]),
        )

    def _applicant(self, slug: str, document: Document) -> Applicant | None:
        fields = document["applicant"]
        if fields is None:
            return None
        phone = self._vault.open(slug, _place(document["_id"]), fields["phone"])
        return Applicant(Finding(fields["finding"]), fields["customer_number"], phone or "")


def _place(flow_id: str) -> str:
    return f"registrations/{flow_id}/phone"
