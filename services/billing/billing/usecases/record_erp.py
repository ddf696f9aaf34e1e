"""Record what the operator's ERP tells: payers, invoices and booked payments, in any order.

A batch is one transaction. The ledgers move only by facts that are new, so an event that comes
twice changes and publishes nothing; an invoice may come before its payer and a payment before its
invoice.
"""

import hashlib
import json
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
from billing.usecases.publish_invoices import PublishInvoices
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
    publish: PublishInvoices
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
        """The order matters: what new invoices were paid is read when the bookings are in."""
        new_bookings = _new(bookings, self.bookings.known(slug, bookings, session))
        new_ids = [
            one["_id"] for one in _new(invoices, self.invoices.known(slug, invoices, session))
        ]

        self.bookings.add(slug, new_bookings, session)
        already_paid = self.bookings.allocated(slug, new_ids, session)
        new_invoices = [_with_paid(invoices[id_], already_paid) for id_ in new_ids]
        self.invoices.pay(slug, _allocated(new_bookings, besides=set(new_ids)), session)
        told = self.publish(slug, new_invoices, session)
        self.invoices.add(slug, new_invoices, told, session)
        changes = _changes(new_invoices, new_bookings)
        self.ledgers.add(slug, changes, self.clock.now(), session)


def _by_id(documents: Iterable[dict[str, Any]]) -> Facts:
    """Raises Refused when one fact is told twice, and differently."""
    found: Facts = {}
    for document in documents:
        _require_same(document, found.setdefault(document["_id"], document)["digest"])
    return found


def _new(told: Facts, known: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was not known; raises Refused for what was told before with other contents."""
    for id_, digest in known.items():
        _require_same(told[id_], digest)
    return [document for id_, document in told.items() if id_ not in known]


def _require_same(document: Mapping[str, Any], digest: str) -> None:
    if document["digest"] != digest:
        raise Refused("was told before, with other contents", "/data")


def _digest(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _invoice(data: Mapping[str, Any]) -> dict[str, Any]:
    try:
        check_totals(data)
    except TotalsDisagree as problem:
        raise Refused(str(problem), f"/data{problem.field}") from None
    number = data["invoice_number"]
    rest = {name: value for name, value in data.items() if name != "invoice_number"}
    return {"_id": invoice_id(number), "number": number, "digest": _digest(data), **rest}


def _booking(data: Mapping[str, Any]) -> dict[str, Any]:
    allocations = [
        {"invoice_id": invoice_id(one["invoice_number"]), "amount": one["amount"]}
        for one in data["allocations"]
    ]
    facts = {"_id": data["booking_id"], "digest": _digest(data), "allocations": allocations}
    return {**data, **facts}


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
