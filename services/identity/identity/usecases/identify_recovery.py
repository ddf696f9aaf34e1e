"""First step of a recovery: whose password is forgotten, and a code or a link to who that is.

Unknown names, accounts without a phone on file and recipients written to often enough get the
same answer for the same work: the same look-ups, counters and links, one event.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from chassis.clock import Clock
from chassis.messaging.envelope import Event
from identity.domain.account import Account
from identity.domain.errors import Fault, IdentityError, InvalidFields
from identity.domain.one_time_code import OneTimeCode
from identity.domain.recovery import EMAIL, SMS, Claimant, Recovery
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.store.accounts import Accounts
from identity.store.customers import Customers
from identity.store.recoveries import Recoveries
from identity.usecases.captchas import Captchas
from identity.usecases.issue_recovery import IssueRecoveryCode, IssueResetLink
from identity.usecases.recovery_sends import RecoverySends

log = structlog.get_logger()
NOBODYS_NAME = "-" * 12


@dataclass(frozen=True)
class RecoveryClaim:
    """What the form says."""

    identifier: str = field(repr=False)
    captcha: str
    channel: str
    locale: str


@dataclass(frozen=True)
class IdentifyRecovery:
    recoveries: Recoveries
    customers: Customers
    accounts: Accounts
    captchas: Captchas[Recovery]
    sends: RecoverySends
    issue_code: IssueRecoveryCode
    issue_link: IssueResetLink
    clock: Clock

    def __call__(self, rules: Rules, token: str, claim: RecoveryClaim) -> None:
        _require_meant(rules, claim)
        now, flow_id = self.clock.now(), token_digest(token)
        asked = rules.recovery.captcha
        with self.captchas.answered(rules, flow_id, claim.captcha, asked) as taken:
            account = self._account(rules, claim.identifier)
            claimant = self._claimant(rules, claim, account)
            told = self.sends.count(rules, claim.channel, claimant, now)
        name = account.user_name if account else NOBODYS_NAME
        code, event = self._issued(rules, flow_id, claim, told, name, now)
        self._save(rules, taken, claim, claimant, code, event, now)
        log.info("recovery_identified", operator=rules.slug, flow=flow_id, event_id=event.id)

    def _account(self, rules: Rules, identifier: str) -> Account | None:
        return self.accounts.by_identifier(rules.slug, rules.identifiers, identifier)

    def _claimant(self, rules: Rules, claim: RecoveryClaim, account: Account | None) -> Claimant:
        """Nobody's where there is no account, or no address of the kind that was asked for."""
        owned = account.owned_customers if account else ()
        customer = self.customers.find(rules.slug, owned[0] if owned else claim.identifier)
        phone = customer.phone if customer else None
        recipient = {SMS: phone, EMAIL: account.email if account else None}[claim.channel]
        if account is None or not recipient:
            return Claimant(claim.identifier)
        return Claimant(claim.identifier, account.id, account.session_epoch, recipient)

    def _issued(
        self,
        rules: Rules,
        flow_id: str,
        claim: RecoveryClaim,
        told: Claimant,
        user_name: str,
        now: datetime,
    ) -> tuple[OneTimeCode | None, Event]:
        if claim.channel == SMS:
            return self.issue_code(rules, flow_id, told, claim.locale, now)
        return None, self.issue_link(rules, flow_id, told, user_name, claim.locale, now)

    def _save(
        self,
        rules: Rules,
        taken: Recovery,
        claim: RecoveryClaim,
        claimant: Claimant,
        code: OneTimeCode | None,
        event: Event,
        now: datetime,
    ) -> None:
        def identified(flow: Recovery) -> Recovery:
            return flow.identified(taken.captcha, claimant, claim.channel, code, claim.locale)

        try:
            self.recoveries.change(rules.slug, taken.id, identified, now, [event])
        except IdentityError:
            self.sends.take_back(rules, claim.channel, claimant, now)
            raise


def _require_meant(rules: Rules, claim: RecoveryClaim) -> None:
    faults = tuple(_faults(rules, claim))
    if faults:
        raise InvalidFields(faults)


def _faults(rules: Rules, claim: RecoveryClaim) -> Iterator[Fault]:
    if claim.channel not in rules.recovery.channels:
        yield Fault("channel", "channel.unknown")
    if claim.locale not in rules.locales:
        yield Fault("locale", "locale.unknown")
