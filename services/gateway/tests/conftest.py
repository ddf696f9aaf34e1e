"""A gateway with the services in memory, and a browser before it."""

from datetime import UTC, datetime

import pytest
from gateway_testing import Browser, FakeIdentity, FakeNotifications, gateway
from invoices_testing import FakeBilling

from chassis.testing.clock import FakeClock


@pytest.fixture
def identity():
    return FakeIdentity()


@pytest.fixture
def billing():
    return FakeBilling()


@pytest.fixture
def notifications():
    return FakeNotifications()


@pytest.fixture
def clock():
    return FakeClock(datetime(2026, 11, 21, 9, 24, tzinfo=UTC))


@pytest.fixture
def app(common, operators, identity, billing, notifications, clock):
    return gateway(common, operators, identity, billing, clock, notifications)


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def customer(browser):
    """A browser whose person is signed in."""
    assert browser.sign_in().status_code == 303
    return browser
