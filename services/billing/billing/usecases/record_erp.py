"""Record what the operator's ERP tells: payers, invoices and booked payments, in any order.

A batch is one transaction. The ledgers move only by facts that are new, so an event that comes
twice changes nothing; an invoice may come before its payer and a payment before its invoice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.client_session import ClientSession

from billing.domain.errors import TotalsDisagree
from billing.domain.invoice import invoice_id
from billing.domain.ledger import Ledger
from billing.domain.totals import check_totals
from billing.store.bookings import Bookings
from billing.store.invoices import Invoices
from billing.store.ledgers import Ledgers
from billing.store.payers import Payers
from chassis.clock import Clock
from chassis.messaging.admission import Refused
from chassis.messaging.envelope import Event
from chassis.mongo import Databases

PAYER_CHANGED = "erp.payer-changed.v1"
INVOICE_ISSUED = "erp.invoice-issued.v1"
PAYMENT_BOOKED = "erp.payment-booked.v1"

Facts = dict[str, dict[str, Any]]
Paid = dict[tuple[str, str], int]


@dataclass(frozen=True)
class RecordErp:
    databases: Databases
    payers: Payers
    invoices: Invoices
    bookings: Bookings
    ledgers: Ledgers
    clock: Clock

    def __call__(self, slug: str, events: Sequence[Event]) -> None:
        """Raises Refused for an invoice whose figures contradict each other."""
        told: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for event in events:
            told[event.type].append(event.data)
        payers = told[PAYER_CHANGED]
        invoices = _by_id(_invoice(data) for data in told[INVOICE_ISSUED])
        bookings = _by_id(_booking(data) for data in told[PAYMENT_BOOKED])

        def record(session: ClientSession) -> None:
            self.payers.record(slug, payers, session)
            self._record_facts(slug, invoices, bookings, session)

        self.databases.in_transaction(record)

    def _record_facts(
        self, slug: str, invoices: Facts, bookings: Facts, session: ClientSession
    ) -> None:
        known_bookings = self.bookings.known(slug, bookings, session)
        new_bookings = [one for id_, one in bookings.items() if id_ not in known_bookings]
        known_invoices = self.invoices.known(slug, invoices, session)
        new_ids = [id_ for id_ in invoices if id_ not in known_invoices]

        self.bookings.add(slug, new_bookings, session)
        already_paid = self.bookings.allocated(slug, new_ids, session)
        new_invoices = [_with_paid(invoices[id_], already_paid) for id_ in new_ids]
        self.invoices.pay(slug, _allocated(new_bookings, besides=set(new_ids)), session)
        self.invoices.add(slug, new_invoices, session)
        changes = _changes(new_invoices, new_bookings)
        self.ledgers.add(slug, changes, self.clock.now(), session)


def _by_id(documents: Iterable[dict[str, Any]]) -> Facts:
    """The first telling of each stands."""
    found: Facts = {}
    for document in documents:
        found.setdefault(document["_id"], document)
    return found


def _invoice(data: Mapping[str, Any]) -> dict[str, Any]:
    try:
        check_totals(data)
    except TotalsDisagree as problem:
        raise Refused(str(problem), f"/data{problem.field}") from None
    number = data["invoice_number"]
    rest = {name: value for name, value in data.items() if name != "invoice_number"}
    return {"_id": invoice_id(number), "number": number, **rest}


def _booking(data: Mapping[str, Any]) -> dict[str, Any]:
    allocations = [
        {"invoice_id": invoice_id(one["invoice_number"]), "amount": one["amount"]}
        for one in data["allocations"]
    ]
    return {**data, "_id": data["booking_id"], "allocations": allocations}


def _with_paid(invoice: dict[str, Any], already_paid: Paid) -> dict[str, Any]:
    paid = already_paid.get((invoice["payer_number"], invoice["_id"]), 0)
    return {**invoice, "paid": paid, "open": paid < invoice["gross"]}


def _allocated(bookings: Sequence[Mapping[str, Any]], besides: set[str]) -> Paid:
    paid: Paid = defaultdict(int)
    for booking in bookings:
        for one in booking["allocations"]:
            if one["invoice_id"] not in besides:
                paid[booking["payer_number"], one["invoice_id"]] += one["amount"]
    return paid


def _changes(
    invoices: Sequence[Mapping[str, Any]], bookings: Sequence[Mapping[str, Any]]
) -> dict[str, Ledger]:
    charged: dict[str, int] = defaultdict(int)
    paid: dict[str, int] = defaultdict(int)
    for invoice in invoices:
        charged[invoice["payer_number"]] += invoice["gross"]
    for booking in bookings:
        paid[booking["payer_number"]] += booking["amount"]
    return {payer: Ledger(charged[payer], paid[payer]) for payer in {*charged, *paid}}
