"""Which names a person may choose to sign in with.

A name begins with a letter, so that it can never be taken for somebody's customer
number, and is compared without regard to case or width.
"""

import re
import unicodedata
from dataclasses import dataclass

ALLOWED = re.compile(r"[^\W\d_][\w.@+-]*")


@dataclass(frozen=True)
class UserNamePolicy:
    min_length: int
    max_length: int
    reserved: frozenset[str]


def user_name_key(text: str) -> str:
    """Under which a name is unique."""
    return unicodedata.normalize("NFKC", text).casefold()


def user_name_faults(text: str, policy: UserNamePolicy) -> tuple[str, ...]:
    faults = (
        ("user-name.too-short", len(text) < policy.min_length),
        ("user-name.too-long", len(text) > policy.max_length),
        ("user-name.characters", bool(text) and ALLOWED.fullmatch(text) is None),
        ("user-name.reserved", user_name_key(text) in policy.reserved),
    )
    return tuple(rule for rule, broken in faults if broken)
