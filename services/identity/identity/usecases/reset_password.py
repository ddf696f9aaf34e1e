"""Last step of a recovery: a new password, by the flow that was confirmed or by the mailed link."""

from dataclasses import dataclass

import structlog

from chassis.clock import Clock
from identity.domain.account import Account
from identity.domain.errors import (
    FlowUnknown,
    LinkExpired,
    LinkUnknown,
    PasswordChangedMeanwhile,
)
from identity.domain.link import RESET_PASSWORD
from identity.domain.recovery import Recovery
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.store.accounts import Accounts
from identity.store.password_changes import PasswordChanges
from identity.store.recoveries import Recoveries
from identity.usecases.links import PeekLink
from identity.usecases.new_password import NewPassword

log = structlog.get_logger()
FIELD = "password"


@dataclass(frozen=True)
class ResetByCode:
    recoveries: Recoveries
    accounts: Accounts
    changes: PasswordChanges
    new_password: NewPassword
    clock: Clock

    def __call__(self, rules: Rules, token: str, password: str) -> None:
        now = self.clock.now()
        flow = self.recoveries.get(rules.slug, token_digest(token), now)
        account = self._account(rules, flow)
        self.new_password.require_valid(rules, account, FIELD, password)
        changed, notice = self.new_password.given_to(rules, account, password)
        try:
            self.changes.by_flow(rules.slug, flow.id, changed, [notice], now)
        except PasswordChangedMeanwhile:
            raise FlowUnknown from None
        self.new_password.open_locks(rules, changed)
        log.info("password_reset", operator=rules.slug, account=account.id, by="code")

    def _account(self, rules: Rules, flow: Recovery) -> Account:
        claimant = flow.require_password_step()
        account = self.accounts.find(rules.slug, claimant.account_id or "")
        if account is None:
            raise FlowUnknown
        if account.session_epoch != claimant.epoch:  # another password ended this recovery
            self._require_not_done(rules, flow.id)
            raise FlowUnknown
        return account

    def _require_not_done(self, rules: Rules, flow_id: str) -> None:
        """It may be this very flow, submitted twice, that set the other password."""
        self.recoveries.get(rules.slug, flow_id, self.clock.now()).require_password_step()


@dataclass(frozen=True)
class ResetByLink:
    peek: PeekLink
    changes: PasswordChanges
    new_password: NewPassword
    clock: Clock

    def __call__(self, rules: Rules, token: str, password: str) -> str:
        """The user name of the account that has a new password."""
        now = self.clock.now()
        link, account = self.peek.usable(rules, token)
        if link.purpose != RESET_PASSWORD:
            raise LinkUnknown
        self.new_password.require_valid(rules, account, FIELD, password)
        changed, notice = self.new_password.given_to(rules, account, password)
        try:
            self.changes.by_link(rules.slug, link, changed, [notice], now)
        except PasswordChangedMeanwhile:
            raise LinkExpired from None
        self.new_password.open_locks(rules, changed)
        log.info("password_reset", operator=rules.slug, account=account.id, by="link")
        return account.user_name
