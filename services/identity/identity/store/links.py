"""Links by the digest of their token; used ones are kept for a while, to be told apart."""

from datetime import datetime, timedelta

from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from chassis.mongo import Databases, Document, Index
from identity.domain.errors import LinkUnknown
from identity.domain.link import Link

COLLECTION = "links"
KEPT_FOR = timedelta(days=30)
INDEXES = (Index(COLLECTION, [("expires_at", 1)], expires_after=KEPT_FOR),)


class Links:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def get(self, slug: str, digest: str) -> Link:
        document = self._of(slug).find_one({"_id": digest})
        if document is None:
            raise LinkUnknown
        return Link(digest=document.pop("_id"), **document)

    def add(self, slug: str, link: Link, session: ClientSession | None = None) -> None:
        fields = {
            "purpose": link.purpose,
            "account_id": link.account_id,
            "expires_at": link.expires_at,
            "used_at": link.used_at,
            "epoch": link.epoch,
        }
        self._of(slug).insert_one({"_id": link.digest, **fields}, session=session)

    def consume(self, slug: str, link: Link, now: datetime, session: ClientSession) -> bool:
        usable = {"_id": link.digest, "used_at": None, "expires_at": {"$gt": now}}
        update = {"$set": {"used_at": now}}
        return self._of(slug).update_one(usable, update, session=session).matched_count == 1

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]
