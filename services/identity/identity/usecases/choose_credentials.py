"""Third step: user name, password and e-mail; the account is made and its link mailed."""

import re
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from chassis.clock import Clock
from identity.domain.account import OWNER, Account, Grant
from identity.domain.contact import is_email
from identity.domain.errors import Fault, InvalidFields, UserNameTaken
from identity.domain.link import ACTIVATE_ACCOUNT, Link
from identity.domain.registration import CREDENTIALS, Registration
from identity.domain.token import token_digest
from identity.domain.user_name import user_name_faults
from identity.events import Events
from identity.hashing import Passwords
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.accounts import Accounts
from identity.store.customers import Customers
from identity.store.openings import Openings
from identity.store.registrations import Registrations
from identity.usecases.password_rules import faults_of_password

log = structlog.get_logger()

NAME_TAKEN = Fault("user_name", "user-name.taken")
NAME_RESERVED = Fault("user_name", "user-name.reserved")


@dataclass(frozen=True)
class Credentials:
    """What the form says."""

    user_name: str
    password: str = field(repr=False)
    email: str = field(repr=False)


@dataclass(frozen=True)
class ChooseCredentials:
    registrations: Registrations
    customers: Customers
    accounts: Accounts
    openings: Openings
    passwords: Passwords
    events: Events
    clock: Clock
    randomness: Randomness

    def __call__(self, rules: Rules, token: str, chosen: Credentials) -> None:
        now = self.clock.now()
        flow = self.registrations.get(rules.slug, token_digest(token), now)
        flow.require(CREDENTIALS)
        self._require_valid(rules, flow, chosen, now)
        account = self._account(rules, flow, chosen, now)
        link_token = self.randomness.token()
        digest, life = token_digest(link_token), rules.registration.activation_link_life
        link = Link(digest, ACTIVATE_ACCOUNT, account.id, now + life)
        url = f"{rules.base_url}/activate/{link_token}"
        event = self.events.activation_link_issued(rules.slug, account, link, url)
        try:
            self.openings.open(rules.slug, flow.id, account, link, [event])
        except UserNameTaken:
            raise InvalidFields((NAME_TAKEN,)) from None
        log.info("account_opened", operator=rules.slug, flow=flow.id, account=account.id)

    def _account(
        self, rules: Rules, flow: Registration, chosen: Credentials, now: datetime
    ) -> Account:
        return Account(
            id=self.randomness.id(),
            user_name=chosen.user_name,
            password_hash=self.passwords.hash(chosen.password),
            email=chosen.email,
            locale=flow.locale,
            grants=(Grant(flow.customer_number(), OWNER),),
            consents=flow.consents,
            created_at=now,
            pending_until=now + rules.registration.activation_link_life,
            opens_at=now + rules.registration.activation_delay,
        )

    def _require_valid(
        self, rules: Rules, flow: Registration, chosen: Credentials, now: datetime
    ) -> None:
        faults = (
            *self._name_faults(rules, flow, chosen.user_name, now),
            *_password_faults(rules, flow, chosen),
            *(() if is_email(chosen.email) else (Fault("email", "email.invalid"),)),
        )
        if faults:
            raise InvalidFields(faults)

    def _name_faults(
        self, rules: Rules, flow: Registration, name: str, now: datetime
    ) -> tuple[Fault, ...]:
        faults = tuple(Fault("user_name", rule) for rule in user_name_faults(name, rules.user_name))
        if self._could_be_a_customer(rules, name):
            return (*faults, NAME_RESERVED)
        taken = self.accounts.name_is_taken(rules.slug, name, flow.customer_number(), now)
        return (*faults, NAME_TAKEN) if taken else faults

    def _could_be_a_customer(self, rules: Rules, name: str) -> bool:
        """A user name must never stand where somebody's customer number would (L1)."""
        looks_like_one = re.fullmatch(rules.registration.customer_number_pattern, name)
        return bool(looks_like_one) or self.customers.is_known(rules.slug, name)


def _password_faults(rules: Rules, flow: Registration, chosen: Credentials) -> tuple[Fault, ...]:
    number, phone = flow.customer_number(), flow.person().phone
    return faults_of_password(
        rules, "password", chosen.password, chosen.user_name, chosen.email, number, phone
    )
