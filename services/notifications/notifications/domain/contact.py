"""Where the owner of an account reads mail, and for which of the operator's customers."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Contact:
    """A closed account has no customers left; its address is then of no use to us."""

    account: str
    sequence: int
    customers: tuple[str, ...]
    locale: str
    email: str = field(repr=False)


def newest(contacts: Iterable[Contact]) -> list[Contact]:
    """One a account, in whatever order they came."""
    latest: dict[str, Contact] = {}
    for contact in sorted(contacts, key=lambda one: one.sequence):
        latest[contact.account] = contact
    return list(latest.values())
