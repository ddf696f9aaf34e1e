"""Each route states who may call it, and holds to it."""

import pytest
from identity_testing import SLUG

from chassis.auth import required_role, routes_without_role
from chassis.tokens import Caller

HEALTH = {"/healthz/live", "/healthz/ready"}


def rules(client):
    found = [rule for rule in client.app.url_map.iter_rules() if rule.rule not in HEALTH]
    assert len(found) == 27
    return [(rule, next(iter(rule.methods - {"HEAD", "OPTIONS"}))) for rule in found]


def path_of(rule):
    return rule.rule.replace("<flow>", "some-flow")


def test_each_states_a_role(fake_client):
    assert routes_without_role(fake_client.app) == []


def test_a_route_that_states_none_would_be_found(fake_client):
    fake_client.app.add_url_rule("/forgotten", "forgotten", lambda: "anybody")
    assert routes_without_role(fake_client.app) == ["/forgotten"]
    assert fake_client.get("/forgotten").status_code == 403


def test_only_health_is_public(fake_client):
    for rule, method in rules(fake_client):
        assert required_role(fake_client.app, rule.endpoint) in ("anonymous", "customer")
        assert fake_client.bare(method, path_of(rule)).status_code == 401, rule


def test_a_token_for_another_service_opens_nothing(fake_client):
    for rule, method in rules(fake_client):
        call = fake_client.post if method == "POST" else fake_client.get
        assert call(path_of(rule), audience="billing").status_code == 401, rule


@pytest.mark.parametrize("role", ["anonymous", "staff"])
def test_signing_out_needs_a_customer(fake_client, role):
    assert fake_client.post("/sign-out", caller=Caller(SLUG, role)).status_code == 403


def test_what_is_not_json_is_refused_politely(fake_client):
    for body in ("", "[]", "{", '"text"', "null"):
        answer = fake_client.post_raw("/sign-in", body)
        assert answer.status_code in (400, 422), body
        assert answer.mimetype == "application/problem+json"


def test_health(client):
    assert client.bare("GET", "/healthz/live").json == {"status": "live"}
    assert client.bare("GET", "/healthz/ready").json["status"] == "ready"
