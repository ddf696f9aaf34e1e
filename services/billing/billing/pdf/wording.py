"""Figures, days and accounts as Polish and English readers write them."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

NBSP = "\u00a0"
BABEL = {"pl": "pl_PL", "en": "en_GB"}


def money(grosze: int, locale: str) -> str:
    """`1 234,56 zł` with non-breaking spaces; `1,234.56 PLN` in English."""
    unit = "zł" if locale == "pl" else "PLN"
    return f"{amount(grosze, locale)}{NBSP}{unit}"


def amount(grosze: int, locale: str) -> str:
    value = Decimal(grosze) / 100
    return format_decimal(value, "#,##0.00", locale=BABEL[locale]).replace(" ", NBSP)


def decimal(text: str, locale: str) -> str:
    """As precise as it was written: quantities have up to six places, unit prices eight."""
    value = Decimal(text)
    places = max(-int(value.as_tuple().exponent), 0)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, pattern, locale=BABEL[locale]).replace(" ", NBSP)


def day(value: date | str) -> str:
    """21.11.2026."""
    return (date.fromisoformat(value) if isinstance(value, str) else value).strftime("%d.%m.%Y")


def account(iban: str) -> str:
    """An account number in groups of four, as banks print it."""
    country, check, rest = iban[:2], iban[2:4], iban[4:]
    groups = [rest[at : at + 4] for at in range(0, len(rest), 4)]
    return NBSP.join([country + check, *groups])


def rate(vat_rate: str) -> str:
    return f"{vat_rate}%" if vat_rate.isdigit() else vat_rate


def lines_of(address: dict[str, Any]) -> list[str]:
    return [address["street"], f"{address['postal_code']}{NBSP}{address['city']}"]
