"""Begin the recovery of a forgotten password, and say where it stands."""

from dataclasses import dataclass

from chassis.clock import Clock
from identity.domain.recovery import Recovery, begin
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.recoveries import Recoveries
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.captchas import Captchas
from identity.usecases.flow_state import FlowState, state_of

# A counter of its own: who is locked out of signing in can still recover.
RECOVERY_CODE_PATH = "recovery-code"


@dataclass(frozen=True)
class RecoveryState(FlowState):
    channel: str | None = None


@dataclass(frozen=True)
class BeginRecovery:
    recoveries: Recoveries
    captchas: Captchas[Recovery]
    clock: Clock
    randomness: Randomness

    def __call__(self, rules: Rules) -> RecoveryState:
        token = self.randomness.token()
        now, challenge = self.clock.now(), self.captchas.challenge()
        policy, locale = rules.recovery, rules.locales[0]
        flow = begin(token_digest(token), policy, locale, challenge, now)
        self.recoveries.add(rules.slug, flow)
        return RecoveryState(token, flow.step, flow.expires_at)


@dataclass(frozen=True)
class ShowRecovery:
    recoveries: Recoveries
    gate: AttemptGate
    clock: Clock

    def __call__(self, rules: Rules, token: str) -> RecoveryState:
        flow = self.recoveries.get(rules.slug, token_digest(token), self.clock.now())
        state = state_of(rules, token, flow, self.gate, RECOVERY_CODE_PATH)
        return RecoveryState(**vars(state), channel=flow.channel)
