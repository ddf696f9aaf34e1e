"""A browser's stand-in: the application with a signed caller, on a real MongoDB."""

import pytest
from identity_testing import SLUG

from chassis.testing.tokens import signed
from chassis.tokens import Caller


class Client:
    """Posts and gets as the gateway does: anonymous unless told otherwise."""

    def __init__(self, world):
        self.world = world
        self.app = world.wiring.web()
        self._http = self.app.test_client()

    def post(self, path, body=None, caller=None, audience="identity"):
        headers = self._headers(caller, audience)
        return self._http.post(path, json={} if body is None else body, headers=headers)

    def get(self, path, caller=None, audience="identity"):
        return self._http.get(path, headers=self._headers(caller, audience))

    def post_raw(self, path, data):
        headers = self._headers(None, "identity") | {"Content-Type": "application/json"}
        return self._http.post(path, data=data, headers=headers)

    def bare(self, method, path, headers=None):
        return self._http.open(path, method=method, json={}, headers=headers)

    def _headers(self, caller, audience):
        return signed(caller or Caller(SLUG, "anonymous"), audience, self.world.clock)


@pytest.fixture
def client(real_world):
    return Client(real_world)


@pytest.fixture
def fake_client(fake_world):
    return Client(fake_world)
