"""What a person sees of their own account."""

from dataclasses import dataclass, field
from datetime import datetime

from identity.domain.account import Account
from identity.domain.consent import Consent
from identity.domain.contact import masked_phone
from identity.domain.errors import SessionEnded
from identity.policies import Rules
from identity.store.accounts import Accounts
from identity.store.customers import Customers
from identity.usecases.sessions import GrantedCustomer, granted_customers


@dataclass(frozen=True)
class AccountDetails:
    user_name: str
    email: str = field(repr=False)
    phone_masked: str | None
    customers: tuple[GrantedCustomer, ...]
    consents: tuple[Consent, ...]
    created_at: datetime


@dataclass(frozen=True)
class ShowAccount:
    accounts: Accounts
    customers: Customers

    def __call__(self, rules: Rules, account_id: str) -> AccountDetails:
        account = self.accounts.find(rules.slug, account_id)
        if account is None:
            raise SessionEnded("revoked")
        return AccountDetails(
            user_name=account.user_name,
            email=account.email,
            phone_masked=self._phone(rules, account),
            customers=granted_customers(self.customers, rules.slug, account),
            consents=account.consents,
            created_at=account.created_at,
        )

    def _phone(self, rules: Rules, account: Account) -> str | None:
        """Where codes go: the telephone that the operator has on file."""
        found = (self.customers.find(rules.slug, number) for number in account.owned_customers)
        return next((masked_phone(c.phone) for c in found if c and c.phone), None)
