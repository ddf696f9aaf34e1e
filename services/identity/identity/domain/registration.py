"""The registration flow: where a person stands, what is known so far, what comes next.

The operator's profile lists the steps; a flow keeps the list it began with, so that
a changed profile disturbs nobody half-way.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from identity.domain.captcha import Challenge
from identity.domain.consent import Consent, ConsentTerms
from identity.domain.customer import Finding
from identity.domain.errors import AlreadyRegistered, CaptchaWrong, WrongStep
from identity.domain.one_time_code import OneTimeCode

IDENTIFY = "identify"
CONFIRM = "confirm"
CREDENTIALS = "credentials"
ACTIVATE = "activate"


STEPS = (IDENTIFY, CONFIRM, CREDENTIALS, ACTIVATE)


@dataclass(frozen=True)
class RegistrationPolicy:
    steps: tuple[str, ...]
    life: timedelta
    captcha: bool
    customer_number_pattern: str
    phone_region: str
    consents: tuple[ConsentTerms, ...]
    activation_link_life: timedelta
    activation_delay: timedelta
    reveal_registered: bool


@dataclass(frozen=True)
class Applicant:
    """Who somebody says to be, and what was found; the phone is the one they typed."""

    finding: Finding
    customer_number: str
    phone: str = field(repr=False)


@dataclass(frozen=True)
class Registration:
    id: str
    steps: tuple[str, ...]
    step: str
    locale: str
    expires_at: datetime
    captcha: Challenge
    applicant: Applicant | None = None
    code: OneTimeCode | None = None
    consents: tuple[Consent, ...] = ()

    def require(self, step: str) -> None:
        if self.step != step:
            raise WrongStep(self.step)

    def captcha_taken(self, now: datetime) -> "Registration":
        self.require(IDENTIFY)
        return replace(self, captcha=self.captcha.taken(now))

    def captcha_renewed(self, challenge: Challenge) -> "Registration":
        self.require(IDENTIFY)
        return replace(self, captcha=challenge)

    def identified(
        self,
        challenge: Challenge,
        applicant: Applicant,
        code: OneTimeCode,
        consents: tuple[Consent, ...],
        locale: str,
    ) -> "Registration":
        """Whatever was found, the flow takes the same shape."""
        self.require(IDENTIFY)
        if self.captcha.id != challenge.id:
            raise CaptchaWrong
        known = replace(self, applicant=applicant, consents=consents, locale=locale)
        return replace(known, code=code, step=self._next())

    def code_replaced(self, code: OneTimeCode, now: datetime) -> "Registration":
        self.pending_code().require_resend(now)
        return replace(self, code=code)

    def pending_code(self) -> OneTimeCode:
        self.require(CONFIRM)
        if self.code is None:
            raise WrongStep(self.step)
        return self.code

    def confirmed(self) -> "Registration":
        self.require(CONFIRM)
        self.customer_number()
        return replace(self, code=None, step=self._next())

    def credentials_given(self) -> "Registration":
        self.require(CREDENTIALS)
        return replace(self, step=self._next())

    @property
    def matched(self) -> bool:
        return self.applicant is not None and self.applicant.finding is Finding.MATCHED

    def customer_number(self) -> str:
        """Whose account this will be; nobody's unless identification matched."""
        if self.applicant is None or not self.matched:
            raise WrongStep(self.step)
        return self.applicant.customer_number

    def _next(self) -> str:
        return self.steps[self.steps.index(self.step) + 1]


def begin(
    id: str, policy: RegistrationPolicy, locale: str, challenge: Challenge, now: datetime
) -> Registration:
    expires_at = now + policy.life
    return Registration(id, policy.steps, policy.steps[0], locale, expires_at, challenge)


def require_revealed(finding: Finding, policy: RegistrationPolicy) -> None:
    """Operators that prefer to say so tell a registered customer at once (R27)."""
    if finding is Finding.REGISTERED and policy.reveal_registered:
        raise AlreadyRegistered
