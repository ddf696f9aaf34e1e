"""The worlds this service's tests live in: with fakes, and with a real MongoDB."""

import uuid

import pytest
from identity_fakes import put_fakes
from identity_testing import SLUG, World, settings

from chassis.mongo import Databases, create_indexes
from identity.store.indexes import INDEXES
from identity.wiring import Wiring


@pytest.fixture
def fake_world(common, fake_clock):
    told = []
    wiring = Wiring(settings(common), fake_clock)
    put_fakes(wiring, told)
    return World(wiring, fake_clock, told)


@pytest.fixture(scope="session")
def own_databases(mongo):
    """Indexed once; each test finds them empty."""
    databases = Databases(mongo, "identity", f"t{uuid.uuid4().hex[:10]}")
    create_indexes(databases, [SLUG], INDEXES)
    yield databases
    mongo.drop_database(databases.of(SLUG).name)


@pytest.fixture
def real_world(common, fake_clock, own_databases):
    database = own_databases.of(SLUG)
    for name in database.list_collection_names():
        database[name].delete_many({})
    return World(Wiring(settings(common), fake_clock, own_databases), fake_clock)


@pytest.fixture(params=["fakes", "mongo"])
def world(request):
    """The same story on both, so that the fakes cannot lie."""
    return request.getfixturevalue("fake_world" if request.param == "fakes" else "real_world")
