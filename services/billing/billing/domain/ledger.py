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
class PayerAccount:
    """Payers are separate accounts in the operator's books: one's credit pays no other's debt."""

    ledger: Ledger
    open: tuple[OpenInvoice, ...] = ()

    @property
    def due(self) -> int:
        return max(self.ledger.balance, 0)

    def overdue(self, today: date) -> int:
        late = sum(invoice.remaining for invoice in self.open if invoice.due_on < today)
        return min(late, self.due)

    @property
    def on_account(self) -> int:
        """Money received that no open invoice has taken."""
        return max(sum(invoice.remaining for invoice in self.open) - self.ledger.balance, 0)


@dataclass(frozen=True)
class Owed:
    due: int
    overdue: int
    on_account: int
    next_due_on: date | None


def owed(accounts: Sequence[PayerAccount], today: date) -> Owed:
    dates = [invoice.due_on for account in accounts if account.due for invoice in account.open]
    return Owed(
        due=sum(account.due for account in accounts),
        overdue=sum(account.overdue(today) for account in accounts),
        on_account=sum(account.on_account for account in accounts),
        next_due_on=_next(dates, today),
    )


def _next(dates: Sequence[date], today: date) -> date | None:
    """The nearest date still to come; when all have passed, the first of them."""
    coming = [day for day in dates if day >= today]
    return min(coming or dates, default=None)
