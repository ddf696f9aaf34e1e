"""A maintained ledger a payer: the balance is read, never added up on the way to a page.

Every recording touches the ledgers of its payers, so two that concern one payer cannot pass each
other unseen: MongoDB makes the later one run again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from billing.domain.ledger import Ledger
from chassis.mongo import Databases

COLLECTION = "ledgers"


class Ledgers:
    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def add(
        self, slug: str, changes: Mapping[str, Ledger], now: datetime, session: ClientSession
    ) -> None:
        """`changes` are what comes on top, by payer number."""
        writes = [
            UpdateOne(
                {"_id": payer},
                {"$inc": {"charged": more.charged, "paid": more.paid}, "$set": {"updated_at": now}},
                upsert=True,
            )
            for payer, more in changes.items()
        ]
        if writes:
            self._databases.of(slug)[COLLECTION].bulk_write(writes, session=session)

    def of(self, slug: str, payers: Sequence[str]) -> tuple[dict[str, Ledger], datetime | None]:
        """The ledgers by payer number, and when the youngest of them last moved."""
        found = list(self._databases.of(slug)[COLLECTION].find({"_id": {"$in": list(payers)}}))
        updated_at = max((one["updated_at"] for one in found), default=None)
        ledgers = {one["_id"]: Ledger(one["charged"], one["paid"]) for one in found}
        return ledgers, updated_at
