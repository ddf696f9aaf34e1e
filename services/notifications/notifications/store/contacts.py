"""Contacts in MongoDB: one an account, the address sealed, found by customer.

The seal is bound to operator and account, so an address copied elsewhere opens nowhere. A contact
without customers keeps its sequence, by which stale news is known, and no address.
"""

from collections.abc import Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.collection import Collection

from chassis.mongo import Databases, Document, Index
from chassis.sealing import Sealer
from notifications.domain.contact import Contact, newest

COLLECTION = "contacts"
INDEXES = (Index(COLLECTION, [("customers", 1)]),)


class MongoContacts:
    def __init__(self, databases: Databases, sealer: Sealer) -> None:
        self._databases = databases
        self._sealer = sealer

    def record(self, slug: str, contacts: Sequence[Contact]) -> None:
        """What is not newer than what is known is dropped, by MongoDB itself."""
        writes = [
            UpdateOne({"_id": one.account}, _if_newer(self._document(slug, one)), upsert=True)
            for one in newest(contacts)
        ]
        if writes:
            self._of(slug).bulk_write(writes, ordered=False)

    def of_customer(self, slug: str, customer: str) -> list[Contact]:
        """Raises Unsealable when an address was sealed with a key that is gone."""
        found = self._of(slug).find({"customers": customer}).sort("_id", 1)
        return [self._contact(slug, document) for document in found]

    def _document(self, slug: str, contact: Contact) -> Document:
        place = _place(slug, contact.account)
        return {
            "_id": contact.account,
            "sequence": contact.sequence,
            "customers": list(contact.customers),
            "locale": contact.locale,
            "email": self._sealer.seal(contact.email, place) if contact.customers else None,
        }

    def _contact(self, slug: str, document: Document) -> Contact:
        account = document["_id"]
        return Contact(
            account,
            document["sequence"],
            tuple(document["customers"]),
            document["locale"],
            self._sealer.open(document["email"], _place(slug, account)),
        )

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]


def _place(slug: str, account: str) -> str:
    return f"contact/{slug}/{account}"


def _if_newer(document: Document) -> list[dict[str, Any]]:
    known = {"$ifNull": ["$sequence", 0]}
    newer = {"$gt": [document["sequence"], known]}
    chosen = {"$cond": [newer, {"$literal": document}, "$$ROOT"]}
    return [{"$replaceWith": chosen}]
