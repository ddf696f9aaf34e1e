"""What billing tells others, one function per contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.domain.einvoice import Consent
from chassis.clock import rfc3339
from chassis.messaging.envelope import Event, EventFactory

EINVOICE_ACTIVATED = "billing.einvoice-activated.v1"
EINVOICE_WITHDRAWN = "billing.einvoice-withdrawn.v1"
INVOICE_PUBLISHED = "billing.invoice-published.v1"


@dataclass(frozen=True)
class Events:
    factory: EventFactory

    def einvoice_activated(self, slug: str, consent: Consent) -> Event:
        return self._of_consent(EINVOICE_ACTIVATED, slug, consent, consent.account, consent.since)

    def einvoice_withdrawn(self, slug: str, consent: Consent, by: str, at: datetime) -> Event:
        return self._of_consent(EINVOICE_WITHDRAWN, slug, consent, by, at)

    def invoice_published(
        self, slug: str, invoice: Mapping[str, Any], customer_number: str
    ) -> Event:
        copied = ("payer_number", "gross", "currency", "issued_on", "due_on")
        data = {
            "customer_number": customer_number,
            "invoice_id": invoice["_id"],
            "invoice_number": invoice["number"],
            **{name: invoice[name] for name in copied},
        }
        return self.factory.make(INVOICE_PUBLISHED, slug, invoice["number"], data)

    def _of_consent(
        self, type: str, slug: str, consent: Consent, account: str, at: datetime
    ) -> Event:
        data = {
            "account": account,
            "customer_number": consent.customer_number,
            "payer_number": consent.payer_number,
            "text_version": consent.text.version,
            "text_sha256": consent.text.sha256,
            "locale": consent.text.locale,
            "at": rfc3339(at),
        }
        return self.factory.make(type, slug, consent.payer_number, data)
