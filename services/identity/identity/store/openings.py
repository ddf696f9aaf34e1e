"""Opening and activating an account: the two moments in which two aggregates change at once."""

from collections.abc import Sequence
from datetime import datetime

from pymongo.client_session import ClientSession

from chassis.messaging.envelope import Event
from chassis.mongo import Databases
from identity.domain.account import Account
from identity.domain.errors import LinkExpired, LinkUsed
from identity.domain.link import Link
from identity.domain.registration import Registration
from identity.store.accounts import Accounts
from identity.store.links import Links
from identity.store.registrations import Registrations


class Openings:
    def __init__(
        self, databases: Databases, registrations: Registrations, accounts: Accounts, links: Links
    ) -> None:
        self._databases = databases
        self._registrations = registrations
        self._accounts = accounts
        self._links = links

    def open(
        self, slug: str, flow_id: str, account: Account, link: Link, events: Sequence[Event]
    ) -> None:
        """The flow moves on, the account waits for its link; raises WrongStep the second time."""
        now, forward = account.created_at, Registration.credentials_given

        def work(session: ClientSession) -> None:
            self._registrations.change(slug, flow_id, forward, now, session=session)
            self._accounts.add_pending(slug, account, events, session)
            self._links.add(slug, link, session)

        self._databases.in_transaction(work)

    def activate(
        self, slug: str, link: Link, account: Account, events: Sequence[Event], now: datetime
    ) -> None:
        """The link is spent and the account opens; raises LinkUsed the second time."""

        def work(session: ClientSession) -> None:
            if not self._links.consume(slug, link, now, session):
                raise LinkUsed
            if not self._accounts.activate(slug, account, events, session):
                raise LinkExpired

        self._databases.in_transaction(work)
