"""One's own account over HTTP: what it shows, and another password for it."""

import pytest
from identity_testing import EMAIL, NUMBER, OTHER_PASSWORD, PASSWORD, USER_NAME

from identity.hashing import HashSlots, Passwords

RIGHT = {"current": PASSWORD, "new": OTHER_PASSWORD}
WRONG = RIGHT | {"current": "zupełnie-inny-parasol"}


def problem(answer, status, kind):
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:okienko:problem:{kind}")
    return answer.json


@pytest.fixture
def signed_in(client):
    client.world.registered()
    session = client.world.sign_in()
    return client, client.world.caller(session), session


def test_the_account(signed_in):
    client, caller, _ = signed_in
    assert client.get("/account", caller).json == {
        "user_name": USER_NAME,
        "email": EMAIL,
        "phone_masked": "600 ••• 200",
        "customers": [{"customer_number": NUMBER, "name": "Jan Próbny"}],
        "consents": [
            {
                "purpose": "ebok-phone-processing",
                "version": "1",
                "given_at": "2026-11-21T10:00:00.000Z",
                "channel": "web",
            }
        ],
        "created_at": "2026-11-21T10:00:00.000Z",
    }


@pytest.mark.rule("L16")
def test_a_change_keeps_this_session_and_ends_the_others(signed_in):
    client, caller, session = signed_in
    other = client.world.sign_in()
    answer = client.post("/password", RIGHT, caller)
    assert (answer.status_code, answer.data) == (204, b"")
    assert client.post("/sessions/touch", {"session": session}).status_code == 200
    ended = client.post("/sessions/touch", {"session": other})
    assert problem(ended, 401, "session-ended")["reason"] == "revoked"


def test_wrong_current_ones_are_named_and_then_closed(signed_in):
    client, caller, _ = signed_in
    for _ in range(5):
        answer = problem(client.post("/password", WRONG, caller), 422, "validation")
        (error,) = answer["errors"]
        assert (error["field"], error["rule"]) == ("current", "password.wrong")
    closed = problem(client.post("/password", RIGHT, caller), 423, "sign-in-closed")
    assert closed["opens_at"] == "2026-11-21T10:01:00.000Z"


def test_a_new_one_against_the_rules(signed_in):
    client, caller, _ = signed_in
    answer = client.post("/password", RIGHT | {"new": "haslo"}, caller)
    errors = problem(answer, 422, "validation")["errors"]
    assert {(error["field"], error["rule"]) for error in errors} == {
        ("new", "password.too-short"),
        ("new", "password.common"),
    }


def test_a_full_queue_says_when_to_come_back(signed_in):
    client, caller, _ = signed_in
    slots = HashSlots(1, longest_queue=0)
    object.__setattr__(client.world.wiring.change_password, "passwords", Passwords(slots))
    with slots.one():
        answer = client.post("/password", RIGHT, caller)
    problem(answer, 429, "busy")
    assert answer.headers["Retry-After"] == "1"


def test_only_who_is_signed_in(client):
    assert client.get("/account").status_code == 403
    assert client.post("/password", RIGHT).status_code == 403
