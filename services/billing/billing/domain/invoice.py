"""An invoice as a customer meets it: its name in addresses, and whether it still wants money."""

import hashlib
from datetime import date

OPEN, OVERDUE, PARTLY_PAID, PAID = "open", "overdue", "partly-paid", "paid"
ID_LENGTH = 24


def invoice_id(number: str) -> str:
    """A name that fits into an address; numbers bear slashes and spaces."""
    return hashlib.sha256(number.encode()).hexdigest()[:ID_LENGTH]


def status_of(gross: int, paid: int, due_on: date, today: date) -> str:
    """One word; being late outweighs having paid a part."""
    if paid >= gross:
        return PAID
    if today > due_on:
        return OVERDUE
    return PARTLY_PAID if paid > 0 else OPEN
