"""Begin a registration, and say where it stands: what a page needs to show the right form."""

from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from identity.domain.lockout import LockoutPolicy, closed_for_good
from identity.domain.registration import CONFIRM, CREDENTIALS, Registration, begin
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.customers import Customers
from identity.store.registrations import Registrations
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.captchas import Captchas

CODE_PATH = "registration-code"


@dataclass(frozen=True)
class RegistrationState:
    flow: str
    step: str
    expires_at: datetime
    resend_at: datetime | None = None
    code_expires_at: datetime | None = None
    email: str | None = None
    tries_left: int | None = None


def code_tries(rules: Rules) -> LockoutPolicy:
    """The tries of a flow, which a new code does not refill."""
    return closed_for_good(rules.code.tries)


@dataclass(frozen=True)
class BeginRegistration:
    registrations: Registrations
    captchas: Captchas
    clock: Clock
    randomness: Randomness

    def __call__(self, rules: Rules) -> RegistrationState:
        token = self.randomness.token()
        now, challenge = self.clock.now(), self.captchas.challenge()
        policy, locale = rules.registration, rules.locales[0]
        flow = begin(token_digest(token), policy, locale, challenge, now)
        self.registrations.add(rules.slug, flow)
        return RegistrationState(token, flow.step, flow.expires_at)


@dataclass(frozen=True)
class ShowRegistration:
    registrations: Registrations
    customers: Customers
    gate: AttemptGate
    clock: Clock

    def __call__(self, rules: Rules, token: str) -> RegistrationState:
        flow = self.registrations.get(rules.slug, token_digest(token), self.clock.now())
        code = flow.code if flow.step == CONFIRM else None
        return RegistrationState(
            flow=token,
            step=flow.step,
            expires_at=flow.expires_at,
            resend_at=code.resend_at if code else None,
            code_expires_at=code.expires_at if code else None,
            email=self._email_on_file(rules, flow),
            tries_left=self._tries_left(rules, flow),
        )

    def _email_on_file(self, rules: Rules, flow: Registration) -> str | None:
        """R6; shown only after the phone has been proven."""
        if flow.step != CREDENTIALS:
            return None
        customer = self.customers.find(rules.slug, flow.customer_number())
        return customer.email if customer else None

    def _tries_left(self, rules: Rules, flow: Registration) -> int | None:
        if flow.step != CONFIRM:
            return None
        return self.gate.tries_left(rules.slug, CODE_PATH, flow.id, code_tries(rules))
