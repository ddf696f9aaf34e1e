"""Second step: the code from the phone on file, and a new one when it did not come."""

from dataclasses import dataclass

from chassis.clock import Clock
from identity.codes import Codes
from identity.domain.errors import (
    AttemptsClosed,
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    IdentityError,
    WrongStep,
)
from identity.domain.registration import Applicant, Registration
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.store.registrations import Registrations
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.issue_code import IssueCode
from identity.usecases.registration import CODE_PATH, code_tries


@dataclass(frozen=True)
class ConfirmCode:
    registrations: Registrations
    codes: Codes
    gate: AttemptGate
    clock: Clock

    def __call__(self, rules: Rules, token: str, code: str) -> None:
        flow = self.registrations.get(rules.slug, token_digest(token), self.clock.now())
        flow.pending_code()
        try:
            outcome = self.gate.attempt(
                rules.slug,
                CODE_PATH,
                flow.id,
                code_tries(rules),
                lambda: self._matches(rules, flow, code),
            )
        except AttemptsClosed:
            raise CodeExhausted from None
        if not outcome.right:
            raise CodeWrong(outcome.tries_left)
        self.registrations.change(rules.slug, flow.id, Registration.confirmed, self.clock.now())

    def _matches(self, rules: Rules, flow: Registration, text: str) -> bool:
        code = flow.pending_code()
        if code.expired(self.clock.now()):
            raise CodeExpired
        return self.codes.matches(rules.slug, flow.id, text, code.digest) and flow.matched


@dataclass(frozen=True)
class ResendCode:
    registrations: Registrations
    issue_code: IssueCode
    gate: AttemptGate
    clock: Clock

    def __call__(self, rules: Rules, token: str) -> None:
        now = self.clock.now()
        flow = self.registrations.get(rules.slug, token_digest(token), now)
        flow.pending_code().require_resend(now)
        self._require_tries(rules, flow)
        applicant = _applicant(flow)
        self.issue_code.count(rules, applicant.phone, now)
        code, event = self.issue_code(rules, flow.id, applicant, flow.locale, now)
        try:
            self.registrations.change(
                rules.slug, flow.id, lambda flow: flow.code_replaced(code, now), now, [event]
            )
        except IdentityError:
            self.issue_code.take_back(rules, applicant.phone, now)
            raise

    def _require_tries(self, rules: Rules, flow: Registration) -> None:
        try:
            self.gate.require_open(rules.slug, CODE_PATH, flow.id, code_tries(rules))
        except AttemptsClosed:
            raise CodeExhausted from None


def _applicant(flow: Registration) -> Applicant:
    if flow.applicant is None:
        raise WrongStep(flow.step)
    return flow.applicant
