"""Events and questions as billing's tests need them."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from billing.domain.invoice import invoice_id
from billing.settings import Settings
from billing.wiring import Wiring
from chassis.messaging.envelope import Event
from chassis.settings import Common
from chassis.testing.tokens import PUBLIC_KEYS, signed
from chassis.tokens import Caller, Grant

SLUG = "virtual-operator"
CUSTOMER, PAYER = "10482217", "P-10482217"
ADDRESS = {"street": "ul. Przykładowa 7/2", "postal_code": "00-950", "city": "Żółwin"}
IBAN = "PL61109010140000071219812874"
_ids = itertools.count(1)


def settings(common: Common) -> Settings:
    return Settings(common, "mongodb://unused", "unused", "amqp://unused", PUBLIC_KEYS)


def event(kind: str, data: dict[str, Any]) -> Event:
    moment = datetime(2026, 11, 20, 8, tzinfo=UTC)
    return Event(f"e{next(_ids)}", f"erp.{kind}.v1", SLUG, "/erp", "x", moment, data)


def payer(sequence: int = 1, number: str = PAYER, customer: str = CUSTOMER, **more: Any) -> Event:
    data = {
        "payer_number": number,
        "sequence": sequence,
        "customer_number": customer,
        "name": "Łucja Próbna",
        "address": ADDRESS,
        "iban": IBAN,
    }
    return event("payer-changed", data | more)


def invoice(
    number: str, gross: int = 12300, issued_on: str = "2026-11-02", due_on: str = "2026-11-30",
    payer_number: str = PAYER, **more: Any,
) -> Event:  # fmt: skip
    net = round(gross / 1.23)
    vat = gross - net
    amounts = {"net": net, "vat": vat, "gross": gross}
    line = {"name": "Abonament – łącze", "unit": "mies.", "quantity": "1", "unit_price": "100.00"}
    data = {
        "invoice_number": number,
        "payer_number": payer_number,
        "issued_on": issued_on,
        "sold_on": issued_on,
        "due_on": due_on,
        "currency": "PLN",
        "seller": {"name": "Virtual Operator", "nip": "5260250995", "address": ADDRESS},
        "buyer": {"name": "Łucja Próbna", "address": ADDRESS},
        "lines": [{**line, "vat_rate": "23", **amounts}],
        "vat_summary": [{"rate": "23", **amounts}],
        **amounts,
        "transfer": {"iban": IBAN, "title": number},
    }
    return event("invoice-issued", data | more)


def payment(
    booking: str, amount: int, *invoices: str, payer_number: str = PAYER, each: int | None = None
) -> Event:
    allocations = [{"invoice_number": one, "amount": each or amount} for one in invoices]
    data = {
        "booking_id": booking,
        "payer_number": payer_number,
        "booked_on": "2026-11-10",
        "amount": amount,
        "currency": "PLN",
        "method": "transfer",
        "allocations": allocations,
    }
    return event("payment-booked", data)


@dataclass
class Books:
    """A billing service of one test, asked as the gateway asks it."""

    wiring: Wiring
    asked: Any = field(init=False)

    def __post_init__(self) -> None:
        self.asked = self.wiring.web().test_client()

    def record(self, *events: Event) -> None:
        self.wiring.record_erp(SLUG, list(events))

    def get(self, path: str, *customers: str, role: str = "customer") -> Any:
        return self.asked.get(path, headers=self._as(role, customers))

    def post(self, path: str, body: dict[str, Any], *customers: str, role: str = "customer") -> Any:
        return self.asked.post(path, json=body, headers=self._as(role, customers))

    def activate(self, *customers: str, version: str = "1", locale: str = "pl") -> Any:
        return self.post("/einvoice/activate", {"version": version, "locale": locale}, *customers)

    def withdraw(self, *customers: str) -> Any:
        return self.post("/einvoice/withdraw", {}, *customers)

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The data of the events of a kind that wait in the outbox, as they were written."""
        waiting = [one.event for one in self.wiring.outbox.pending(SLUG, 1000)]
        found = [one for one in waiting if one.type == f"billing.{kind}.v1"]
        return [one.data for one in sorted(found, key=lambda one: one.id)]

    def _as(self, role: str, customers: tuple[str, ...]) -> dict[str, str]:
        grants = tuple(Grant(one, "owner") for one in customers or (CUSTOMER,))
        who = Caller(SLUG, role, "account", "session", grants if role == "customer" else ())
        if role == "anonymous":
            who = Caller(SLUG, role)
        return signed(who, "billing", self.wiring.clock)

    def overview(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/overview").json
        return found

    def numbers(self, query: str = "") -> list[str]:
        return [one["number"] for one in self.get(f"/invoices{query}").json["items"]]

    def one(self, number: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/invoices/{invoice_id(number)}").json
        return found
