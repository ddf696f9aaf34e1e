"""The registration over HTTP, answer by answer."""

from io import BytesIO

import pytest
from identity_testing import CAPTCHA, EMAIL, JAN, NUMBER, PASSWORD, USER_NAME
from PIL import Image

FORM = {
    "customer_number": NUMBER,
    "phone": "600 100 200",
    "captcha": CAPTCHA,
    "consents": ["phone-processing"],
    "locale": "pl",
}
CHOSEN = {"user_name": USER_NAME, "password": PASSWORD, "email": EMAIL}
STATE = {"flow", "step", "expires_at", "resend_at", "code_expires_at", "email", "tries_left"}


def begun(client):
    client.world.knows()
    return "/registrations/" + client.post("/registrations").json["flow"]


def at_confirm(client, **said):
    path = begun(client)
    assert client.post(f"{path}/identify", FORM | said).status_code == 200
    return path


def at_credentials(client):
    path = at_confirm(client)
    assert client.post(f"{path}/confirm", {"code": client.world.code()}).status_code == 200
    return path


def problem(answer, status, kind):
    assert answer.mimetype == "application/problem+json"
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:okienko:problem:{kind}")
    assert answer.json["message_id"].startswith("OKN-")
    return answer.json


def test_the_whole_way(fake_client):
    client = fake_client
    client.world.knows()
    begin = client.post("/registrations")
    assert (begin.status_code, set(begin.json), begin.json["step"]) == (201, STATE, "identify")
    path = "/registrations/" + begin.json["flow"]
    identified = client.post(f"{path}/identify", FORM)
    assert (identified.status_code, identified.json["step"]) == (200, "confirm")
    assert identified.json["resend_at"] == "2026-11-21T10:01:00.000Z"
    code = client.world.code()
    confirmed = client.post(f"{path}/confirm", {"code": f" {code[:3]} {code[3:]} "})
    assert (confirmed.json["step"], confirmed.json["email"]) == ("credentials", EMAIL)
    chosen = client.post(f"{path}/credentials", CHOSEN)
    assert (chosen.status_code, chosen.json["step"]) == (200, "activate")
    token = {"token": client.world.link()}
    assert client.post("/links/peek", token).json == {
        "purpose": "activate-account",
        "state": "usable",
    }
    assert client.post("/links/activate-account", token).json == {"user_name": USER_NAME}
    problem(client.post("/links/activate-account", token), 410, "link-used")
    problem(client.post("/links/peek", token), 410, "link-used")


@pytest.mark.rule("R3")
def test_the_image(fake_client):
    path = begun(fake_client)
    answer = fake_client.get(f"{path}/captcha")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/png", "no-store")
    assert Image.open(BytesIO(answer.data)).size == (240, 80)
    assert fake_client.post(f"{path}/captcha").status_code == 204
    assert fake_client.get(f"{path}/captcha").data != answer.data
    problem(fake_client.post(f"{path}/identify", FORM | {"captcha": "?"}), 422, "captcha-wrong")


def test_there_is_no_image_after_its_step(fake_client):
    path = at_confirm(fake_client)
    assert problem(fake_client.get(f"{path}/captcha"), 409, "wrong-step")["step"] == "confirm"


@pytest.mark.parametrize(
    ("method", "rest"),
    [("get", ""), ("get", "/captcha"), ("post", "/captcha"), ("post", "/resend-code")],
)
def test_an_unknown_flow(fake_client, method, rest):
    answer = getattr(fake_client, method)(f"/registrations/nobody-began-this{rest}")
    problem(answer, 404, "flow-unknown")


def test_an_expired_flow(client):
    path = at_confirm(client)
    client.world.wait(hours=1)
    problem(client.get(path), 404, "flow-unknown")


def test_refused_fields_are_named(fake_client):
    path = begun(fake_client)
    answer = fake_client.post(f"{path}/identify", FORM | {"phone": "1", "customer_number": "x"})
    errors = problem(answer, 422, "validation")["errors"]
    assert {(error["field"], error["rule"]) for error in errors} == {
        ("phone", "phone.invalid"),
        ("customer_number", "customer-number.format"),
    }


@pytest.mark.parametrize("who", ["unknown", "mismatched", "registered"])
def test_the_answers_are_the_same_for_everybody(client, who):
    said = {"unknown": {"customer_number": "99999999"}, "mismatched": {"phone": "600999999"}}
    known = [shown(answer) for answer in walk(client)]
    if who == "registered":
        client.world.registered()
    assert [shown(answer) for answer in walk(client, **said.get(who, {}))] == known


def walk(client, **said):
    """What everybody sees who does not have the code."""
    path = begun(client)
    yield client.post(f"{path}/identify", FORM | said)
    yield client.get(path)
    yield client.post(f"{path}/resend-code")
    for _ in range(6):
        yield client.post(f"{path}/confirm", {"code": "1"})
    yield client.post(f"{path}/credentials", CHOSEN)


def shown(answer):
    varying = {"flow": "", "request_id": ""}
    return answer.status_code, {name: varying.get(name, v) for name, v in answer.json.items()}


def test_codes(fake_client):
    client, world = fake_client, fake_client.world
    path = at_confirm(client)
    wrong = problem(client.post(f"{path}/confirm", {"code": world.wrong_code()}), 422, "code-wrong")
    assert wrong["tries_left"] == 4
    early = problem(client.post(f"{path}/resend-code"), 429, "resend-too-soon")
    assert early["retry_at"] == "2026-11-21T10:01:00.000Z"
    world.wait(minutes=5)
    problem(client.post(f"{path}/confirm", {"code": world.code()}), 410, "code-expired")
    assert client.post(f"{path}/resend-code").json["tries_left"] == 4
    for _ in range(4):
        client.post(f"{path}/confirm", {"code": world.wrong_code()})
    problem(client.post(f"{path}/confirm", {"code": world.code()}), 410, "code-exhausted")


def test_too_many_codes(fake_client):
    client, world = fake_client, fake_client.world
    path = at_confirm(client)
    for _ in range(4):
        world.wait(minutes=1)
        assert client.post(f"{path}/resend-code").status_code == 200
    world.wait(minutes=1)
    answer = problem(client.post(f"{path}/resend-code"), 429, "too-many-codes")
    assert answer["retry_at"] == "2026-11-21T11:00:00.000Z"
    again = "/registrations/" + client.post("/registrations").json["flow"]
    problem(client.post(f"{again}/identify", FORM), 429, "too-many-codes")


def test_double_submits_land_on_the_right_page(client):
    path = at_credentials(client)
    assert (
        problem(client.post(f"{path}/identify", FORM), 409, "wrong-step")["step"] == "credentials"
    )
    assert client.post(f"{path}/credentials", CHOSEN).status_code == 200
    for rest, body in [("credentials", CHOSEN), ("confirm", {"code": "1"}), ("identify", FORM)]:
        assert problem(client.post(f"{path}/{rest}", body), 409, "wrong-step")["step"] == "activate"
    problem(client.post(f"{path}/resend-code"), 409, "wrong-step")


def test_credentials_are_refused_by_the_names_of_rules(fake_client):
    path = at_credentials(fake_client)
    chosen = {"user_name": "1", "password": "haslo", "email": "x"}
    answer = problem(fake_client.post(f"{path}/credentials", chosen), 422, "validation")
    assert {(error["field"], error["rule"]) for error in answer["errors"]} == {
        ("user_name", "user-name.too-short"),
        ("user_name", "user-name.characters"),
        ("password", "password.too-short"),
        ("password", "password.common"),
        ("email", "email.invalid"),
    }
    assert all(error["message"] for error in answer["errors"])


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_text_that_no_store_takes_is_refused(client, value):
    path = at_credentials(client)
    for name in CHOSEN:
        answer = client.post(f"{path}/credentials", CHOSEN | {name: value})
        assert [error["field"] for error in problem(answer, 422, "validation")["errors"]] == [name]


def test_unknown_fields_are_refused_in_bodies_and_queries(fake_client):
    path = begun(fake_client)
    problem(fake_client.post(f"{path}/identify", FORM | {"admin": True}), 422, "validation")
    problem(fake_client.post("/registrations", {"surprise": 1}), 422, "validation")


def test_nobody_was_registered_by_mistake(client):
    at_confirm(client)
    assert client.world.wiring.accounts.is_registered("virtual-operator", JAN.number) is False
