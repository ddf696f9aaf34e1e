"""Accounts: one owner per customer and one user name per person, by unique indexes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from chassis.messaging.envelope import Event
from chassis.messaging.outbox import outbox_entry, outbox_index
from chassis.mongo import Databases, Document, Index
from identity.domain.account import ACTIVE, PENDING, Account, Grant
from identity.domain.consent import Consent
from identity.domain.errors import AlreadyRegistered, UserNameTaken
from identity.domain.user_name import user_name_key
from identity.store.vault import Vault

COLLECTION = "accounts"
INDEXES = (
    Index(COLLECTION, [("user_name_key", 1)], unique=True),
    Index(COLLECTION, [("owns", 1)], unique=True),
    outbox_index(COLLECTION),
)
# Fields that stand in the document as they are.
PLAIN = (
    "user_name",
    "password_hash",
    "locale",
    "created_at",
    "pending_until",
    "opens_at",
    "status",
    "activated_at",
    "session_epoch",
)
# Added later: older documents lack them.
LATER: dict[str, Any] = {"contact_sequence": 0, "password_changed_at": None}


class Accounts:
    def __init__(self, databases: Databases, vault: Vault) -> None:
        self._databases = databases
        self._vault = vault

    def find(self, slug: str, id: str) -> Account | None:
        return self._one(slug, {"_id": id})

    def is_registered(self, slug: str, customer_number: str) -> bool:
        """Whether somebody has an active account for this customer."""
        return self._counts(slug, {"owns": customer_number, "status": ACTIVE})

    def by_identifier(self, slug: str, identifiers: Sequence[str], text: str) -> Account | None:
        """The active account whose owner signs in with this; a user name goes first."""
        ways = {
            "user_name": {"user_name_key": user_name_key(text)},
            "customer_number": {"owns": text},
        }
        wanted = {"$or": [ways[name] for name in identifiers], "status": ACTIVE}
        documents = self._of(slug).find(wanted, {"outbox": 0})
        found = [self._account(slug, document) for document in documents]
        key = user_name_key(text)
        found.sort(key=lambda account: user_name_key(account.user_name) != key)
        return found[0] if found else None

    def name_is_taken(self, slug: str, user_name: str, customer_number: str, now: datetime) -> bool:
        """A first look; the unique index has the last word."""
        taken = {"$nor": [_given_back(now), _superseded(customer_number)]}
        return self._counts(slug, {"user_name_key": user_name_key(user_name), **taken})

    def add_pending(
        self, slug: str, account: Account, events: Sequence[Event], session: ClientSession
    ) -> None:
        """Replaces what the same customer began before and never activated."""
        now, key = account.created_at, user_name_key(account.user_name)
        superseded = [_superseded(number) for number in account.owned_customers]
        leftovers = [{**_given_back(now), "user_name_key": key}, *superseded]
        self._of(slug).delete_many({"$or": leftovers}, session=session)
        self._insert(slug, account, events, session)

    def activate(
        self, slug: str, account: Account, events: Sequence[Event], session: ClientSession
    ) -> bool:
        guard = {"_id": account.id, "status": PENDING}
        names = ("status", "activated_at", "contact_sequence")
        return self._changed(slug, guard, account, names, events, session)

    def set_password(
        self, slug: str, account: Account, events: Sequence[Event], session: ClientSession
    ) -> bool:
        """Unless somebody else has set one since `account` was looked at."""
        guard = {"_id": account.id, "session_epoch": account.session_epoch - 1}
        names = ("password_hash", "password_changed_at", "session_epoch")
        return self._changed(slug, guard, account, names, events, session)

    def _changed(
        self,
        slug: str,
        guard: Document,
        account: Account,
        names: Sequence[str],
        events: Sequence[Event],
        session: ClientSession,
    ) -> bool:
        update = {
            "$set": {name: getattr(account, name) for name in names},
            "$push": {"outbox": {"$each": [outbox_entry(event) for event in events]}},
        }
        return self._of(slug).update_one(guard, update, session=session).matched_count == 1

    def _insert(
        self, slug: str, account: Account, events: Sequence[Event], session: ClientSession
    ) -> None:
        document = {"_id": account.id, **self._fields(slug, account)}
        document["outbox"] = [outbox_entry(event) for event in events]
        try:
            self._of(slug).insert_one(document, session=session)
        except DuplicateKeyError as problem:
            broken = (problem.details or {}).get("keyPattern", {})
            raise (AlreadyRegistered() if "owns" in broken else UserNameTaken()) from None

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]

    def _counts(self, slug: str, wanted: Document) -> bool:
        return self._of(slug).count_documents(wanted, limit=1) > 0

    def _one(self, slug: str, wanted: Document) -> Account | None:
        document = self._of(slug).find_one(wanted, {"outbox": 0})
        return None if document is None else self._account(slug, document)

    def _fields(self, slug: str, account: Account) -> dict[str, Any]:
        fields = {name: getattr(account, name) for name in (*PLAIN, *LATER)}
        return fields | {
            "user_name_key": user_name_key(account.user_name),
            "email": self._vault.seal(slug, _place(account.id), account.email),
            "email_index": self._vault.index(slug, "email", account.email.casefold()),
            "grants": [asdict(grant) for grant in account.grants],
            "owns": list(account.owned_customers),
            "consents": [asdict(consent) for consent in account.consents],
        }

    def _account(self, slug: str, document: Document) -> Account:
        account_id = document["_id"]
        return Account(
            id=account_id,
            email=self._vault.open(slug, _place(account_id), document["email"]) or "",
            grants=tuple(Grant(**grant) for grant in document["grants"]),
            consents=tuple(Consent(**consent) for consent in document["consents"]),
            **{name: document[name] for name in PLAIN},
            **{name: document.get(name, default) for name, default in LATER.items()},
        )


def _given_back(now: datetime) -> Document:
    return {"status": PENDING, "pending_until": {"$lte": now}}


def _superseded(customer_number: str) -> Document:
    return {"status": PENDING, "owns": customer_number}


def _place(account_id: str) -> str:
    return f"accounts/{account_id}/email"
