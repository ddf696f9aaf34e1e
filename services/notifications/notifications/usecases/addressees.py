"""Whom an event's message goes to: the recipient sealed in it, or the accounts of its customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from chassis.messaging.admission import Refused
from chassis.messaging.envelope import Event
from chassis.messaging.secrets import open_secret
from chassis.sealing import Sealer, Unsealable
from notifications.domain.contact import Contact

# What an event without a secret tells is worth a message for so long; replayed later, it is not.
NOTICE_LIFE = timedelta(days=7)


class NoContactYet(Exception):
    """No account of the customer is known: the event waits for identity's to arrive."""


class Contacts(Protocol):
    def of_customer(self, slug: str, customer: str) -> Sequence[Contact]:
        """The contacts of every account that has the customer."""


@dataclass(frozen=True)
class Addressee:
    """`account` is set where one event may go to several; `values` is what was sealed for one."""

    recipient: str = field(repr=False)
    locale: str
    expires_at: datetime
    account: str | None = None
    values: Mapping[str, str] = field(repr=False, default_factory=dict)


class Addressees:
    def __init__(self, sealer: Sealer, contacts: Contacts) -> None:
        self._sealer = sealer
        self._contacts = contacts

    def of(self, slug: str, event: Event) -> Sequence[Addressee]:
        """Raises NoContactYet, or Refused for a secret that is none of ours."""
        return [self._sealed(event)] if "secret" in event.data else self._known(slug, event)

    def _sealed(self, event: Event) -> Addressee:
        try:
            secret = open_secret(self._sealer, event)
        except Unsealable:
            raise Refused("the secret cannot be opened") from None
        return Addressee(
            secret.recipient, event.data["locale"], secret.expires_at, values=secret.values
        )

    def _known(self, slug: str, event: Event) -> Sequence[Addressee]:
        contacts = self._contacts.of_customer(slug, event.data["customer_number"])
        if not contacts:
            raise NoContactYet
        until = event.time + NOTICE_LIFE
        return [
            Addressee(one.email, _language(event, one), until, account=one.account)
            for one in contacts
        ]


def _language(event: Event, contact: Contact) -> str:
    """The language in which the person acted; for everybody else that of their account."""
    acted = event.data.get("account") == contact.account and "locale" in event.data
    return str(event.data["locale"]) if acted else contact.locale
