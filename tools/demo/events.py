"""What the operator's systems announce: CloudEvents, each with an id that a second run repeats."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from faker import Faker

from tools.demo.invoices import Invoice, Payment, invoices_of, payments_of, tariff_of
from tools.demo.people import Address, Payer, Person

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:okienko:demo")
SELLER_ADDRESS = Address("ul. Przykładowa 1", "00-950", "Warszawa")


@dataclass(frozen=True)
class Announcement:
    """An event as the broker gets it."""

    id: str
    type: str
    body: bytes


@dataclass(frozen=True)
class Operator:
    """What its CRM and ERP know of themselves."""

    slug: str
    name: str
    today: date

    @property
    def seller(self) -> dict[str, Any]:
        faker = Faker("pl_PL")
        faker.seed_instance(self.slug)
        return {"name": self.name, "nip": faker.nip(), "address": asdict(SELLER_ADDRESS)}

    def announce(self, type: str, subject: str, day: date, data: dict[str, Any]) -> Announcement:
        key = str(uuid.uuid5(NAMESPACE, f"{self.slug} {type} {subject}"))
        moment = datetime.combine(day, time(8), UTC)
        event = {
            "specversion": "1.0",
            "id": key,
            "type": type,
            "source": f"/{type.partition('.')[0]}",
            "subject": subject,
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "operator": self.slug,
            "datacontenttype": "application/json",
            "data": data,
        }
        return Announcement(key, type, json.dumps(event, ensure_ascii=False).encode())


def crm_events(operator: Operator, people: list[Person]) -> Iterator[Announcement]:
    for person in people:
        data = _customer(person)
        yield operator.announce(
            "crm.customer-changed.v1", person.customer_number, operator.today, data
        )
        for contract in person.contracts:
            data = {
                "contract_number": contract.number,
                "sequence": 1,
                "customer_number": person.customer_number,
                "status": contract.status,
                **({} if contract.status == "prepared" else {"signed_on": str(contract.signed_on)}),
            }
            yield operator.announce(
                "crm.contract-changed.v1", contract.number, operator.today, data
            )


def erp_events(operator: Operator, people: list[Person]) -> Iterator[Announcement]:
    tariff, seller = tariff_of(operator.slug), operator.seller
    for person in people:
        for payer in person.payers:
            data = _payer(person, payer)
            yield operator.announce("erp.payer-changed.v1", payer.number, operator.today, data)
            invoices = invoices_of(tariff, payer.number, person.place, operator.today)
            for invoice in invoices:
                data = _invoice(invoice, payer, person, seller)
                yield operator.announce(
                    "erp.invoice-issued.v1", invoice.number, invoice.issued_on, data
                )
            for payment in payments_of(invoices, person.place, operator.today):
                yield operator.announce(
                    "erp.payment-booked.v1",
                    payment.booking_id,
                    payment.booked_on,
                    _payment(payment),
                )


def _customer(person: Person) -> dict[str, Any]:
    known = {"pesel": person.pesel, "nip": person.nip, "email": person.email}
    name = {"first": person.first, "last": person.last}
    return {
        "customer_number": person.customer_number,
        "sequence": 1,
        "kind": person.kind,
        "name": {"company": person.company} if person.company else name,
        "phone": person.phone,
        "address": asdict(person.address),
        **_without_none(known),
    }


def _payer(person: Person, payer: Payer) -> dict[str, Any]:
    return {
        "payer_number": payer.number,
        "sequence": 1,
        "customer_number": person.customer_number,
        "iban": payer.iban,
        **_party(person),
    }


def _invoice(
    invoice: Invoice, payer: Payer, person: Person, seller: Mapping[str, Any]
) -> dict[str, Any]:
    rates = invoice.by_rate()
    net, vat = sum(net for net, _ in rates.values()), sum(vat for _, vat in rates.values())
    first, last = invoice.period
    return {
        "invoice_number": invoice.number,
        "payer_number": invoice.payer_number,
        "issued_on": str(invoice.issued_on),
        "period": {"from": str(first), "to": str(last)},
        "due_on": str(invoice.due_on),
        "currency": "PLN",
        "seller": seller,
        "buyer": _party(person),
        "lines": [{**asdict(line), "gross": line.gross} for line in invoice.lines],
        "vat_summary": [
            {"rate": rate, "net": net, "vat": vat, "gross": net + vat}
            for rate, (net, vat) in rates.items()
        ],
        "net": net,
        "vat": vat,
        "gross": net + vat,
        "transfer": {"iban": payer.iban, "title": invoice.number},
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "booking_id": payment.booking_id,
        "payer_number": payment.payer_number,
        "booked_on": str(payment.booked_on),
        "amount": payment.amount,
        "currency": "PLN",
        "method": payment.method,
        "allocations": [{"invoice_number": payment.invoice_number, "amount": payment.amount}],
    }


def _party(person: Person) -> dict[str, Any]:
    own = {"name": person.full_name, "address": asdict(person.address)}
    return own | _without_none({"nip": person.nip})


def _without_none(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}
