"""What a customer asks about invoices: the overview, the list, one of them.

Only payers of the customers that the caller was granted are ever looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from billing.domain.errors import InvoiceUnknown
from billing.domain.invoice import status_of
from billing.domain.ledger import Ledger, OpenInvoice, PayerAccount, owed
from billing.store.bookings import Bookings
from billing.store.invoices import Invoices, Place
from billing.store.ledgers import Ledgers
from billing.store.payers import Payers
from chassis.clock import Clock
from chassis.operators import Operator

LATEST = 3
CURRENCY = "PLN"


@dataclass(frozen=True)
class Page:
    items: list[dict[str, Any]]
    next: Place | None


@dataclass(frozen=True)
class ReadInvoices:
    payers: Payers
    invoices: Invoices
    bookings: Bookings
    ledgers: Ledgers
    clock: Clock

    def overview(self, operator: Operator, customers: Sequence[str]) -> dict[str, Any]:
        slug, today = operator.slug, self.today(operator)
        payers = self.payers.numbers_of(slug, customers)
        ledgers, updated_at = self.ledgers.of(slug, payers)
        unpaid = [_summary(one, today) for one in self.invoices.open(slug, payers)]
        latest = self.invoices.page(slug, payers, "all", None, LATEST)
        return {
            "state": "ready" if ledgers else "awaiting-data",
            "currency": CURRENCY,
            **vars(owed(_accounts(ledgers, unpaid), today)),
            "open": unpaid,
            "latest": [_summary(one, today) for one in latest],
            "updated_at": updated_at,
        }

    def page(
        self,
        operator: Operator,
        customers: Sequence[str],
        only: str,
        after: Place | None,
        limit: int,
    ) -> Page:
        payers = self.payers.numbers_of(operator.slug, customers)
        found = self.invoices.page(operator.slug, payers, only, after, limit + 1)
        shown, today = found[:limit], self.today(operator)
        more = len(found) > limit
        end = Place(shown[-1]["issued_on"], shown[-1]["_id"]) if more else None
        return Page([_summary(one, today) for one in shown], end)

    def one(self, operator: Operator, customers: Sequence[str], id_: str) -> dict[str, Any]:
        """Raises InvoiceUnknown for what is not there and for what is somebody else's alike."""
        payers = self.payers.numbers_of(operator.slug, customers)
        invoice = self.invoices.find(operator.slug, payers, id_)
        if invoice is None:
            raise InvoiceUnknown(id_)
        bookings = self.bookings.of_invoice(operator.slug, invoice["payer_number"], id_)
        summary = _summary(invoice, self.today(operator))
        return invoice | summary | {"payments": [_payment(one, id_) for one in bookings]}

    def today(self, operator: Operator) -> date:
        """The day where the operator is: an invoice is late when its day there has passed."""
        return self.clock.now().astimezone(ZoneInfo(operator.timezone)).date()


def _accounts(
    ledgers: Mapping[str, Ledger], unpaid: Sequence[Mapping[str, Any]]
) -> list[PayerAccount]:
    wanting: dict[str, list[OpenInvoice]] = {payer: [] for payer in ledgers}
    for one in unpaid:
        wanting[one["payer_number"]].append(OpenInvoice(one["remaining"], one["due_on"]))
    return [PayerAccount(ledgers[payer], tuple(found)) for payer, found in wanting.items()]


def _summary(invoice: Mapping[str, Any], today: date) -> dict[str, Any]:
    gross, paid = invoice["gross"], invoice["paid"]
    due_on = date.fromisoformat(invoice["due_on"])
    return {
        "id": invoice["_id"],
        "number": invoice["number"],
        "issued_on": date.fromisoformat(invoice["issued_on"]),
        "due_on": due_on,
        "gross": gross,
        "remaining": max(gross - paid, 0),
        "status": status_of(gross, paid, due_on, today),
        "payer_number": invoice["payer_number"],
    }


def _payment(booking: Mapping[str, Any], id_: str) -> dict[str, Any]:
    amounts = [one["amount"] for one in booking["allocations"] if one["invoice_id"] == id_]
    return {
        "booked_on": date.fromisoformat(booking["booked_on"]),
        "amount": sum(amounts),
        "method": booking["method"],
    }
