"""The recovery over HTTP, answer by answer."""

import wave
from io import BytesIO

import pytest
from identity_testing import CAPTCHA, OTHER_PASSWORD, PASSWORD, USER_NAME

FORM = {"identifier": USER_NAME, "captcha": CAPTCHA, "channel": "sms", "locale": "pl"}
STATE = {"flow", "step", "channel", "expires_at", "resend_at", "code_expires_at", "tries_left"}
NEW = {"password": OTHER_PASSWORD}


def problem(answer, status, kind):
    assert answer.mimetype == "application/problem+json"
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:okienko:problem:{kind}")
    return answer.json


@pytest.fixture
def registered(fake_client):
    fake_client.world.registered()
    fake_client.world.wait(minutes=1)
    return fake_client


def begun(client):
    return "/recoveries/" + client.post("/recoveries").json["flow"]


def at_confirm(client, **said):
    path = begun(client)
    assert client.post(f"{path}/identify", FORM | said).status_code == 200
    return path


def at_password(client):
    path = at_confirm(client)
    answer = client.post(f"{path}/confirm", {"code": client.world.code()})
    assert (answer.status_code, answer.json["step"]) == (200, "password")
    return path


def signs_in(client, password):
    body = {"identifier": USER_NAME, "password": password}
    return client.post("/sign-in", body).status_code == 201


def test_the_way_by_code(client):
    client.world.registered()
    client.world.wait(minutes=1)
    begin = client.post("/recoveries")
    assert (begin.status_code, set(begin.json)) == (201, STATE)
    assert (begin.json["step"], begin.json["channel"]) == ("identify", None)
    path = "/recoveries/" + begin.json["flow"]
    identified = client.post(f"{path}/identify", FORM | {"identifier": f" {USER_NAME} "}).json
    assert (identified["step"], identified["channel"]) == ("confirm", "sms")
    assert identified["resend_at"] == "2026-11-21T10:02:00.000Z"
    assert client.get(path).json == identified
    code = client.world.code()
    confirmed = client.post(f"{path}/confirm", {"code": f"{code[:3]} {code[3:]}"})
    assert (confirmed.json["step"], confirmed.json["tries_left"]) == ("password", None)
    done = client.post(f"{path}/password", NEW)
    assert (done.status_code, done.json["step"]) == (200, "done")
    assert problem(client.post(f"{path}/password", NEW), 409, "wrong-step")["step"] == "done"
    assert signs_in(client, OTHER_PASSWORD)


def test_the_way_by_link(client):
    client.world.registered()
    client.world.wait(minutes=1)
    path = begun(client)
    sent = client.post(f"{path}/identify", FORM | {"channel": "email"}).json
    assert (sent["step"], sent["channel"], sent["resend_at"]) == ("sent", "email", None)
    token = {"token": client.world.link()}
    peeked = client.post("/links/peek", token).json
    assert peeked == {"purpose": "reset-password", "state": "usable"}
    problem(client.post("/links/reset-password", token | {"password": "x"}), 422, "validation")
    answer = client.post("/links/reset-password", token | NEW)
    assert (answer.status_code, answer.json) == (200, {"user_name": USER_NAME})
    problem(client.post("/links/reset-password", token | NEW), 410, "link-used")
    problem(client.post("/links/peek", token), 410, "link-used")
    assert signs_in(client, OTHER_PASSWORD)


def test_an_unknown_name_is_answered_like_a_known_one(registered):
    for channel in ("sms", "email"):
        known, unknown = begun(registered), begun(registered)
        form = FORM | {"channel": channel}
        first = registered.post(f"{known}/identify", form)
        other = registered.post(f"{unknown}/identify", form | {"identifier": "nikt.taki"})
        assert (first.status_code, other.status_code) == (200, 200)
        assert first.json | {"flow": ""} == other.json | {"flow": ""}


@pytest.mark.parametrize("identifier", [USER_NAME, "nikt.taki"])
def test_wrong_expired_and_exhausted_codes(registered, identifier):
    client, path = registered, at_confirm(registered, identifier=identifier)
    for left in (4, 3):
        answer = problem(client.post(f"{path}/confirm", {"code": "x"}), 422, "code-wrong")
        assert answer["tries_left"] == left
    client.world.wait(minutes=5)
    problem(client.post(f"{path}/confirm", {"code": "x"}), 410, "code-expired")
    assert client.post(f"{path}/resend-code").status_code == 200
    problem(client.post(f"{path}/resend-code"), 429, "resend-too-soon")
    for _ in range(3):
        problem(client.post(f"{path}/confirm", {"code": "x"}), 422, "code-wrong")
    problem(client.post(f"{path}/confirm", {"code": "x"}), 410, "code-exhausted")


def test_a_code_is_not_used_twice(registered):
    path = at_password(registered)
    again = registered.post(f"{path}/confirm", {"code": registered.world.code()})
    assert problem(again, 409, "wrong-step")["step"] == "password"


def test_a_double_submit_lands_on_the_right_page(registered):
    path = at_confirm(registered)
    answer = registered.post(f"{path}/identify", FORM)
    assert problem(answer, 409, "wrong-step")["step"] == "confirm"


@pytest.mark.parametrize("identifier", [USER_NAME, "nikt.taki"])
def test_too_many_for_one_name(registered, identifier):
    for _ in range(5):
        at_confirm(registered, identifier=identifier)
    answer = registered.post(f"{begun(registered)}/identify", FORM | {"identifier": identifier})
    assert problem(answer, 429, "too-many-codes")["retry_at"] == "2026-11-21T11:01:00.000Z"


def test_refused_passwords_and_channels_have_names(registered):
    path = begun(registered)
    answer = registered.post(f"{path}/identify", FORM | {"channel": "pigeon"})
    (error,) = problem(answer, 422, "validation")["errors"]
    assert (error["field"], error["rule"]) == ("channel", "channel.unknown")
    path = at_password(registered)
    answer = registered.post(f"{path}/password", {"password": "haslo"})
    rules = {error["rule"] for error in problem(answer, 422, "validation")["errors"]}
    assert rules == {"password.too-short", "password.common"}
    assert signs_in(registered, PASSWORD)


@pytest.mark.parametrize("flows", ["/registrations", "/recoveries"])
def test_the_challenge_can_be_heard(fake_client, flows):
    path = f"{flows}/" + fake_client.post(flows).json["flow"]
    answer = fake_client.get(f"{path}/captcha.wav")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("audio/wav", "no-store")
    with wave.open(BytesIO(answer.data)) as sound:
        assert 3 < sound.getnframes() / sound.getframerate() < 20
    assert fake_client.get(f"{path}/captcha").mimetype == "image/png"
    assert fake_client.post(f"{path}/captcha").status_code == 204


def test_there_is_no_challenge_after_its_step(registered):
    path = at_confirm(registered)
    for rest in ("/captcha", "/captcha.wav"):
        assert problem(registered.get(f"{path}{rest}"), 409, "wrong-step")["step"] == "confirm"


@pytest.mark.parametrize("rest", ["", "/captcha", "/captcha.wav"])
def test_an_unknown_flow(fake_client, rest):
    problem(fake_client.get(f"/recoveries/nobody-began-this{rest}"), 404, "flow-unknown")
    other = fake_client.post("/registrations").json["flow"]
    problem(fake_client.get(f"/recoveries/{other}{rest}"), 404, "flow-unknown")
