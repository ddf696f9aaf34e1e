"""GET /deliveries/<event>: staff of the operator alone, and nothing personal in the answer."""

import subprocess
import sys

import pytest
import yaml
from notifications_testing import (
    NOW,
    SLUG,
    FakeChannel,
    FakeDeliveries,
    code_issued,
    deliver_with,
)

from chassis.auth import routes_without_role
from chassis.testing.clock import FakeClock
from chassis.testing.tokens import signed, test_verifier
from chassis.tokens import Caller
from notifications.app import build_app
from notifications.usecases.read_messages import ReadMessages

STAFF = Caller(SLUG, "staff", account="s1")


@pytest.fixture
def deliveries(operators):
    known = FakeDeliveries()
    channels = {"sms": FakeChannel()}
    deliver_with(operators, known, channels, FakeClock(NOW))(SLUG, code_issued("e1"))
    return known


@pytest.fixture
def app(operators, deliveries):
    return build_app(
        operators=operators,
        verifier=test_verifier("notifications"),
        of_event=deliveries.of_event,
        messages=ReadMessages(deliveries),
        checks=[],
    )


def get(app, path, caller=None):
    headers = signed(caller, "notifications") if caller else {}
    return app.test_client().get(path, headers=headers)


def test_staff_see_how_an_events_messages_fared(app):
    answer = get(app, "/deliveries/e1", STAFF)
    assert answer.status_code == 200
    (delivery,) = answer.json["deliveries"]
    key = delivery.pop("provider_key")
    assert len(key) == 32
    assert delivery == {
        "entry": "registration_code",
        "channel": "sms",
        "locale": "pl",
        "state": "accepted",
        "attempts": 1,
        "reason": None,
        "provider_reference": "ref-1",
        "created_at": "2026-11-21T10:00:00+00:00",
        "updated_at": "2026-11-21T10:00:00+00:00",
    }


def test_an_event_of_which_nothing_was_sent_has_no_deliveries(app):
    assert get(app, "/deliveries/e2", STAFF).json == {"event_id": "e2", "deliveries": []}


@pytest.mark.parametrize("role", ["anonymous", "customer"])
def test_nobody_else_may_ask(app, role):
    assert get(app, "/deliveries/e1", Caller(SLUG, role)).status_code == 403


def test_without_a_token_there_is_no_answer(app):
    assert get(app, "/deliveries/e1").status_code == 401


def test_a_token_for_another_service_opens_nothing(app):
    answer = app.test_client().get("/deliveries/e1", headers=signed(STAFF, "billing"))
    assert answer.status_code == 401


def test_every_route_states_its_role(app):
    assert routes_without_role(app) == []


def test_health_needs_no_token(app):
    for path in ("/healthz/live", "/healthz/ready"):
        assert get(app, path).status_code == 200


def test_the_openapi_document_is_printed_without_any_setting():
    printed = subprocess.run(
        [sys.executable, "-m", "notifications.openapi"],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    document = yaml.safe_load(printed)
    operation = document["paths"]["/deliveries/{event_id}"]["get"]
    assert operation["x-role"] == "staff"
