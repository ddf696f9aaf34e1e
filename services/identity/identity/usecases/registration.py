"""Begin a registration, and say where it stands."""

from dataclasses import dataclass

from chassis.clock import Clock
from identity.domain.registration import CREDENTIALS, Registration, begin
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.customers import Customers
from identity.store.registrations import Registrations
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.captchas import Captchas
from identity.usecases.flow_state import FlowState, state_of

REGISTRATION_CODE_PATH = "registration-code"


@dataclass(frozen=True)
class RegistrationState(FlowState):
    email: str | None = None


@dataclass(frozen=True)
class BeginRegistration:
    registrations: Registrations
    captchas: Captchas[Registration]
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
        state = state_of(rules, token, flow, self.gate, REGISTRATION_CODE_PATH)
        return RegistrationState(**vars(state), email=self._email_on_file(rules, flow))

    def _email_on_file(self, rules: Rules, flow: Registration) -> str | None:
        """R6; shown only after the phone has been proven."""
        if flow.step != CREDENTIALS:
            return None
        customer = self.customers.find(rules.slug, flow.customer_number())
        return customer.email if customer else None
