"""Invoices and payments of a payer: a month after a month, old ones mostly paid.

The same payer and month always give the same invoice, however often and whenever it is made.
"""

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml

TARIFFS = Path(__file__).with_name("tariffs.yaml")
DAYS_TO_PAY = 14
# How many of the newest invoices a payer leaves unpaid, picked by place.
UNPAID = (2, 1, 1, 0, 1, 3, 1, 0, 2, 1)
METHODS = ("transfer", "transfer", "blik", "card")


@dataclass(frozen=True)
class Line:
    name: str
    unit: str
    quantity: str
    unit_price: str
    vat_rate: str
    net: int
    vat: int

    @property
    def gross(self) -> int:
        return self.net + self.vat


@dataclass(frozen=True)
class Invoice:
    number: str
    payer_number: str
    issued_on: date
    due_on: date
    period: tuple[date, date]
    lines: tuple[Line, ...]

    @property
    def gross(self) -> int:
        return sum(line.gross for line in self.lines)

    def by_rate(self) -> dict[str, tuple[int, int]]:
        """Net and VAT of each rate."""
        sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for line in self.lines:
            net, vat = sums[line.vat_rate]
            sums[line.vat_rate] = net + line.net, vat + line.vat
        return dict(sums)


@dataclass(frozen=True)
class Payment:
    booking_id: str
    payer_number: str
    booked_on: date
    method: str
    invoice_number: str
    amount: int


def tariff_of(slug: str) -> Sequence[Mapping[str, Any]]:
    known = yaml.safe_load(TARIFFS.read_text(encoding="utf-8"))
    tariff: Sequence[Mapping[str, Any]] = known["tariffs"][known["operators"].get(slug, "telecom")]
    return tariff


def invoices_of(
    tariff: Sequence[Mapping[str, Any]], payer_number: str, place: int, today: date
) -> list[Invoice]:
    """Oldest first; most payers are two years old, one in five is newer."""
    months = 24 if place % 5 else 1 + place // 5 % 24
    newest = today - timedelta(days=_age(payer_number, place))
    issued = [_months_before(newest, back) for back in reversed(range(months if place else 24))]
    return [_invoice(tariff, payer_number, day) for day in issued]


def payments_of(invoices: Sequence[Invoice], place: int, today: date) -> Iterator[Payment]:
    unpaid = UNPAID[place % len(UNPAID)]
    for position, invoice in enumerate(reversed(invoices)):
        random = Random(f"payment {invoice.number}")
        booked = invoice.issued_on + timedelta(days=random.randrange(2, DAYS_TO_PAY + 4))
        # Of the oldest unpaid invoice one payer in four has paid a part.
        part = position == unpaid - 1 and place % 4 == 1
        if booked > today or (position < unpaid and not part):
            continue
        amount = invoice.gross // 2 if part else invoice.gross
        method = random.choice(METHODS)
        booking_id = f"B/{invoice.number}"
        yield Payment(booking_id, invoice.payer_number, booked, method, invoice.number, amount)


def _age(payer_number: str, place: int) -> int:
    """Days since the newest invoice; young for those in front, so that they have one to pay."""
    return Random(payer_number).randrange(3, 11 if place < 10 else 31)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _invoice(tariff: Sequence[Mapping[str, Any]], payer_number: str, issued: date) -> Invoice:
    month_before = _months_before(issued.replace(day=1), 1)
    last_day = issued.replace(day=1) - timedelta(days=1)
    number = f"FV/{issued:%Y/%m}/{payer_number.removeprefix('P-')}"
    random = Random(number)
    lines = [_line(item, random) for item in tariff]
    return Invoice(
        number=number,
        payer_number=payer_number,
        issued_on=issued,
        due_on=issued + timedelta(days=DAYS_TO_PAY),
        period=(month_before, last_day),
        lines=tuple(line for line in lines if line.net),
    )


def _line(item: Mapping[str, Any], random: Random) -> Line:
    used = item["quantity"]
    quantity = Decimal(random.randint(*used) if isinstance(used, list) else used)
    net = _grosze(quantity * Decimal(item["price"]) * 100)
    vat = _grosze(Decimal(net) * Decimal(item["vat"]) / 100)
    return Line(item["name"], item["unit"], f"{quantity:.4f}", item["price"], item["vat"], net, vat)


def _grosze(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
