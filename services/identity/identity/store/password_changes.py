"""A new password: the account changes together with the flow, link or session it came by."""

from collections.abc import Sequence
from datetime import datetime

from pymongo.client_session import ClientSession

from chassis.messaging.envelope import Event
from chassis.mongo import Databases
from identity.domain.account import Account
from identity.domain.errors import LinkUsed, PasswordChangedMeanwhile
from identity.domain.link import Link
from identity.domain.recovery import Recovery
from identity.store.accounts import Accounts
from identity.store.links import Links
from identity.store.recoveries import Recoveries
from identity.store.sessions import Sessions


class PasswordChanges:
    """Each raises PasswordChangedMeanwhile when the account is no longer as it was looked at."""

    def __init__(
        self,
        databases: Databases,
        accounts: Accounts,
        recoveries: Recoveries,
        links: Links,
        sessions: Sessions,
    ) -> None:
        self._databases = databases
        self._accounts = accounts
        self._recoveries = recoveries
        self._links = links
        self._sessions = sessions

    def by_flow(
        self, slug: str, flow_id: str, account: Account, events: Sequence[Event], now: datetime
    ) -> None:
        """The flow is done; raises WrongStep the second time."""

        def work(session: ClientSession) -> None:
            forward = Recovery.password_given
            self._recoveries.change(slug, flow_id, forward, now, session=session)
            self._set(slug, account, events, session)

        self._databases.in_transaction(work)

    def by_link(
        self, slug: str, link: Link, account: Account, events: Sequence[Event], now: datetime
    ) -> None:
        """The link is spent; raises LinkUsed the second time."""

        def work(session: ClientSession) -> None:
            if not self._links.consume(slug, link, now, session):
                raise LinkUsed
            self._set(slug, account, events, session)

        self._databases.in_transaction(work)

    def by_owner(
        self, slug: str, session_id: str, account: Account, events: Sequence[Event]
    ) -> None:
        """The session in which it was changed is the one that stays."""

        def work(session: ClientSession) -> None:
            self._set(slug, account, events, session)
            self._sessions.carry_over(slug, session_id, account.session_epoch, session)

        self._databases.in_transaction(work)

    def _set(
        self, slug: str, account: Account, events: Sequence[Event], session: ClientSession
    ) -> None:
        if not self._accounts.set_password(slug, account, events, session):
            raise PasswordChangedMeanwhile
