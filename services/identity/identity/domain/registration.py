"""The registration flow; its steps come from the operator's profile."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from identity.domain.captcha import Challenge
from identity.domain.consent import Consent, ConsentTerms
from identity.domain.customer import Finding
from identity.domain.errors import AlreadyRegistered, WrongStep
from identity.domain.flow import CONFIRM, IDENTIFY, Flow
from identity.domain.one_time_code import OneTimeCode

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
class Registration(Flow):
    applicant: Applicant | None = None
    consents: tuple[Consent, ...] = ()

    def identified(
        self,
        challenge: Challenge,
        applicant: Applicant,
        code: OneTimeCode,
        consents: tuple[Consent, ...],
        locale: str,
    ) -> "Registration":
        """Whatever was found, the flow takes the same shape."""
        self.require_answered(challenge)
        known = replace(self, applicant=applicant, consents=consents, locale=locale)
        return replace(known, code=code, step=self.next_step())

    def credentials_given(self) -> "Registration":
        self.require(CREDENTIALS)
        return replace(self, step=self.next_step())

    @property
    def matched(self) -> bool:
        return self.applicant is not None and self.applicant.finding is Finding.MATCHED

    def person(self) -> Applicant:
        if self.applicant is None:
            raise WrongStep(self.step)
        return self.applicant

    def customer_number(self) -> str:
        """Whose account this will be; nobody's unless identification matched."""
        if self.applicant is None or not self.matched:
            raise WrongStep(self.step)
        return self.applicant.customer_number


def begin(
    id: str, policy: RegistrationPolicy, locale: str, challenge: Challenge, now: datetime
) -> Registration:
    expires_at = now + policy.life
    return Registration(id, policy.steps, policy.steps[0], locale, expires_at, challenge)


def require_revealed(finding: Finding, policy: RegistrationPolicy) -> None:
    """Operators that prefer to say so tell a registered customer at once (R27)."""
    if finding is Finding.REGISTERED and policy.reveal_registered:
        raise AlreadyRegistered
