"""The code from the phone on file, of whatever flow, and a new one when it did not come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol

from chassis.clock import Clock
from chassis.messaging.envelope import Event
from identity.codes import Codes
from identity.domain.errors import (
    AttemptsClosed,
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    IdentityError,
)
from identity.domain.one_time_code import OneTimeCode
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.store.flows import AnyFlow, Flows
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.flow_state import code_tries


class CodeIssuer(Protocol):
    """Makes a flow's codes for the person it identified, within what one number may be sent."""

    def count(self, rules: Rules, person: Any, now: datetime, /) -> Any:
        """Whom the code is then to be issued for."""

    def take_back(self, rules: Rules, person: Any, now: datetime, /) -> None: ...

    def __call__(
        self, rules: Rules, flow_id: str, person: Any, locale: str, now: datetime, /
    ) -> tuple[OneTimeCode, Event]: ...


@dataclass(frozen=True)
class ConfirmCode(Generic[AnyFlow]):
    flows: Flows[AnyFlow]
    codes: Codes
    gate: AttemptGate
    path: str
    clock: Clock

    def __call__(self, rules: Rules, token: str, code: str) -> None:
        flow = self.flows.get(rules.slug, token_digest(token), self.clock.now())
        flow.pending_code()
        try:
            outcome = self.gate.attempt(
                rules.slug,
                self.path,
                flow.id,
                code_tries(rules),
                lambda: self._matches(rules, flow, code),
            )
        except AttemptsClosed:
            raise CodeExhausted from None
        if not outcome.right:
            raise CodeWrong(outcome.tries_left)
        self.flows.change(rules.slug, flow.id, lambda flow: flow.confirmed(), self.clock.now())

    def _matches(self, rules: Rules, flow: AnyFlow, text: str) -> bool:
        code = flow.pending_code()
        if code.expired(self.clock.now()):
            raise CodeExpired
        return self.codes.matches(rules.slug, flow.id, text, code.digest) and flow.matched


@dataclass(frozen=True)
class ResendCode(Generic[AnyFlow]):
    flows: Flows[AnyFlow]
    issue_code: CodeIssuer
    gate: AttemptGate
    path: str
    clock: Clock

    def __call__(self, rules: Rules, token: str) -> None:
        now = self.clock.now()
        flow = self.flows.get(rules.slug, token_digest(token), now)
        flow.pending_code().require_resend(now)
        self._require_tries(rules, flow)
        person = flow.person()
        told = self.issue_code.count(rules, person, now)
        code, event = self.issue_code(rules, flow.id, told, flow.locale, now)
        try:
            self.flows.change(
                rules.slug, flow.id, lambda flow: flow.code_replaced(code, now), now, [event]
            )
        except IdentityError:
            self.issue_code.take_back(rules, person, now)
            raise

    def _require_tries(self, rules: Rules, flow: AnyFlow) -> None:
        try:
            self.gate.require_open(rules.slug, self.path, flow.id, code_tries(rules))
        except AttemptsClosed:
            raise CodeExhausted from None
