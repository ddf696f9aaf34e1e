"""Which passwords an operator accepts: length and block list, classes only where asked for."""

import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

# Shorter words ("vo", "jan") would refuse passwords by accident.
SHORTEST_CONTEXT_WORD = 4

CLASSES: dict[str, Callable[[str], bool]] = {
    "upper": str.isupper,
    "lower": str.islower,
    "digit": str.isdigit,
    "special": lambda char: not char.isalnum() and not char.isspace(),
}


@dataclass(frozen=True)
class PasswordPolicy:
    min_length: int
    max_length: int
    blocked: frozenset[str]
    refuse_context: bool = True
    # Every group needs one of its classes: (("upper",), ("digit", "special")).
    classes: tuple[tuple[str, ...], ...] = ()


def normal_password(text: str) -> str:
    """One form for what different keyboards send for the same characters."""
    return unicodedata.normalize("NFC", text)


def password_faults(text: str, policy: PasswordPolicy, context: Iterable[str]) -> tuple[str, ...]:
    password = normal_password(text)
    faults = (
        ("password.too-short", len(password) < policy.min_length),
        ("password.too-long", len(password) > policy.max_length),
        ("password.common", password.casefold() in policy.blocked),
        ("password.contains-context", policy.refuse_context and _tells(password, context)),
    )
    broken = tuple(rule for rule, is_broken in faults if is_broken)
    return broken + _missing(password, policy.classes)


def context_words(*texts: str | None) -> frozenset[str]:
    """The words of these texts that a password must not contain."""
    words = {word for text in texts if text for word in _words(text)}
    return frozenset(word for word in words if len(word) >= SHORTEST_CONTEXT_WORD)


def _words(text: str) -> Collection[str]:
    folded = text.casefold()
    return {folded, *"".join(c if c.isalnum() else " " for c in folded).split()}


def _tells(password: str, context: Iterable[str]) -> bool:
    folded = password.casefold()
    return any(word in folded for word in context)


def _missing(password: str, groups: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The name of a group's last class stands for the group: ("digit", "special")."""
    absent = [group for group in groups if not _any_of(password, group)]
    return tuple(f"password.missing-{group[-1]}" for group in absent)


def _any_of(password: str, group: tuple[str, ...]) -> bool:
    return any(CLASSES[name](char) for name in group for char in password)
