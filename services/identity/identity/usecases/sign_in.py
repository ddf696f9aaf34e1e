"""Sign in by user name or customer number (L1): the same work for names nobody has."""

from dataclasses import dataclass

import structlog

from chassis.clock import Clock
from identity.domain.account import Account
from identity.domain.errors import CredentialsWrong
from identity.domain.session import Session
from identity.domain.token import token_digest
from identity.domain.user_name import user_name_key
from identity.hashing import Passwords
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.accounts import Accounts
from identity.store.sessions import Sessions
from identity.usecases.attempt_gate import AttemptGate

log = structlog.get_logger()
SIGN_IN_PATH = "sign-in"


def counted_as(identifier: str) -> str:
    """Spellings that open the same account share their tries."""
    return user_name_key(identifier.strip())


@dataclass(frozen=True)
class SignIn:
    accounts: Accounts
    sessions: Sessions
    passwords: Passwords
    gate: AttemptGate
    clock: Clock
    randomness: Randomness

    def __call__(self, rules: Rules, identifier: str, password: str, device: str) -> str:
        """The secret of a new session; raises AttemptsClosed before anything is hashed."""
        account = self.accounts.by_identifier(rules.slug, rules.identifiers, identifier.strip())
        outcome = self.gate.attempt(
            rules.slug,
            SIGN_IN_PATH,
            counted_as(identifier),
            rules.lockout,
            lambda: self.passwords.verify(account.password_hash if account else None, password),
        )
        if account is None or not outcome.right:
            raise CredentialsWrong
        account.require_open(self.clock.now())
        return self._session(rules, account, device)

    def _session(self, rules: Rules, account: Account, device: str) -> str:
        now, secret = self.clock.now(), self.randomness.token()
        session = Session(token_digest(secret), account.id, account.session_epoch, device, now, now)
        expires_at = session.absolute_expires_at(rules.session)
        self.sessions.add(rules.slug, session, expires_at)
        log.info("signed_in", operator=rules.slug, account=account.id)
        return secret
