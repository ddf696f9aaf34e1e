"""Load, decide, save: a document changes only if nobody else changed it meanwhile.

Who loses the race decides again on what is there now, so a decision may run more than
once and must have no effect of its own.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from chassis.mongo import Document

State = TypeVar("State")


def change(
    collection: Collection[Document],
    key: str,
    read: Callable[[Document], State],
    write: Callable[[State], Document],
    decide: Callable[[State], State],
) -> State:
    """Create or replace the document `key`; what does not exist reads as an empty one."""
    while True:
        document = collection.find_one({"_id": key}) or {}
        wanted = decide(read(document))
        if _saved(collection, key, document.get("version"), write(wanted)):
            return wanted


def _saved(
    collection: Collection[Document], key: str, version: int | None, fields: dict[str, Any]
) -> bool:
    if version is not None:
        guard = {"_id": key, "version": version}
        return collection.replace_one(guard, {**fields, "version": version + 1}).matched_count == 1
    try:
        collection.insert_one({"_id": key, **fields, "version": 0})
    except DuplicateKeyError:
        return False
    return True
