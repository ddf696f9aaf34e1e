"""What a session's cookie stands for now: `touch` keeps it alive, `peek` only looks."""

from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from chassis.tokens import Caller, Grant, TokenMinter
from identity.domain.account import Account
from identity.domain.errors import SessionEnded
from identity.domain.session import Session
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.store.accounts import Accounts
from identity.store.customers import Customers
from identity.store.sessions import Sessions

AUDIENCES = ("identity", "billing", "notifications")


@dataclass(frozen=True)
class GrantedCustomer:
    customer_number: str
    name: str


@dataclass(frozen=True)
class AccountFacts:
    id: str
    user_name: str
    display_name: str
    customers: tuple[GrantedCustomer, ...]


@dataclass(frozen=True)
class Standing:
    account: AccountFacts
    idle_expires_at: datetime
    absolute_expires_at: datetime
    tokens: dict[str, str]


@dataclass(frozen=True)
class OpenSessions:
    sessions: Sessions
    accounts: Accounts
    customers: Customers
    minter: TokenMinter
    clock: Clock

    def touch(self, rules: Rules, secret: str) -> Standing:
        now = self.clock.now()
        session, account = self._live(rules, secret, now)
        seen = session.seen(now)
        if session.must_be_noted(now):
            self.sessions.note_seen(rules.slug, seen)
        return self._standing(rules, seen, account, self._tokens(rules, seen, account))

    def peek(self, rules: Rules, secret: str) -> Standing:
        session, account = self._live(rules, secret, self.clock.now())
        return self._standing(rules, session, account, {})

    def sign_out(self, slug: str, session_id: str) -> None:
        self.sessions.revoke(slug, session_id, self.clock.now())

    def _live(self, rules: Rules, secret: str, now: datetime) -> tuple[Session, Account]:
        session = self.sessions.find(rules.slug, token_digest(secret))
        if session is None:
            raise SessionEnded("unknown")
        account = self.accounts.find(rules.slug, session.account_id)
        session.require_live(rules.session, account.session_epoch if account else None, now)
        if account is None:
            raise SessionEnded("revoked")
        return session, account

    def _standing(
        self, rules: Rules, session: Session, account: Account, tokens: dict[str, str]
    ) -> Standing:
        return Standing(
            account=self._facts(rules, account),
            idle_expires_at=session.idle_expires_at(rules.session),
            absolute_expires_at=session.absolute_expires_at(rules.session),
            tokens=tokens,
        )

    def _facts(self, rules: Rules, account: Account) -> AccountFacts:
        granted = granted_customers(self.customers, rules.slug, account)
        owned = account.owned_customers
        own = next((c.name for c in granted if c.customer_number in owned and c.name), "")
        return AccountFacts(account.id, account.user_name, own or account.user_name, granted)

    def _tokens(self, rules: Rules, session: Session, account: Account) -> dict[str, str]:
        grants = tuple(Grant(grant.customer, grant.role) for grant in account.grants)
        caller = Caller(rules.slug, "customer", account.id, session.id, grants)
        return {audience: self.minter.mint(caller, audience) for audience in AUDIENCES}


def granted_customers(
    customers: Customers, slug: str, account: Account
) -> tuple[GrantedCustomer, ...]:
    numbers = [grant.customer for grant in account.grants]
    names = customers.names(slug, numbers)
    return tuple(GrantedCustomer(number, names.get(number, "")) for number in numbers)
