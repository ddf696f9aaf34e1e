"""Sessions by the digest of what the cookie holds."""

from datetime import datetime, timedelta

from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from chassis.mongo import Databases, Document, Index
from identity.domain.session import Session

COLLECTION = "sessions"
# Ended sessions stay for a day, to say why they ended.
KEPT_FOR = timedelta(days=1)
INDEXES = (
    Index(COLLECTION, [("account_id", 1)]),
    Index(COLLECTION, [("expires_at", 1)], expires_after=KEPT_FOR),
)


class Sessions:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def add(self, slug: str, session: Session, expires_at: datetime) -> None:
        fields = {
            "account_id": session.account_id,
            "epoch": session.epoch,
            "device": session.device,
            "created_at": session.created_at,
            "last_seen": session.last_seen,
            "revoked_at": session.revoked_at,
            "expires_at": expires_at,
        }
        self._of(slug).insert_one({"_id": session.id, **fields})

    def find(self, slug: str, id: str) -> Session | None:
        document = self._of(slug).find_one({"_id": id}, {"expires_at": 0})
        return None if document is None else Session(id=document.pop("_id"), **document)

    def note_seen(self, slug: str, session: Session) -> None:
        """Never backwards: two requests may arrive in either order."""
        self._of(slug).update_one({"_id": session.id}, {"$max": {"last_seen": session.last_seen}})

    def revoke(self, slug: str, id: str, now: datetime) -> None:
        guard = {"_id": id, "revoked_at": None}
        self._of(slug).update_one(guard, {"$set": {"revoked_at": now}})

    def carry_over(self, slug: str, id: str, epoch: int, session: ClientSession) -> None:
        """Into the account's new epoch, in which the others end."""
        self._of(slug).update_one({"_id": id}, {"$set": {"epoch": epoch}}, session=session)

    def _of(self, slug: str) -> Collection[Document]:
        return self._databases.of(slug)[COLLECTION]
