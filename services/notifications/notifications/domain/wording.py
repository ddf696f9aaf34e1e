"""Words for what a message must say exactly: spans, office hours, amounts, a masked name."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

LOCALES = ("pl", "en")

_UNITS = {
    "pl": {
        "day": ("dzień", "dni", "dni"),
        "hour": ("godzinę", "godziny", "godzin"),
        "minute": ("minutę", "minuty", "minut"),
    },
    "en": {
        "day": ("day", "days", "days"),
        "hour": ("hour", "hours", "hours"),
        "minute": ("minute", "minutes", "minutes"),
    },
}
_DAYS = {
    "pl": ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOUR = 60
NO_BREAK = "\u00a0"
_MINUS = "\u2212"
_SEPARATORS = {"pl": (NO_BREAK, ","), "en": (",", ".")}
_TWO_DAYS = 48 * _HOUR


def span(length: timedelta, locale: str) -> str:
    """How long something works: `24 godziny`, `3 dni`. Large spans never promise too much."""
    unit, count = _whole_units(max(round(length.total_seconds() / 60), 1))
    return f"{count} {_UNITS[locale][unit][_plural(count, locale)]}"


def hours(opening: Sequence[Mapping[str, str]], locale: str) -> str:
    """`pon.–śr. 7:00–15:00, czw. 7:00–17:00`, of the profile's days and hours."""
    return ", ".join(
        f"{_days(part['days'], locale)} {_hour(part['from'])}–{_hour(part['to'])}"
        for part in opening
    )


def masked(name: str) -> str:
    """Enough of a name for its owner to know it again, too little for anybody else."""
    shown = 2 if len(name) >= 6 else 1
    return f"{name[:shown]}•••{name[-1:] if len(name) >= 4 else ''}"


def money(grosze: int, locale: str) -> str:
    """`1 234,56 zł`, with spaces that do not break; in English `1,234.56 zł`."""
    thousands, point = _SEPARATORS[locale]
    zloty, rest = divmod(abs(grosze), 100)
    sign = _MINUS if grosze < 0 else ""
    return f"{sign}{zloty:,}".replace(",", thousands) + f"{point}{rest:02}{NO_BREAK}zł"


def _whole_units(minutes: int) -> tuple[str, int]:
    if minutes >= _TWO_DAYS:
        return "day", minutes // (24 * _HOUR)
    if minutes == _HOUR or minutes >= 2 * _HOUR:
        return "hour", minutes // _HOUR
    return "minute", minutes


def _plural(count: int, locale: str) -> int:
    """Which form of the noun follows the number."""
    if count == 1:
        return 0
    few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
    return 1 if locale == "pl" and few else 2


def _days(days: str, locale: str) -> str:
    return "–".join(_DAYS[locale][_DAY_KEYS.index(day)] for day in days.split("-"))


def _hour(time: str) -> str:
    return time.removeprefix("0")
