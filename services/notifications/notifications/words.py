"""What a template may say: the operator's name, contact and colours, facts, secret, the times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date, format_datetime, get_timezone

from chassis.operators import Operator
from notifications.domain.wording import NO_BREAK, hours, span

DATE_AND_TIME = "d MMMM y, HH:mm"


@dataclass(frozen=True)
class Occasion:
    """Why a message is written: what the event tells openly and what it kept sealed, since when
    and until when it holds.
    """

    issued_at: datetime
    expires_at: datetime
    secret: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, Any] = field(default_factory=dict)


def words(operator: Operator, locale: str, occasion: Occasion) -> dict[str, Any]:
    return {
        "operator": _operator(operator),
        "contact": _contact(operator.section("contact"), locale),
        "brand": operator.section("brand"),
        "issued": {"date": _local(occasion.issued_at, DATE_AND_TIME, operator.timezone, locale)},
        "expires": _expires(occasion, operator.timezone, locale),
        "facts": occasion.facts,
        "secret": occasion.secret,
    }


def facts_of(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "secret"}


def locale_for(operator: Operator, wanted: str) -> str:
    return wanted if wanted in operator.locales else operator.locales[0]


def long_day(day: str, locale: str) -> str:
    """`4 grudnia 2026` of an ISO date; a line never ends after the number."""
    written = format_date(date.fromisoformat(day), "d MMMM y", locale=locale)
    return str(written).replace(" ", NO_BREAK, 1)


def _operator(operator: Operator) -> dict[str, str | None]:
    base = urlsplit(operator.base_url)
    return {
        "name": operator.name,
        "legal_name": operator.legal_name,
        "url": operator.base_url,
        "address": base.netloc,
        # Without the port: browsers compare it with the page's host when they offer the code.
        "host": base.hostname,
    }


def _contact(contact: Mapping[str, Any], locale: str) -> dict[str, str]:
    first = contact["departments"][0]
    return {
        "phone": contact["phone"],
        "phone_display": contact["phone_display"],
        "department": first["name"][locale],
        "hours": hours(first["hours"], locale),
    }


def _expires(occasion: Occasion, timezone: str, locale: str) -> dict[str, str]:
    until = occasion.expires_at
    return {
        "time": _local(until, "HH:mm", timezone, locale),
        "date": _local(until, DATE_AND_TIME, timezone, locale),
        "span": span(until - occasion.issued_at, locale),
    }


def _local(moment: datetime, pattern: str, timezone: str, locale: str) -> str:
    zone = get_timezone(timezone)
    return str(format_datetime(moment, pattern, tzinfo=zone, locale=locale))
