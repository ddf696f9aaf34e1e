"""Electronic delivery as a customer sees and decides it: for all payers that they may see.

Who gave, withdrew and gave again has three entries in the ledger; a click that comes twice has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from billing.domain.einvoice import Consent, text_read
from billing.domain.errors import EinvoiceUnavailable
from billing.events import Events
from billing.store.einvoice import Consents
from billing.store.payers import Payers
from chassis.clock import Clock
from chassis.mongo import Document
from chassis.operators import Operator

CHANNEL = "web"


@dataclass(frozen=True)
class Einvoice:
    payers: Payers
    consents: Consents
    events: Events
    clock: Clock

    def show(self, operator: Operator, customers: Sequence[str]) -> dict[str, Any]:
        payers = self.payers.of_customers(operator.slug, customers)
        consents = self.consents.active(operator.slug, _customer_of(payers))
        items = [_item(payer, consents.get(payer["_id"])) for payer in payers]
        return {
            "available": operator.section("features")["einvoice"],
            "text_version": operator.section("einvoice")["version"],
            "active": bool(items) and all(item["active"] for item in items),
            "payers": items,
        }

    def activate(
        self, operator: Operator, customers: Sequence[str], account: str, version: str, locale: str
    ) -> None:
        """Raises ConsentOutdated for a text that is no longer the one we ask for."""
        if not operator.section("features")["einvoice"]:
            raise EinvoiceUnavailable
        asked = operator.section("einvoice")
        text = text_read(version, asked["version"], asked["consent"], locale)
        customer_of = _customer_of(self.payers.of_customers(operator.slug, customers))
        active = self.consents.active(operator.slug, customer_of)
        now = self.clock.now()
        given = [
            Consent(customer, payer, text, account, CHANNEL, now)
            for payer, customer in customer_of.items()
            if payer not in active
        ]
        told = [(one, self.events.einvoice_activated(operator.slug, one)) for one in given]
        self.consents.give(operator.slug, told)

    def withdraw(self, operator: Operator, customers: Sequence[str], account: str) -> None:
        """Possible even where nothing new is offered any more."""
        slug, now = operator.slug, self.clock.now()
        customer_of = _customer_of(self.payers.of_customers(slug, customers))
        told = [
            (one, self.events.einvoice_withdrawn(slug, one, account, now))
            for one in self.consents.active(slug, customer_of).values()
        ]
        self.consents.withdraw(slug, told, account, now)


def _customer_of(payers: Sequence[Document]) -> dict[str, str]:
    return {payer["_id"]: payer["customer_number"] for payer in payers}


def _item(payer: Document, consent: Consent | None) -> dict[str, Any]:
    return {
        "payer_number": payer["_id"],
        "customer_number": payer["customer_number"],
        "name": payer["name"],
        "active": consent is not None,
        "since": consent.since if consent else None,
    }
