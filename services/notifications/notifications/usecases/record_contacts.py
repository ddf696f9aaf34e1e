"""Learn where the owners of accounts read mail: the newest sequence stands, a stale one is dropped.

The seal's own expiry says until when a message may be sent; an address holds until the next one.
"""

from collections.abc import Sequence
from typing import Protocol

from chassis.messaging.admission import Refused
from chassis.messaging.envelope import Event
from chassis.messaging.secrets import open_secret
from chassis.sealing import Sealer, Unsealable
from notifications.domain.contact import Contact


class Contacts(Protocol):
    def record(self, slug: str, contacts: Sequence[Contact]) -> None:
        """Keep the newest state of each account."""


class RecordContacts:
    def __init__(self, contacts: Contacts, sealer: Sealer) -> None:
        self._contacts = contacts
        self._sealer = sealer

    def __call__(self, slug: str, events: Sequence[Event]) -> None:
        self._contacts.record(slug, [self._contact(event) for event in events])

    def _contact(self, event: Event) -> Contact:
        try:
            email = open_secret(self._sealer, event).recipient
        except Unsealable:
            raise Refused("the secret cannot be opened") from None
        told = event.data
        return Contact(
            told["account"], told["sequence"], tuple(told["customers"]), told["locale"], email
        )
