"""Links from mails: looking changes nothing, using one does its work once."""

from dataclasses import dataclass

import structlog

from chassis.clock import Clock
from identity.domain.account import Account
from identity.domain.errors import LinkExpired, LinkUnknown
from identity.domain.link import ACTIVATE_ACCOUNT, Link
from identity.domain.token import token_digest
from identity.events import Events
from identity.policies import Rules
from identity.store.accounts import Accounts
from identity.store.links import Links
from identity.store.openings import Openings
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.sign_in import SIGN_IN_PATH, counted_as

log = structlog.get_logger()


@dataclass(frozen=True)
class PeekLink:
    links: Links
    accounts: Accounts
    clock: Clock

    def __call__(self, rules: Rules, token: str) -> Link:
        return self.usable(rules, token)[0]

    def usable(self, rules: Rules, token: str) -> tuple[Link, Account]:
        """Raises LinkUnknown, LinkUsed or LinkExpired."""
        link = self.links.get(rules.slug, token_digest(token))
        link.require_usable(self.clock.now())
        account = self.accounts.find(rules.slug, link.account_id)
        if account is None:  # a newer registration of the same customer replaced it
            raise LinkExpired
        if link.epoch not in (None, account.session_epoch):
            # It may be this very link, used by another request, that set another password.
            self.links.get(rules.slug, link.digest).require_usable(self.clock.now())
            raise LinkExpired
        return link, account


@dataclass(frozen=True)
class ActivateAccount:
    peek: PeekLink
    openings: Openings
    gate: AttemptGate
    events: Events
    clock: Clock

    def __call__(self, rules: Rules, token: str) -> str:
        """The user name of the account that is now active."""
        now = self.clock.now()
        link, account = self.peek.usable(rules, token)
        if link.purpose != ACTIVATE_ACCOUNT:
            raise LinkUnknown
        active = account.activated(now)
        events = self.events.accounts_activated(rules.slug, active, now)
        events.append(self.events.contact_changed(rules.slug, active, now))
        self.openings.activate(rules.slug, link, active, events, now)
        self._clear_counters(rules, account.user_name, *account.owned_customers)
        log.info("account_activated", operator=rules.slug, account=account.id)
        return account.user_name

    def _clear_counters(self, rules: Rules, *identifiers: str) -> None:
        """What others did to this name before it was this person's is not theirs."""
        for identifier in identifiers:
            self.gate.clear(rules.slug, SIGN_IN_PATH, counted_as(identifier))
