"""Registration flows: who somebody says to be, with the phone they typed sealed."""

from dataclasses import asdict
from typing import Any

from chassis.mongo import Document
from identity.domain.consent import Consent
from identity.domain.customer import Finding
from identity.domain.registration import Applicant, Registration
from identity.store.flows import Flows, flow_indexes

COLLECTION = "registrations"
INDEXES = flow_indexes(COLLECTION)


class Registrations(Flows[Registration]):
    collection = COLLECTION

    def own_fields(self, slug: str, flow: Registration) -> dict[str, Any]:
        return {
            "applicant": self._applicant_fields(slug, flow),
            "consents": [asdict(consent) for consent in flow.consents],
        }

    def read(self, slug: str, document: Document, common: dict[str, Any]) -> Registration:
        applicant = self._applicant(slug, document)
        consents = tuple(Consent(**consent) for consent in document["consents"])
        return Registration(**common, applicant=applicant, consents=consents)

    def _applicant_fields(self, slug: str, flow: Registration) -> dict[str, Any] | None:
        if flow.applicant is None:
            return None
        phone = self._vault.seal(slug, _place(flow.id), flow.applicant.phone)
        number, found = flow.applicant.customer_number, flow.applicant.finding
        return {"finding": found.value, "customer_number": number, "phone": phone}

    def _applicant(self, slug: str, document: Document) -> Applicant | None:
        fields = document["applicant"]
        if fields is None:
            return None
        phone = self._vault.open(slug, _place(document["_id"]), fields["phone"])
        return Applicant(Finding(fields["finding"]), fields["customer_number"], phone or "")


def _place(flow_id: str) -> str:
    return f"registrations/{flow_id}/phone"
