"""A forgotten password: who it is, and which way (L8, L10)."""

import pytest
from recovery_testing import SOUND
from registration_testing import CAPTCHA, invalid, plain, portal, problem

FORM = {"identifier": " kornelia ", "channel": "sms", "captcha": CAPTCHA}


@pytest.fixture
def rules(operators):
    """The operator's rules for recovery, as they were after the test."""
    section = operators.get("virtual-operator").section("recovery")
    before = dict(section)
    yield section
    section.update(before)


@pytest.mark.rule("L3")
def test_the_sign_in_page_leads_here(browser):
    assert 'href="/recover">Nie pamiętam hasła' in plain(browser("GET", "/sign-in"))


def test_the_flow_is_kept_in_a_cookie_that_scripts_and_other_sites_cannot_use(browser):
    [cookie] = [
        value
        for name, value in browser("GET", "/recover").headers
        if name == "Set-Cookie" and value.startswith("__Host-okienko-recovery=")
    ]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_second_visit_goes_on_with_the_same_flow(browser, identity):
    browser("GET", "/recover")
    browser("GET", "/recover")
    assert len(identity.flows) == 1


@pytest.mark.rule("L10")
@pytest.mark.parametrize(("channel", "page"), [("sms", "code"), ("email", "sent")])
def test_the_claim_reaches_identity_as_the_person_wrote_it(browser, identity, channel, page):
    browser("GET", "/recover")
    answer = browser("POST", "/recover", data={**FORM, "channel": channel})
    assert (answer.status_code, answer.location) == (303, f"/recover/{page}")
    assert identity.claims == [
        {"identifier": "kornelia", "channel": channel, "captcha": CAPTCHA, "locale": "pl"}
    ]


@pytest.mark.rule("L10")
def test_both_channels_are_offered_and_one_is_chosen_beforehand(browser):
    text = plain(browser("GET", "/recover"))
    assert 'checked class="form-check-input" id="channel-0"' in text
    assert "SMS z kodem" in text
    assert "E-mail z linkiem" in text


def test_an_operator_with_one_channel_asks_for_none(browser, identity, rules):
    rules["channels"] = ["email"]
    assert 'name="channel"' not in browser("GET", "/recover").text
    answer = browser("POST", "/recover", data={**FORM, "channel": "sms"})
    assert answer.location == "/recover/sent"
    assert identity.claims[0]["channel"] == "email"


def test_an_operator_without_a_captcha_asks_for_none(browser, identity, rules):
    rules["captcha"] = "none"
    assert "captcha" not in browser("GET", "/recover").text
    identity.refuse["identify"] = problem(429, "too-many-codes", retry_at="2026-11-21T10:05:01Z")
    answer = browser("POST", "/recover", data={"identifier": "kornelia", "channel": "sms"})
    assert answer.status_code == 429


@pytest.mark.parametrize("channel", ["", "pigeon"])
def test_a_channel_that_is_not_offered_is_told(browser, identity, channel):
    browser("GET", "/recover")
    answer = browser("POST", "/recover", data={**FORM, "channel": channel})
    assert answer.status_code == 422
    assert 'href="#channel"' in answer.text
    assert 'id="channel"' in answer.text
    assert identity.claims == []


def test_every_empty_field_has_its_own_message(browser):
    browser("GET", "/recover")
    text = plain(browser("POST", "/recover", data={"channel": "email"}))
    assert "Popraw 2 pola" in text
    assert ">Wpisz nazwę użytkownika albo Numer Klienta</a>" in text
    assert ">Przepisz tekst z obrazka</a>" in text
    assert "<title>Błąd" in text
    assert 'checked class="form-check-input" id="channel-1"' in text


def test_a_wrong_captcha_keeps_what_was_typed_and_shows_a_new_image(browser):
    browser("GET", "/recover")
    before = browser("GET", "/recover/captcha.png")
    answer = browser("POST", "/recover", data={**FORM, "captcha": "not-this"})
    assert answer.status_code == 422
    assert "Tekst nie zgadza się z obrazkiem" in plain(answer)
    assert 'value="kornelia"' in answer.text
    assert "not-this" not in answer.text
    assert browser("GET", "/recover/captcha.png").data != before.data


def test_another_image_can_be_asked_for_and_nothing_typed_is_lost(browser):
    browser("GET", "/recover")
    before = browser("GET", "/recover/captcha.png")
    answer = browser("POST", "/recover/captcha", data={**FORM, "channel": "email"})
    assert answer.status_code == 200
    assert 'value="kornelia"' in answer.text
    assert 'checked class="form-check-input" id="channel-1"' in answer.text
    assert 'role="alert"' not in answer.text
    assert browser("GET", "/recover/captcha.png").data != before.data


def test_the_captcha_can_be_heard_without_any_script(browser):
    text = browser("GET", "/recover").text
    assert 'href="/recover/captcha.wav" target="_blank"' in text
    sound = browser("GET", "/recover/captcha.wav")
    assert (sound.status_code, sound.mimetype, sound.data) == (200, "audio/wav", SOUND)
    assert sound.headers["Cache-Control"] == "no-store"


def test_a_browser_that_plays_in_ranges_gets_ranges(browser):
    browser("GET", "/recover")
    part = browser("GET", "/recover/captcha.wav", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"RIFF")


@pytest.mark.parametrize("kind", ["png", "wav"])
def test_there_is_no_challenge_without_a_flow(browser, kind):
    assert browser("GET", f"/recover/captcha.{kind}").status_code == 404


def test_too_many_codes_are_told_with_a_time(browser, identity):
    browser("GET", "/recover")
    identity.refuse["identify"] = problem(
        429, "too-many-codes", retry_at="2026-11-21T10:05:01.000Z"
    )
    answer = browser("POST", "/recover", data=FORM)
    assert answer.status_code == 429
    assert "Wysłaliśmy już zbyt wiele kodów. Spróbuj po 11:06" in plain(answer)


def test_identitys_field_errors_stand_at_their_fields(browser, identity):
    browser("GET", "/recover")
    identity.refuse["identify"] = invalid(identifier=["something.new"])
    answer = browser("POST", "/recover", data=FORM)
    assert answer.status_code == 422
    assert 'id="identifier-error"' in answer.text


def test_an_unforeseen_refusal_is_no_form_error(browser, identity):
    browser("GET", "/recover")
    identity.refuse["identify"] = problem(403, "forbidden")
    assert browser("POST", "/recover", data=FORM).status_code == 500


@pytest.mark.rule("L8")
def test_the_mail_is_announced_to_whoever_asks_alike(browser):
    browser("GET", "/recover")
    browser("POST", "/recover", data={**FORM, "identifier": "nobody", "channel": "email"})
    text = plain(browser("GET", "/recover/sent"))
    assert "Jeśli takie konto istnieje" in text
    assert "Czas działania linku: 60 minut." in text
    assert "nobody" not in text


def test_starting_again_forgets_the_flow(browser, identity):
    browser("GET", "/recover")
    browser("POST", "/recover", data=FORM)
    assert browser("GET", "/recover").location == "/recover/code"
    assert browser("POST", "/recover/restart").location == "/recover"
    assert browser("GET", "/recover").status_code == 200
    assert len(identity.flows) == 2


@pytest.mark.parametrize("path", ["code", "sent", "password"])
def test_a_page_that_is_not_due_leads_to_the_one_that_is(browser, path):
    browser("GET", "/recover")
    assert browser("GET", f"/recover/{path}").location == "/recover"


@pytest.mark.parametrize("path", ["code", "sent", "password"])
def test_a_flow_that_is_over_is_explained(browser, identity, path):
    browser("GET", "/recover")
    identity.flows.clear()
    answer = browser("GET", f"/recover/{path}")
    assert answer.status_code == 410
    assert "Czas na nowe hasło minął" in plain(answer)
    assert 'href="/recover"' in answer.text


@pytest.mark.parametrize("value", ["../sessions", "a/b", "", "%2e%2e", "x" * 200])
def test_a_cookie_that_is_no_flow_never_reaches_identity(browser, value):
    browser.client.set_cookie(
        "__Host-okienko-recovery", value, domain="virtual-operator.localhost", secure=True
    )
    assert browser("POST", "/recover/captcha", data=FORM).status_code == 410


@pytest.mark.parametrize("path", ["/recover/captcha", "/recover/resend"])
def test_the_address_of_a_button_leads_back_when_it_is_opened(browser, path):
    assert browser("GET", path).location.startswith("/recover")


def test_every_form_carries_the_csrf_token_and_is_refused_without(
    common, operators, identity, clock
):
    client = portal(common, operators, identity, clock, csrf=True).test_client()
    base_url = "https://virtual-operator.localhost:8080"
    text = client.get("/recover", base_url=base_url).text
    assert text.count("<form") == text.count('name="csrf_token"')
    assert client.post("/recover", base_url=base_url, data=FORM).status_code == 400
    assert identity.claims == []


def test_the_page_speaks_english_too(browser):
    text = plain(browser("GET", "/recover", headers={"Accept-Language": "en"}))
    assert "I have forgotten my password" in text
    assert "Text message with a code" in text
