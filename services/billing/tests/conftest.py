"""The world of billing's tests: a real MongoDB, indexed once, empty for each test."""

import uuid

import pytest
from billing_testing import SLUG, Books, settings
from pymongo import MongoClient
from pymongo.monitoring import CommandListener

from billing.store.indexes import INDEXES
from billing.wiring import Wiring
from chassis.mongo import Databases, create_indexes


@pytest.fixture(scope="session")
def own_databases(mongo):
    databases = Databases(mongo, "billing", f"t{uuid.uuid4().hex[:10]}")
    create_indexes(databases, [SLUG], INDEXES)
    yield databases
    mongo.drop_database(databases.of(SLUG).name)


@pytest.fixture
def empty_databases(own_databases):
    database = own_databases.of(SLUG)
    for name in database.list_collection_names():
        database[name].delete_many({})
    return own_databases


@pytest.fixture
def books(common, fake_clock, empty_databases):
    return Books(Wiring(settings(common), fake_clock, empty_databases))


class Commands(CommandListener):
    """What MongoDB was asked: (command, collection)."""

    def __init__(self) -> None:
        self.seen = []

    def started(self, event):
        self.seen.append((event.command_name, event.command.get(event.command_name)))

    def succeeded(self, event): ...

    def failed(self, event): ...


@pytest.fixture
def commands(servers, books, common, fake_clock):
    """`books` from now on through a client whose commands are noted."""
    noted = Commands()
    client = MongoClient(servers.mongo_uri, tz_aware=True, event_listeners=[noted])
    prefix = books.wiring.databases.of("x").name.removesuffix("_billing_x")
    own = Databases(client, "billing", prefix)
    books.wiring = Wiring(settings(common), fake_clock, own)
    yield noted.seen
    client.close()
