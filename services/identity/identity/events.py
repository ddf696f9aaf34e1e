"""What identity tells others, one function per contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.clock import rfc3339
from chassis.messaging.envelope import Event, EventFactory, new_event_id
from chassis.messaging.secrets import seal_secret
from chassis.sealing import Sealer
from identity.domain.account import Account
from identity.domain.customer import Finding
from identity.domain.link import ACTIVATE_ACCOUNT, RESET_PASSWORD, Link
from identity.domain.recovery import Claimant
from identity.domain.registration import Applicant

CODE_ISSUED = "identity.code-issued.v1"
ALREADY_REGISTERED = "identity.already-registered.v1"
IDENTIFICATION_REFUSED = "identity.identification-refused.v1"
LINK_ISSUED = "identity.link-issued.v1"
ACCOUNT_ACTIVATED = "identity.account-activated.v1"
CONTACT_CHANGED = "identity.contact-changed.v1"
PASSWORD_CHANGED = "identity.password-changed.v1"  # noqa: S105  a type

# What was found decides the event; all three have one shape and one size.
AFTER_IDENTIFICATION = {
    Finding.MATCHED: CODE_ISSUED,
    Finding.REGISTERED: ALREADY_REGISTERED,
    Finding.REFUSED: IDENTIFICATION_REFUSED,
}
REGISTER = "register"
# As long as what stands there when somebody was found.
NO_PHONE = "-" * len("+48600100200")
NO_MAILBOX = "-" * 24
# A notice that comes later than this alarms more than it helps.
NOTICE_LIFE = timedelta(days=3)
# Contacts wait for a consumer that is away, even for a long time.
CONTACT_LIFE = timedelta(days=30)


@dataclass(frozen=True)
class Events:
    factory: EventFactory
    sealer: Sealer

    def identification_answered(
        self,
        slug: str,
        flow_id: str,
        applicant: Applicant,
        code: str,
        locale: str,
        expires_at: datetime,
    ) -> Event:
        """The code for who matched, a notice for who is registered, nobody otherwise."""
        refused = applicant.finding is Finding.REFUSED
        recipient = "-" * len(applicant.phone) if refused else applicant.phone
        values = _code_values(applicant.finding is Finding.MATCHED, code)
        event_type = AFTER_IDENTIFICATION[applicant.finding]
        return self._to_phone(
            event_type, slug, flow_id, REGISTER, locale, recipient, values, expires_at
        )

    def recovery_code_issued(
        self,
        slug: str,
        flow_id: str,
        claimant: Claimant,
        code: str,
        locale: str,
        expires_at: datetime,
    ) -> Event:
        event_type = CODE_ISSUED if claimant.matched else IDENTIFICATION_REFUSED
        recipient, values = claimant.recipient or NO_PHONE, _code_values(claimant.matched, code)
        return self._to_phone(
            event_type, slug, flow_id, RESET_PASSWORD, locale, recipient, values, expires_at
        )

    def activation_link_issued(self, slug: str, account: Account, link: Link, url: str) -> Event:
        values = {"url": url, "user_name": account.user_name}
        return self._link_issued(
            slug,
            account.id,
            ACTIVATE_ACCOUNT,
            account.locale,
            account.email,
            values,
            link.expires_at,
        )

    def reset_link_issued(
        self,
        slug: str,
        flow_id: str,
        claimant: Claimant,
        user_name: str,
        url: str,
        locale: str,
        expires_at: datetime,
    ) -> Event:
        if claimant.account_id is None:
            nothing = {"none": "-" * (len(url) + len(user_name))}
            flow = {"flow": flow_id, "channel": "email", "locale": locale}
            facts = flow | {"purpose": RESET_PASSWORD}
            return self._sealed(
                IDENTIFICATION_REFUSED, slug, flow_id, facts, NO_MAILBOX, nothing, expires_at
            )
        values, to = {"url": url, "user_name": user_name}, claimant.recipient
        return self._link_issued(
            slug, claimant.account_id, RESET_PASSWORD, locale, to, values, expires_at
        )

    def accounts_activated(self, slug: str, account: Account, at: datetime) -> list[Event]:
        return [
            self.factory.make(
                ACCOUNT_ACTIVATED,
                slug,
                account.id,
                {"account_id": account.id, "customer_number": number, "activated_at": rfc3339(at)},
            )
            for number in account.owned_customers
        ]

    def contact_changed(self, slug: str, account: Account, now: datetime) -> Event:
        facts = {
            "account": account.id,
            "sequence": account.contact_sequence,
            "customers": [grant.customer for grant in account.grants],
            "locale": account.locale,
        }
        return self._sealed(
            CONTACT_CHANGED, slug, account.id, facts, account.email, {}, now + CONTACT_LIFE
        )

    def password_changed(self, slug: str, account: Account, now: datetime) -> Event:
        facts = {"account": account.id, "channel": "email", "locale": account.locale}
        values = {"user_name": account.user_name}
        return self._sealed(
            PASSWORD_CHANGED, slug, account.id, facts, account.email, values, now + NOTICE_LIFE
        )

    def _to_phone(
        self,
        event_type: str,
        slug: str,
        flow_id: str,
        purpose: str,
        locale: str,
        recipient: str,
        values: Mapping[str, str],
        expires_at: datetime,
    ) -> Event:
        facts = {"flow": flow_id, "purpose": purpose, "channel": "sms", "locale": locale}
        return self._sealed(event_type, slug, flow_id, facts, recipient, values, expires_at)

    def _link_issued(
        self,
        slug: str,
        account_id: str,
        purpose: str,
        locale: str,
        recipient: str,
        values: Mapping[str, str],
        expires_at: datetime,
    ) -> Event:
        facts = {"account": account_id, "purpose": purpose, "channel": "email", "locale": locale}
        return self._sealed(LINK_ISSUED, slug, account_id, facts, recipient, values, expires_at)

    def _sealed(
        self,
        event_type: str,
        slug: str,
        subject: str,
        facts: Mapping[str, object],
        recipient: str,
        values: Mapping[str, str],
        expires_at: datetime,
    ) -> Event:
        event_id = new_event_id()
        secret = seal_secret(self.sealer, event_id, slug, recipient, values, expires_at)
        return self.factory.make(event_type, slug, subject, {**facts, "secret": secret}, event_id)


def _code_values(matched: bool, code: str) -> dict[str, str]:
    return {"code": code} if matched else {"none": "-" * len(code)}
