"""What every flow has: where a person stands, the image that lets them in, the code they wait for.

A flow keeps the list of steps it is on, so that a changed profile disturbs nobody half-way.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from identity.domain.captcha import Challenge
from identity.domain.errors import CaptchaWrong, WrongStep
from identity.domain.one_time_code import OneTimeCode

IDENTIFY = "identify"
CONFIRM = "confirm"


@dataclass(frozen=True)
class Flow:
    id: str
    steps: tuple[str, ...]
    step: str
    locale: str
    expires_at: datetime
    captcha: Challenge
    code: OneTimeCode | None = None

    @property
    def matched(self) -> bool:
        """Whether identification found somebody; the person asking is not told."""
        raise NotImplementedError

    def person(self) -> Any:
        """Whom identification was about; raises WrongStep before it."""
        raise NotImplementedError

    def require(self, step: str) -> None:
        if self.step != step:
            raise WrongStep(self.step)

    def captcha_taken(self, now: datetime) -> Self:
        self.require(IDENTIFY)
        return replace(self, captcha=self.captcha.taken(now))

    def captcha_renewed(self, challenge: Challenge) -> Self:
        self.require(IDENTIFY)
        return replace(self, captcha=challenge)

    def require_answered(self, challenge: Challenge) -> None:
        """The answer that was right was one to the challenge that stands here now."""
        self.require(IDENTIFY)
        if self.captcha.id != challenge.id:
            raise CaptchaWrong

    def code_replaced(self, code: OneTimeCode, now: datetime) -> Self:
        self.pending_code().require_resend(now)
        return replace(self, code=code)

    def pending_code(self) -> OneTimeCode:
        self.require(CONFIRM)
        if self.code is None:
            raise WrongStep(self.step)
        return self.code

    def confirmed(self) -> Self:
        self.require(CONFIRM)
        if not self.matched:
            raise WrongStep(self.step)
        return replace(self, code=None, step=self.next_step())

    def next_step(self) -> str:
        return self.steps[self.steps.index(self.step) + 1]
