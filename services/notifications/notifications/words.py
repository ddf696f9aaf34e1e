"""What a template may say: the operator's name, contact and colours, the secret, the times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_datetime, get_timezone

from chassis.operators import Operator
from notifications.domain.wording import hours, span


@dataclass(frozen=True)
class Occasion:
    """Why a message is written: what the event kept sealed, since when and until when it holds."""

    issued_at: datetime
    expires_at: datetime
    secret: Mapping[str, str] = field(repr=False)


def words(operator: Operator, locale: str, occasion: Occasion) -> dict[str, Any]:
    return {
        "operator": _operator(operator),
        "contact": _contact(operator.section("contact"), locale),
        "brand": operator.section("brand"),
        "expires": _expires(occasion, operator.timezone, locale),
        "secret": occasion.secret,
    }


def locale_for(operator: Operator, wanted: str) -> str:
    return wanted if wanted in operator.locales else operator.locales[0]


def _operator(operator: Operator) -> dict[str, str | None]:
    base = urlsplit(operator.base_url)
    return {
        "name": operator.name,
        "legal_name": operator.legal_name,
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
    def local(pattern: str) -> str:
        zone = get_timezone(timezone)
        return str(format_datetime(occasion.expires_at, pattern, tzinfo=zone, locale=locale))

    return {
        "time": local("HH:mm"),
        "date": local("d MMMM y, HH:mm"),
        "span": span(occasion.expires_at - occasion.issued_at, locale),
    }
