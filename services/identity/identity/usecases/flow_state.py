"""Where a flow stands: what a page needs to show the right form."""

from dataclasses import dataclass
from datetime import datetime

from identity.domain.flow import CONFIRM, Flow
from identity.domain.lockout import LockoutPolicy, closed_for_good
from identity.policies import Rules
from identity.usecases.attempt_gate import AttemptGate


@dataclass(frozen=True)
class FlowState:
    flow: str
    step: str
    expires_at: datetime
    resend_at: datetime | None = None
    code_expires_at: datetime | None = None
    tries_left: int | None = None


def code_tries(rules: Rules) -> LockoutPolicy:
    """The tries of a flow, which a new code does not refill."""
    return closed_for_good(rules.code.tries)


def state_of(rules: Rules, token: str, flow: Flow, gate: AttemptGate, code_path: str) -> FlowState:
    if flow.step != CONFIRM or flow.code is None:
        return FlowState(token, flow.step, flow.expires_at)
    return FlowState(
        flow=token,
        step=flow.step,
        expires_at=flow.expires_at,
        resend_at=flow.code.resend_at,
        code_expires_at=flow.code.expires_at,
        tries_left=gate.tries_left(rules.slug, code_path, flow.id, code_tries(rules)),
    )
