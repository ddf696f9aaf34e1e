"""Change of a password by who knows the current one (L16); wrong ones count on their own path."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from chassis.clock import Clock
from identity.domain.account import Account
from identity.domain.errors import (
    Fault,
    InvalidFields,
    PasswordChangedMeanwhile,
    SessionEnded,
)
from identity.hashing import Passwords
from identity.policies import Rules
from identity.store.accounts import Accounts
from identity.store.password_changes import PasswordChanges
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.new_password import PASSWORD_CHANGE_PATH, NewPassword

log = structlog.get_logger()
PASSWORD_WRONG = Fault("current", "password.wrong")
# A form sent twice arrives within this; the second is answered like the first.
SENT_TWICE_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class ChangePassword:
    accounts: Accounts
    changes: PasswordChanges
    new_password: NewPassword
    passwords: Passwords
    gate: AttemptGate
    clock: Clock

    def __call__(
        self, rules: Rules, account_id: str, session_id: str, current: str, new: str
    ) -> None:
        try:
            self._change(rules, account_id, session_id, current, new)
        except PasswordChangedMeanwhile:  # decide again on what is there now
            self._change(rules, account_id, session_id, current, new)

    def _change(
        self, rules: Rules, account_id: str, session_id: str, current: str, new: str
    ) -> None:
        account = self.accounts.find(rules.slug, account_id)
        if account is None:
            raise SessionEnded("revoked")
        self.new_password.require_valid(rules, account, "new", new)
        if self._is_done(rules, account, current, new):
            return
        changed, notice = self.new_password.given_to(rules, account, new)
        self.changes.by_owner(rules.slug, session_id, changed, [notice])
        self.new_password.open_locks(rules, changed)
        log.info("password_changed", operator=rules.slug, account=account.id)

    def _is_done(self, rules: Rules, account: Account, current: str, new: str) -> bool:
        """Whether this form came before; raises InvalidFields, AttemptsClosed or Busy."""
        knows_current = []

        def compare() -> bool:
            knows_current.append(self.passwords.verify(account.password_hash, current))
            return knows_current[-1] or self._was_just_set(account, new, self.clock.now())

        outcome = self.gate.attempt(
            rules.slug, PASSWORD_CHANGE_PATH, account.id, rules.lockout, compare
        )
        if not outcome.right:
            raise InvalidFields((PASSWORD_WRONG,))
        return not knows_current[-1]

    def _was_just_set(self, account: Account, new: str, now: datetime) -> bool:
        at = account.password_changed_at
        recently = at is not None and now - at < SENT_TWICE_WITHIN
        return recently and self.passwords.verify(account.password_hash, new)
