"""How amounts, dates, hours and counted words are written, in Polish and in English."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

NO_BREAK = "\u00a0"
MINUS = "\u2212"
_ONE_LETTER = re.compile(r"(?<![^\W_])([aiouwzAIOUWZ]) (?=\S)")
_SEPARATORS = {"pl": (NO_BREAK, ","), "en": (",", ".")}
_SHORT_DATE = {"pl": "dd.MM.y", "en": "dd MMM y"}
_LONG_DATE = {"pl": "d MMMM y", "en": "d MMMM y"}
_DAYS = {
    "pl": {"mon": "pon.", "tue": "wt.", "wed": "śr.", "thu": "czw.", "fri": "pt.", "sat": "sob.",
           "sun": "niedz."},
    "en": {"mon": "Mon", "tue": "Tue", "wed": "Wed", "thu": "Thu", "fri": "Fri", "sat": "Sat",
           "sun": "Sun"},
}  # fmt: skip


def figures(grosze: int, language: str = "pl") -> str:
    """1 234,56 with spaces that do not break."""
    thousands, point = _SEPARATORS[language]
    zloty, rest = divmod(abs(grosze), 100)
    sign = MINUS if grosze < 0 else ""
    return f"{sign}{zloty:,}".replace(",", thousands) + f"{point}{rest:02}"


def money(grosze: int, language: str = "pl") -> str:
    return f"{figures(grosze, language)}{NO_BREAK}zł"


def short_date(day: str | date, language: str = "pl") -> str:
    """04.12.2026, for tables."""
    return format_date(_date(day), _SHORT_DATE[language], locale=language)


def long_date(day: str | date, language: str = "pl") -> str:
    """4 grudnia 2026, for sentences."""
    return format_date(_date(day), _LONG_DATE[language], locale=language).replace(" ", NO_BREAK)


def moment(instant: str, timezone: str, language: str = "pl") -> str:
    """The operator's date and time of an RFC 3339 instant."""
    day = short_date(local_day(instant, timezone), language)
    return f"{day}, {time_of_day(instant, timezone)}"


def local_day(instant: str, timezone: str) -> date:
    """The operator's calendar day of an RFC 3339 instant."""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(timezone)).date()


def time_of_day(instant: str, timezone: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(timezone)):%H:%M}"


def opening_hours(hours: Sequence[Mapping[str, str]], language: str = "pl") -> str:
    """pon.–pt. 8:00–20:00"""
    return ", ".join(_hours(part, language) for part in hours)


def paragraphs(text: str) -> list[str]:
    """The parts of a text between its empty lines."""
    return [tied(part.strip()) for part in text.split("\n\n") if part.strip()]


def unbroken(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def tied(text: str) -> str:
    """A one-letter word never ends a line: w domu → w\u00a0domu."""
    return _ONE_LETTER.sub(rf"\1{NO_BREAK}", text)


def polish_form(number: int, one: str, few: str, many: str) -> str:
    """1 faktura, 2 faktury, 5 faktur, 12 faktur, 22 faktury."""
    if number == 1:
        return one
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return few
    return many


def quantity(amount: str, language: str = "pl") -> str:
    """1 of 1.0000, and 2,5 of 2.5000."""
    whole, _, rest = amount.partition(".")
    rest = rest.rstrip("0")
    return f"{whole}{_SEPARATORS[language][1]}{rest}" if rest else whole


def vat_rate(rate: str) -> str:
    """23%; exempt and out of scope keep their statutory letters."""
    return f"{rate}%" if rate.isdigit() else f"{rate}."


def iban_groups(iban: str) -> str:
    """61 1090 1014 0000 0712 1981 2874: without the country, as Poles write it."""
    digits = iban.replace(" ", "").removeprefix("PL")
    return NO_BREAK.join([digits[:2], *(digits[at : at + 4] for at in range(2, len(digits), 4))])


def _hours(part: Mapping[str, Any], language: str) -> str:
    days = "–".join(_DAYS[language][day] for day in part["days"].split("-"))
    return f"{days}{NO_BREAK}{_hour(part['from'])}–{_hour(part['to'])}"


def _hour(time: str) -> str:
    return time.removeprefix("0")


def _date(day: str | date) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
