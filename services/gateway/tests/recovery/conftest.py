"""A browser before the recovery pages, and the identity behind them."""

from datetime import UTC, datetime

import pytest
from recovery_testing import FakeIdentity
from registration_testing import BASE_URL, portal

from chassis.testing.clock import FakeClock


@pytest.fixture
def clock():
    return FakeClock(datetime(2026, 11, 21, 9, 24, 40, tzinfo=UTC))


@pytest.fixture
def identity(clock):
    return FakeIdentity(clock)


@pytest.fixture
def app(common, operators, identity, clock):
    return portal(common, operators, identity, clock)


@pytest.fixture
def browser(app):
    """Keeps cookies of https, speaks Polish."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pl"
    base_url = BASE_URL.replace("http:", "https:")

    def ask(method, path, **options):
        return client.open(path, method=method, base_url=base_url, **options)

    ask.client = client
    return ask
