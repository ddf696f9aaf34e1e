"""Sign-in and sessions over HTTP."""

from datetime import timedelta

import pytest
from identity_testing import NUMBER, PASSWORD, SLUG, USER_NAME

from chassis.testing.tokens import test_verifier as verifier_for
from chassis.tokens import Caller
from identity.hashing import HashSlots, Passwords

RIGHT = {"identifier": USER_NAME, "password": PASSWORD, "device": "Firefox"}
WRONG = RIGHT | {"password": "zupełnie-inny-parasol"}


def problem(answer, status, kind):
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:okienko:problem:{kind}")
    return answer.json


@pytest.fixture
def customer(fake_client):
    fake_client.world.registered()
    return fake_client


def session_of(client):
    answer = client.post("/sign-in", RIGHT)
    assert answer.status_code == 201
    return answer.json


def test_a_session_is_opened_looked_at_and_ended(customer):
    session = session_of(customer)
    touched = customer.post("/sessions/touch", session)
    assert touched.status_code == 200
    assert touched.json["account"] == {
        "id": touched.json["account"]["id"],
        "user_name": USER_NAME,
        "display_name": "Jan Próbny",
        "customers": [{"customer_number": NUMBER, "name": "Jan Próbny"}],
    }
    assert touched.json["idle_expires_at"] == "2026-11-21T10:15:00.000Z"
    assert touched.json["absolute_expires_at"] == "2026-11-21T22:00:00.000Z"
    assert set(touched.json["tokens"]) == {"identity", "billing", "notifications"}
    peeked = customer.post("/sessions/peek", session).json
    assert peeked == {name: value for name, value in touched.json.items() if name != "tokens"}
    token = touched.json["tokens"]["identity"]
    out = customer.bare("POST", "/sign-out", {"Authorization": f"Bearer {token}"})
    assert out.status_code == 204
    for path in ("/sessions/touch", "/sessions/peek"):
        ended = problem(customer.post(path, session), 401, "session-ended")
        assert ended["reason"] == "revoked"


def test_reasons_of_an_end(customer):
    session = session_of(customer)
    customer.world.wait(minutes=15, seconds=5)
    assert (
        problem(customer.post("/sessions/touch", session), 401, "session-ended")["reason"] == "idle"
    )
    invented = {"session": "invented"}
    ended = problem(customer.post("/sessions/touch", invented), 401, "session-ended")
    assert ended["reason"] == "unknown"


@pytest.mark.parametrize("identifier", [USER_NAME, "nikt.taki"])
def test_wrong_and_closed_answers(customer, identifier):
    for _ in range(5):
        answer = customer.post("/sign-in", WRONG | {"identifier": identifier})
        problem(answer, 401, "credentials-wrong")
    closed = problem(
        customer.post("/sign-in", RIGHT | {"identifier": identifier}), 423, "sign-in-closed"
    )
    assert closed["opens_at"] == "2026-11-21T10:01:00.000Z"


@pytest.mark.parametrize("password", ["", " ", "x" * 1024])
def test_any_password_is_compared(customer, password):
    problem(customer.post("/sign-in", RIGHT | {"password": password}), 401, "credentials-wrong")


def test_a_full_queue_says_when_to_come_back(customer):
    slots = HashSlots(1, longest_queue=0)
    object.__setattr__(customer.world.wiring.sign_in, "passwords", Passwords(slots))
    with slots.one():
        answer = customer.post("/sign-in", RIGHT)
    problem(answer, 429, "busy")
    assert answer.headers["Retry-After"] == "1"


def test_the_operator_is_the_tokens(customer):
    answer = customer.post("/sign-in", RIGHT, Caller("another-operator", "anonymous"))
    problem(answer, 404, "operator-unknown")


def test_a_token_names_this_session_for_a_minute(customer):
    tokens = customer.post("/sessions/touch", session_of(customer)).json["tokens"]
    caller = verifier_for("billing", customer.world.clock).verify(tokens["billing"])
    assert (caller.operator, caller.grants[0].customer) == (SLUG, NUMBER)
    customer.world.clock.advance(timedelta(seconds=60))
    headers = {"Authorization": f"Bearer {tokens['identity']}"}
    problem(customer.bare("POST", "/sign-out", headers), 401, "unauthenticated")
