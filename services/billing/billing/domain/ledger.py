"""What payers owe together: a ledger a payer, and the invoices that still want money.

Amounts are integer grosze. A payment that names no invoice, or more than an invoice wanted,
stands on account and lowers what is due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Ledger:
    charged: int = 0
    paid: int = 0

    @property
    def balance(self) -> int:
        """Positive: the payer owes; negative: the operator does."""
        return self.charged - self.paid


@dataclass(frozen=True)
class OpenInvoice:
    remaining: int
    due_on: date


@dataclass(frozen=True)
class Owed:
    """`on_account` is money received that no open invoice has taken."""

    due: int
    overdue: int
    on_account: int
    next_due_on: date | None


def owed(ledgers: Sequence[Ledger], invoices: Sequence[OpenInvoice], today: date) -> Owed:
    balance = sum(ledger.balance for ledger in ledgers)
    remaining = sum(invoice.remaining for invoice in invoices)
    late = sum(invoice.remaining for invoice in invoices if invoice.due_on < today)
    due = max(balance, 0)
    dates = [invoice.due_on for invoice in invoices]
    return Owed(
        due=due,
        overdue=min(late, due),
        on_account=max(remaining - balance, 0),
        next_due_on=_next(dates, today) if due else None,
    )


def _next(dates: Sequence[date], today: date) -> date | None:
    """The nearest date still to come; when all have passed, the first of them."""
    coming = [day for day in dates if day >= today]
    return min(coming or dates, default=None)
