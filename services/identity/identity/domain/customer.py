"""A customer as the operator's CRM knows them, and whether somebody has shown to be them."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Customer:
    number: str
    sequence: int
    kind: str
    name: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    pesel: str | None = field(default=None, repr=False)
    nip: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Contract:
    number: str
    sequence: int
    customer_number: str
    status: str
    signed_on: str | None
    description: str | None = None


class Finding(StrEnum):
    """What identification found; the person asking is not told which."""

    MATCHED = "matched"
    REGISTERED = "registered"
    REFUSED = "refused"


def finding(matches: bool, registered: bool) -> Finding:
    if not matches:
        return Finding.REFUSED
    return Finding.REGISTERED if registered else Finding.MATCHED
