"""Registration, step 1: R1 to R4."""

import pytest
from registration_testing import CAPTCHA, invalid, plain, portal, problem

TYPED = {"customer_number": " 10000001 ", "phone": "600 123-456", "captcha": CAPTCHA}
FORM = {**TYPED, "consent_phone": "y"}


@pytest.mark.rule("R1")
def test_the_first_page_shows_three_numbered_steps(browser):
    text = browser("GET", "/register").text
    for step in ("1 Autoryzacja", "2 Ustawienie danych użytkownika", "3 Link aktywacyjny"):
        assert step in text


def test_the_flow_is_kept_in_a_cookie_that_scripts_and_other_sites_cannot_use(browser):
    [cookie] = [
        value
        for name, value in browser("GET", "/register").headers
        if name == "Set-Cookie" and value.startswith("__Host-okienko-flow=")
    ]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_second_visit_goes_on_with_the_same_flow(browser, identity):
    browser("GET", "/register")
    browser("GET", "/register")
    assert len(identity.flows) == 1


def test_a_flow_that_is_over_is_followed_by_a_new_one(browser, identity):
    browser("GET", "/register")
    identity.flows.clear()
    assert browser("GET", "/register").status_code == 200
    assert len(identity.flows) == 1


@pytest.mark.rule("R2")
@pytest.mark.rule("R4")
def test_the_claim_reaches_identity_as_the_person_wrote_it(browser, identity):
    browser("GET", "/register")
    answer = browser("POST", "/register", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/register/code")
    assert identity.claims == [
        {
            "customer_number": "10000001",
            "phone": "600 123-456",
            "captcha": CAPTCHA,
            "consents": ["phone-processing"],
            "locale": "pl",
        }
    ]


@pytest.mark.rule("R4")
def test_without_the_consent_nothing_is_asked_of_identity(browser, identity):
    browser("GET", "/register")
    answer = browser("POST", "/register", data=TYPED)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'href="#consent_phone"' in answer.text
    assert identity.claims == []


@pytest.mark.rule("R4")
def test_the_consent_is_the_operators_text_with_its_footnote(browser):
    text = browser("GET", "/register").text
    assert "Dotyczy Operatora będącego stroną mojej Umowy Abonenckiej" in text
    assert 'href="#consent_phone-footnote"' in text
    assert 'id="consent_phone-footnote"' in text


def test_every_empty_field_has_its_own_message(browser):
    browser("GET", "/register")
    text = plain(browser("POST", "/register", data={}))
    assert "Popraw 4 pola" in text
    for message in ("Wpisz Numer Klienta", "Wpisz numer telefonu", "Przepisz tekst z obrazka"):
        assert f">{message}</a>" in text
    assert "<title>Błąd" in text


@pytest.mark.rule("R3")
def test_a_wrong_captcha_keeps_what_was_typed_and_shows_a_new_image(browser, identity):
    browser("GET", "/register")
    before = browser("GET", "/register/captcha.png")
    answer = browser("POST", "/register", data={**FORM, "captcha": "not-this"})
    assert answer.status_code == 422
    assert "Tekst nie zgadza się z obrazkiem" in plain(answer)
    assert 'value="10000001"' in answer.text
    assert 'value="600 123-456"' in answer.text
    assert "not-this" not in answer.text
    assert " checked " in answer.text
    assert browser("GET", "/register/captcha.png").data != before.data
    assert identity.claims == []


@pytest.mark.rule("R3")
def test_another_image_can_be_asked_for_and_nothing_typed_is_lost(browser):
    browser("GET", "/register")
    before = browser("GET", "/register/captcha.png")
    answer = browser("POST", "/register/captcha", data=FORM)
    assert answer.status_code == 200
    assert 'value="10000001"' in answer.text
    assert " checked " in answer.text
    assert 'role="alert"' not in answer.text
    assert browser("GET", "/register/captcha.png").data != before.data


@pytest.mark.rule("R3")
def test_the_image_is_never_stored(browser):
    browser("GET", "/register")
    image = browser("GET", "/register/captcha.png")
    assert image.mimetype == "image/png"
    assert image.headers["Cache-Control"] == "no-store"


def test_there_is_no_image_without_a_flow(browser):
    assert browser("GET", "/register/captcha.png").status_code == 404


def test_who_cannot_use_the_image_is_offered_the_helpline(browser):
    assert 'href="tel:588588150"' in browser("GET", "/register").text.split("<footer")[0]


def test_identitys_field_errors_stand_at_their_fields(browser, identity):
    browser("GET", "/register")
    identity.refuse["identify"] = invalid(
        customer_number=["customer-number.format"], phone=["phone.invalid"]
    )
    answer = browser("POST", "/register", data=FORM)
    assert answer.status_code == 422
    assert 'id="customer_number-error"' in answer.text
    assert "To nie jest numer telefonu" in answer.text


def test_too_many_codes_are_told_with_a_time(browser, identity):
    browser("GET", "/register")
    identity.refuse["identify"] = problem(
        429, "too-many-codes", retry_at="2026-11-21T10:05:01.000Z"
    )
    answer = browser("POST", "/register", data=FORM)
    assert answer.status_code == 429
    assert "Spróbuj po 11:06" in answer.text


def test_an_unforeseen_refusal_is_no_form_error(browser, identity):
    browser("GET", "/register")
    identity.refuse["identify"] = problem(403, "forbidden")
    assert browser("POST", "/register", data=FORM).status_code == 500


def test_a_form_whose_flow_is_over_is_explained(browser, identity):
    browser("GET", "/register")
    identity.flows.clear()
    answer = browser("POST", "/register", data=FORM)
    assert answer.status_code == 410
    assert "Rejestracja wygasła" in answer.text
    assert 'href="/register"' in answer.text


def test_a_browser_without_cookies_is_told(browser):
    answer = browser("POST", "/register", data=FORM)
    assert answer.status_code == 410
    assert "plik" in answer.text


@pytest.mark.parametrize("value", ["../sessions", "a/b", "", "%2e%2e", "x" * 200])
def test_a_cookie_that_is_no_flow_never_reaches_identity(browser, identity, value):
    browser.client.set_cookie(
        "__Host-okienko-flow", value, domain="virtual-operator.localhost", secure=True
    )
    assert browser("POST", "/register/captcha", data=FORM).status_code == 410


@pytest.mark.rule("R1")
def test_a_double_submit_lands_on_the_next_page(browser, identity):
    browser("GET", "/register")
    for _ in range(2):
        assert browser("POST", "/register", data=FORM).location == "/register/code"
    assert len(identity.claims) == 1


def test_starting_again_forgets_the_flow(browser, identity):
    browser("GET", "/register")
    browser("POST", "/register", data=FORM)
    assert browser("POST", "/register/restart").location == "/register"
    assert browser("GET", "/register").status_code == 200
    assert len(identity.flows) == 2


@pytest.mark.parametrize("path", ["/register/captcha", "/register/resend"])
def test_the_address_of_a_button_leads_back_when_it_is_opened(browser, path):
    assert browser("GET", path).location.startswith("/register")


def test_every_form_carries_the_csrf_token_and_is_refused_without(
    common, operators, identity, clock
):
    client = portal(common, operators, identity, clock, csrf=True).test_client()
    base_url = "https://virtual-operator.localhost:8080"
    text = client.get("/register", base_url=base_url).text
    assert text.count("<form") == text.count('name="csrf_token"')
    assert client.post("/register", base_url=base_url, data=FORM).status_code == 400
    assert identity.claims == []


def test_the_page_speaks_english_too(browser):
    text = plain(browser("GET", "/register", headers={"Accept-Language": "en"}))
    assert "Create your eBOK account" in text
    assert "I agree that the Operator" in text
