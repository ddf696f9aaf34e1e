"""Fixtures of every service's tests: real MongoDB, real RabbitMQ, the shipped operators."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chassis.contracts import Contracts, load_contracts
from chassis.mongo import Client, Databases, connect
from chassis.operators import Operators, read_operators
from chassis.settings import Common
from chassis.testing.broker import Broker
from chassis.testing.clock import FakeClock
from chassis.testing.servers import Servers, test_servers

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def common() -> Common:
    return Common(
        environment="test",
        operators_dir=ROOT / "deploy" / "operators",
        contracts_dir=ROOT / "contracts",
        local_base_url="http://{slug}.localhost:8080",
    )


@pytest.fixture(scope="session")
def operators(common: Common) -> Operators:
    return read_operators(common)


@pytest.fixture(scope="session")
def contracts(common: Common) -> Contracts:
    return load_contracts(common.contracts_dir)


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with test_servers() as started:
        yield started


@pytest.fixture(scope="session")
def mongo(servers: Servers) -> Iterator[Client]:
    client = connect(servers.mongo_uri)
    yield client
    client.close()


@pytest.fixture
def databases(mongo: Client) -> Iterator[Callable[[str], Databases]]:
    """`databases("billing")`: databases of this test alone, dropped after it."""
    prefix = f"t{uuid.uuid4().hex[:10]}"
    yield lambda service: Databases(mongo, service, prefix)
    for name in mongo.list_database_names():
        if name.startswith(f"{prefix}_"):
            mongo.drop_database(name)


@pytest.fixture
def broker(servers: Servers) -> Iterator[Broker]:
    """A virtual host of this test alone: `broker.create(slugs, queues, users)` fills it."""
    vhost = f"t{uuid.uuid4().hex[:10]}"
    address = urlsplit(servers.amqp_url).netloc.rsplit("@", 1)[1]
    own = Broker(address, servers.amqp_url, servers.management_url, vhost)
    yield own
    own.drop()
