"""First step of a registration: who somebody says to be, and a code to the phone on file.

Unknown, mismatched and already registered people get the same answer for the same work:
the same look-ups, one update of the flow, one event of the same size.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from chassis.clock import Clock
from chassis.messaging.envelope import Event
from identity.domain.consent import Consent, consents_given
from identity.domain.contact import e164
from identity.domain.customer import finding
from identity.domain.errors import Fault, IdentityError, InvalidFields
from identity.domain.one_time_code import OneTimeCode
from identity.domain.registration import Applicant, Registration, require_revealed
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.store.accounts import Accounts
from identity.store.customers import Customers
from identity.store.registrations import Registrations
from identity.usecases.captchas import Captchas
from identity.usecases.issue_code import IssueCode

CHANNEL = "web"
log = structlog.get_logger()


@dataclass(frozen=True)
class Claim:
    """What the form says."""

    customer_number: str
    phone: str = field(repr=False)
    captcha: str
    consents: tuple[str, ...]
    locale: str


@dataclass(frozen=True)
class Identify:
    registrations: Registrations
    customers: Customers
    accounts: Accounts
    captchas: Captchas[Registration]
    issue_code: IssueCode
    clock: Clock

    def __call__(self, rules: Rules, token: str, claim: Claim) -> None:
        now, flow_id = self.clock.now(), token_digest(token)
        phone = _phone(rules, claim)
        consents = _consents(rules, claim, now)
        asked = rules.registration.captcha
        with self.captchas.answered(rules, flow_id, claim.captcha, asked) as flow:
            applicant = self._applicant(rules, claim.customer_number, phone)
            self.issue_code.count(rules, applicant, now)
        code, event = self.issue_code(rules, flow_id, applicant, claim.locale, now)
        self._save(rules, flow, applicant, code, consents, claim.locale, event, now)
        log.info("registration_identified", operator=rules.slug, flow=flow_id, event_id=event.id)

    def _applicant(self, rules: Rules, number: str, phone: str) -> Applicant:
        matches = self.customers.phone_matches(rules.slug, number, phone)
        registered = self.accounts.is_registered(rules.slug, number)
        found = finding(matches, registered)
        require_revealed(found, rules.registration)
        return Applicant(found, number, phone)

    def _save(
        self,
        rules: Rules,
        taken: Registration,
        applicant: Applicant,
        code: OneTimeCode,
        consents: tuple[Consent, ...],
        locale: str,
        event: Event,
        now: datetime,
    ) -> None:
        def identified(flow: Registration) -> Registration:
            return flow.identified(taken.captcha, applicant, code, consents, locale)

        try:
            self.registrations.change(rules.slug, taken.id, identified, now, [event])
        except IdentityError:
            self.issue_code.take_back(rules, applicant, now)
            raise


def _phone(rules: Rules, claim: Claim) -> str:
    """The number as everybody writes it, or all the fields that nobody could mean."""
    phone = e164(claim.phone, rules.registration.phone_region)
    faults = tuple(_faults(rules, claim, phone))
    if phone is None or faults:
        raise InvalidFields(faults)
    return phone


def _faults(rules: Rules, claim: Claim, phone: str | None) -> Iterator[Fault]:
    if not re.fullmatch(rules.registration.customer_number_pattern, claim.customer_number):
        yield Fault("customer_number", "customer-number.format")
    if phone is None:
        yield Fault("phone", "phone.invalid")
    if claim.locale not in rules.locales:
        yield Fault("locale", "locale.unknown")


def _consents(rules: Rules, claim: Claim, now: datetime) -> tuple[Consent, ...]:
    offered = rules.registration.consents
    return consents_given(offered, claim.consents, claim.locale, CHANNEL, now)
