"""The recovery of a forgotten password: by a code to the phone on file, or by a mailed link."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from identity.domain.captcha import Challenge
from identity.domain.errors import WrongStep
from identity.domain.flow import CONFIRM, IDENTIFY, Flow
from identity.domain.one_time_code import OneTimeCode

PASSWORD = "password"  # noqa: S105  a step's name
SENT = "sent"
DONE = "done"

SMS = "sms"
EMAIL = "email"
# The channel decides the way. A mailed link goes on without this flow.
STEPS = {SMS: (IDENTIFY, CONFIRM, PASSWORD, DONE), EMAIL: (IDENTIFY, SENT)}


@dataclass(frozen=True)
class RecoveryPolicy:
    channels: tuple[str, ...]
    captcha: bool
    life: timedelta
    link_life: timedelta


@dataclass(frozen=True)
class Claimant:
    """Who somebody says to be, and whose account that is: nobody's, as far as the page tells.

    `epoch` is the account's when it was asked for: a password that has changed since is not
    this recovery's to change.
    """

    identifier: str = field(repr=False)
    account_id: str | None = None
    epoch: int = 0
    recipient: str = field(default="", repr=False)

    @property
    def matched(self) -> bool:
        return self.account_id is not None

    def muted(self) -> "Claimant":
        """Nothing more is sent to this recipient for now; the page does not tell."""
        return replace(self, account_id=None, recipient="")


@dataclass(frozen=True)
class Recovery(Flow):
    claimant: Claimant | None = None
    channel: str | None = None

    @property
    def matched(self) -> bool:
        return self.claimant is not None and self.claimant.matched

    def identified(
        self,
        challenge: Challenge,
        claimant: Claimant,
        channel: str,
        code: OneTimeCode | None,
        locale: str,
    ) -> "Recovery":
        """Whoever was found or not, the flow takes the same shape."""
        self.require_answered(challenge)
        steps = STEPS[channel]
        known = replace(self, claimant=claimant, channel=channel, locale=locale)
        return replace(known, code=code, steps=steps, step=steps[1])

    def person(self) -> Claimant:
        if self.claimant is None:
            raise WrongStep(self.step)
        return self.claimant

    def require_password_step(self) -> Claimant:
        self.require(PASSWORD)
        return self.person()

    def password_given(self) -> "Recovery":
        self.require(PASSWORD)
        return replace(self, step=self.next_step())


def begin(
    id: str, policy: RecoveryPolicy, locale: str, challenge: Challenge, now: datetime
) -> Recovery:
    return Recovery(id, (IDENTIFY,), IDENTIFY, locale, now + policy.life, challenge)
