"""What identity tells others, one function per contract."""

from dataclasses import dataclass
from datetime import datetime

from chassis.clock import rfc3339
from chassis.messaging.envelope import Event, EventFactory, new_event_id
from chassis.messaging.secrets import seal_secret
from chassis.sealing import Sealer
from identity.domain.account import Account
from identity.domain.customer import Finding
from identity.domain.link import Link
from identity.domain.registration import Applicant

CODE_ISSUED = "identity.code-issued.v1"
ALREADY_REGISTERED = "identity.already-registered.v1"
IDENTIFICATION_REFUSED = "identity.identification-refused.v1"
LINK_ISSUED = "identity.link-issued.v1"
ACCOUNT_ACTIVATED = "identity.account-activated.v1"

# What was found decides the event; all three have one shape and one size.
AFTER_IDENTIFICATION = {
    Finding.MATCHED: CODE_ISSUED,
    Finding.REGISTERED: ALREADY_REGISTERED,
    Finding.REFUSED: IDENTIFICATION_REFUSED,
}


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
        event_type, event_id = AFTER_IDENTIFICATION[applicant.finding], new_event_id()
        refused = applicant.finding is Finding.REFUSED
        recipient = "-" * len(applicant.phone) if refused else applicant.phone
        matched = applicant.finding is Finding.MATCHED
        values = {"code": code} if matched else {"none": "-" * len(code)}
        data = {
            "flow": flow_id,
            "purpose": "register",
            "channel": "sms",
            "locale": locale,
            "secret": seal_secret(self.sealer, event_id, slug, recipient, values, expires_at),
        }
        return self.factory.make(event_type, slug, flow_id, data, event_id)

    def link_issued(self, slug: str, account: Account, link: Link, url: str) -> Event:
        event_id = new_event_id()
        values = {"url": url, "user_name": account.user_name}
        secret = seal_secret(self.sealer, event_id, slug, account.email, values, link.expires_at)
        data = {
            "account": account.id,
            "purpose": link.purpose,
            "channel": "email",
            "locale": account.locale,
            "secret": secret,
        }
        return self.factory.make(LINK_ISSUED, slug, account.id, data, event_id)

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
