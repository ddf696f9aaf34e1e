"""MongoDB: one database per service and operator, indexes made by a command, batch transactions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pymongo import IndexModel, MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database

Document = dict[str, Any]
Client = MongoClient[Document]


@dataclass(frozen=True)
class Index:
    """`keys` as pymongo takes them: [("payer", 1), ("issued_on", -1)]."""

    collection: str
    keys: list[tuple[str, Any]]
    unique: bool = False
    partial: Mapping[str, Any] | None = None
    expires_after: timedelta | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def model(self) -> IndexModel:
        options = dict(self.options)
        if self.unique:
            options["unique"] = True
        if self.partial is not None:
            options["partialFilterExpression"] = dict(self.partial)
        if self.expires_after is not None:
            options["expireAfterSeconds"] = int(self.expires_after.total_seconds())
        return IndexModel(self.keys, **options)


def connect(uri: str) -> Client:
    """A lazy client: it connects at the first operation, never while a module is imported."""
    return MongoClient(
        uri,
        tz_aware=True,
        w="majority",
        journal=True,
        retryWrites=True,
        serverSelectionTimeoutMS=5_000,
        connectTimeoutMS=2_000,
        socketTimeoutMS=20_000,  # a primary that hangs must not hold every thread for ever
        appname="okienko",
    )


class Databases:
    def __init__(self, client: Client, service: str, prefix: str = "okienko") -> None:
        self.client = client
        self._stem = f"{prefix}_{service}_"

    def of(self, slug: str) -> Database[Document]:
        return self.client[self._stem + slug]

    @property
    def namespace_pattern(self) -> str:
        """Matches the database names of this service, for a change stream's filter."""
        return f"^{self._stem}"

    def slug_of(self, database: str) -> str:
        return database.removeprefix(self._stem)

    @contextmanager
    def session(self) -> Iterator[ClientSession]:
        with self.client.start_session() as session:
            yield session

    def in_transaction(self, work: Callable[[ClientSession], Any]) -> Any:
        """`work(session)` in one transaction, repeated when MongoDB calls its failure transient."""
        with self.session() as session:
            return session.with_transaction(work)


def create_indexes(databases: Databases, slugs: Iterable[str], indexes: Iterable[Index]) -> None:
    """Create what is missing; run by a command, never by a web process that starts."""
    wanted = list(indexes)
    for slug in slugs:
        for index in wanted:
            databases.of(slug)[index.collection].create_indexes([index.model()])


def ping(client: Client) -> Callable[[], None]:
    """A readiness check: raises when MongoDB does not answer."""

    def check() -> None:
        client.admin.command("ping")

    return check
