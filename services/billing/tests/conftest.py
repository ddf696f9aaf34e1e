"""The world of billing's tests: a real MongoDB, indexed once, empty for each test."""

import uuid

import pytest
from billing_testing import SLUG, Books, settings

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
