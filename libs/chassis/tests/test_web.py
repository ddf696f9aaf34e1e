"""The web role: default deny, tokens that cannot say too much, strict input, problem documents."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from marshmallow import Schema, fields

from chassis.api import Blueprint, audience, openapi_yaml
from chassis.auth import caller, requires, routes_without_role
from chassis.operators import Operators
from chassis.problems import Problem
from chassis.testing.clock import FakeClock
from chassis.testing.tokens import GATEWAY_KEYS, PUBLIC_KEYS, SIGNING_KEYS, signed, test_verifier
from chassis.tokens import Caller, Grant, TokenMinter, TokenVerifier, Unauthenticated
from chassis.web import create_service_app, current_operator

OPERATOR = "virtual-operator"
ANYBODY = Caller(OPERATOR, "anonymous")
CUSTOMER = Caller(OPERATOR, "customer", "acc-1", "ses-1", (Grant("10482217", "owner"),))
STAFF = Caller(OPERATOR, "staff", "staff-1", "ses-2")


class Greeting(Schema):
    name = fields.String(required=True)


class Page(Schema):
    limit = fields.Integer(load_default=20)


class TooLate(Exception):
    """A domain error of this test's service."""


def parrot_routes() -> Blueprint:
    routes = Blueprint("parrots", __name__)

    @routes.route("/greet", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Greeting)
    @routes.response(200, Greeting)
    def greet(greeting: dict[str, Any]) -> dict[str, Any]:
        return {"name": f"{greeting['name']} of {current_operator().name}"}

    @routes.route("/mine", methods=["GET"])
    @requires("customer")
    @audience("customer")
    @routes.arguments(Page, location="query")
    @routes.response(200, Page)
    def mine(page: dict[str, Any]) -> dict[str, Any]:
        assert caller().grants == CUSTOMER.grants
        return page

    @routes.route("/forgotten", methods=["GET"])
    def forgotten() -> str:
        return "nobody said who may read this"

    @routes.route("/late", methods=["GET"])
    @requires("anonymous")
    def late() -> str:
        raise TooLate

    @routes.route("/broken", methods=["GET"])
    @requires("anonymous")
    def broken() -> str:
        raise RuntimeError("PESEL 44051401458")

    return routes


@pytest.fixture
def app(operators: Operators) -> Flask:
    return create_service_app(
        "parrots",
        operators=operators,
        verifier=test_verifier("parrots"),
        blueprints=[parrot_routes()],
        problems={
            TooLate: lambda _: Problem(410, "too-late", "Too late", "PAR-0001", {"by": "1h"})
        },
        checks=[],
    )


@pytest.fixture
def call(app: Flask) -> Callable[..., Any]:
    client = app.test_client()

    def send(method: str, path: str, who: Caller | None = ANYBODY, **options: Any) -> Any:
        headers = signed(who, "parrots") if who else {}
        return client.open(
            path, method=method, headers=headers | options.pop("headers", {}), **options
        )

    return send


def test_a_route_without_a_stated_role_is_closed_to_everybody_and_found_by_the_walk(
    app: Flask, call: Any
) -> None:
    assert [call("GET", "/forgotten", who).status_code for who in (ANYBODY, CUSTOMER, STAFF)] == [
        403,
        403,
        403,
    ]
    assert routes_without_role(app) == ["/forgotten"]


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        pytest.param("/mine", None, 401, id="no token"),
        pytest.param("/mine", ANYBODY, 403, id="anonymous"),
        pytest.param("/mine", STAFF, 403, id="staff is not a customer"),
        pytest.param("/mine", CUSTOMER, 200, id="customer"),
        pytest.param("/healthz/live", None, 200, id="health needs no token"),
        pytest.param("/nowhere", None, 404, id="what is not there"),
    ],
)
def test_roles_open_routes(call: Any, path: str, who: Caller | None, status: int) -> None:
    assert call("GET", path, who).status_code == status


def test_the_token_names_the_operator(call: Any) -> None:
    answer = call("POST", "/greet", json={"name": "Łucja"})
    assert answer.json == {"name": "Łucja of Virtual Operator"}


def test_unknown_fields_are_refused_in_bodies(call: Any) -> None:
    answer = call("POST", "/greet", json={"name": "x", "nam": "y"})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["type"] == "urn:okienko:problem:validation"
    assert [error["field"] for error in answer.json["errors"]] == ["nam"]


def test_unknown_fields_are_refused_in_queries(call: Any) -> None:
    answer = call("GET", "/mine?limit=5&limt=6", CUSTOMER)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == ["limt"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', "zażółć".encode("iso-8859-2")])
def test_bodies_that_are_no_object_are_refused_and_never_a_fault(call: Any, body: bytes) -> None:
    answer = call("POST", "/greet", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.mimetype == "application/problem+json"


def test_a_body_over_the_limit_is_refused(call: Any) -> None:
    answer = call("POST", "/greet", json={"name": "x" * 300_000})
    assert answer.status_code == 413


def test_a_domain_error_becomes_the_problem_of_the_services_table(call: Any) -> None:
    answer = call("GET", "/late")
    assert answer.status_code == 410
    assert answer.json["message_id"] == "PAR-0001"
    assert answer.json["by"] == "1h"
    assert len(answer.json["request_id"]) == 32


def test_an_unforeseen_fault_tells_nothing_but_a_reference(call: Any) -> None:
    answer = call("GET", "/broken")
    assert answer.status_code == 500
    assert "44051401458" not in answer.text


def test_the_trace_of_the_caller_continues(call: Any) -> None:
    trace = "a" * 32
    answer = call("GET", "/late", headers={"traceparent": f"00-{trace}-{'b' * 16}-01"})
    assert answer.json["request_id"] == trace


def test_openapi_states_roles_and_audiences(app: Flask) -> None:
    document = openapi_yaml(app)
    assert "x-role: anonymous" in document
    assert "x-audience: customer" in document


class TestTokens:
    def test_a_token_ends_after_a_minute(self) -> None:
        clock = FakeClock()
        token = TokenMinter("identity", SIGNING_KEYS, clock).mint(CUSTOMER, "billing")
        verifier = TokenVerifier(PUBLIC_KEYS, "billing", clock)
        clock.advance(timedelta(seconds=59))
        assert verifier.verify(token) == CUSTOMER
        clock.advance(timedelta(seconds=1))
        with pytest.raises(Unauthenticated):
            verifier.verify(token)

    def test_a_token_is_for_one_audience(self) -> None:
        clock = FakeClock()
        token = TokenMinter("identity", SIGNING_KEYS, clock).mint(CUSTOMER, "billing")
        with pytest.raises(Unauthenticated):
            TokenVerifier(PUBLIC_KEYS, "identity", clock).verify(token)

    @pytest.mark.parametrize(
        "who", [CUSTOMER, STAFF, Caller(OPERATOR, "anonymous", account="acc-1")]
    )
    def test_the_gateways_key_can_only_say_anonymous(self, who: Caller) -> None:
        clock = FakeClock()
        token = TokenMinter("gateway", GATEWAY_KEYS, clock).mint(who, "billing")
        with pytest.raises(Unauthenticated):
            TokenVerifier(PUBLIC_KEYS, "billing", clock).verify(token)

    def test_the_gateways_key_cannot_sign_as_identity(self) -> None:
        clock = FakeClock()
        token = TokenMinter("identity", GATEWAY_KEYS, clock).mint(CUSTOMER, "billing")
        with pytest.raises(Unauthenticated):
            TokenVerifier(PUBLIC_KEYS, "billing", clock).verify(token)

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_another_algorithm_is_refused(self, algorithm: str) -> None:
        claims = {"iss": "identity", "aud": "billing", "exp": 9_999_999_999, "op": OPERATOR}
        key = PUBLIC_KEYS["identity/test"] if algorithm == "HS256" else ""
        token = jwt.encode(claims, key, algorithm, {"kid": "identity/test"})
        with pytest.raises(Unauthenticated):
            test_verifier("billing").verify(token)

    @pytest.mark.parametrize("missing", ["exp", "aud", "iss", "op", "grants"])
    def test_a_token_without_a_claim_is_refused(self, missing: str) -> None:
        claims = {
            "iss": "identity",
            "aud": "billing",
            "exp": 9_999_999_999,
            "op": OPERATOR,
            "role": "customer",
            "acc": None,
            "ses": None,
            "grants": [],
        }
        del claims[missing]
        key = Ed25519PrivateKey.from_private_bytes(SIGNING_KEYS["test"])
        token = jwt.encode(claims, key, "EdDSA", {"kid": "identity/test"})
        with pytest.raises(Unauthenticated):
            test_verifier("billing").verify(token)
