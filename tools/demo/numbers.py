"""Numbers that have the right form and check digits and belong to nobody."""

import re
from random import Random
from string import ascii_uppercase

# A bank number with a correct check digit that no bank has.
NO_BANK = "99999999"
PL_AS_DIGITS = "2521"
MOBILE_PREFIXES = ("510", "533", "570", "602", "664", "692", "724", "788", "883")
MILLION = 1_000_000
PART = re.compile(r"(?P<of>\[0-9\]|\\d|\[A-Z\]|[A-Za-z/-])(?:\{(?P<times>\d+)\})?")
CLASSES = {"[0-9]": "0123456789", r"\d": "0123456789", "[A-Z]": ascii_uppercase}


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
    """Different numbers of the form that the operator's profile demands.

    In an order that a larger count only continues.
    """
    alphabets = _alphabets(pattern)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(random.choice(alphabet) for alphabet in alphabets)] = None
    return list(found)


def _alphabets(pattern: str) -> list[str]:
    """What may stand at each place of a simple pattern such as `^[A-Z]{2}[0-9]{7}$`."""
    form = pattern.removeprefix("^").removesuffix("$")
    if PART.sub("", form):
        raise ValueError(f"do not know how to invent customer numbers like {pattern}")
    return [
        CLASSES.get(part["of"], part["of"])
        for part in PART.finditer(form)
        for _ in range(int(part["times"] or 1))
    ]


def _distinct(random: Random, lowest: int, end: int, count: int) -> list[int]:
    """In an order that a larger count only continues, unlike random.sample."""
    found: dict[int, None] = {}
    while len(found) < count:
        found[random.randrange(lowest, end)] = None
    return list(found)
