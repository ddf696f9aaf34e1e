"""Numbers that have the right form and check digits and belong to nobody."""

import re
from random import Random

# A bank number with a correct check digit that no bank has.
NO_BANK = "99999999"
PL_AS_DIGITS = "2521"
MOBILE_PREFIXES = ("510", "533", "570", "602", "664", "692", "724", "788", "883")
MILLION = 1_000_000


def iban(account: int) -> str:
    """A Polish account number; `account` has at most 16 digits."""
    bban = f"{NO_BANK}{account:016}"
    check = 98 - int(f"{bban}{PL_AS_DIGITS}00") % 97
    return f"PL{check:02}{bban}"


def mobile_phones(random: Random, count: int) -> list[str]:
    """Different numbers in E.164, all in ranges that Polish mobile networks use."""
    chosen = _distinct(random, 0, len(MOBILE_PREFIXES) * MILLION, count)
    return [f"+48{MOBILE_PREFIXES[one // MILLION]}{one % MILLION:06}" for one in chosen]


def customer_numbers(pattern: str, random: Random, count: int) -> list[str]:
    """Different numbers of the form that the operator's profile demands."""
    form = re.fullmatch(r"\^?([A-Za-z/-]*)(?:\[0-9\]|\\d)\{(\d+)\}\$?", pattern)
    if not form:
        raise ValueError(f"do not know how to invent customer numbers like {pattern}")
    prefix, digits = form[1], int(form[2])
    lowest = 10 ** (digits - 1)
    return [f"{prefix}{number}" for number in _distinct(random, lowest, 10 * lowest, count)]


def _distinct(random: Random, lowest: int, end: int, count: int) -> list[int]:
    """In an order that a larger count only continues, unlike random.sample."""
    found: dict[int, None] = {}
    while len(found) < count:
        found[random.randrange(lowest, end)] = None
    return list(found)
