"""Registration, step 1, second half: the one-time SMS password (R5)."""

from datetime import timedelta

import pytest
from registration_testing import CAPTCHA, CODE, invalid, problem

FORM = {
    "customer_number": "10000001",
    "phone": "600123456",
    "captcha": CAPTCHA,
    "consent_phone": "y",
}


@pytest.fixture
def browser(browser):
    browser("GET", "/register")
    browser("POST", "/register", data=FORM)
    return browser


@pytest.mark.rule("R5")
def test_the_page_says_what_was_sent_and_until_when_it_is_valid(browser):
    text = browser("GET", "/register/code").text
    assert "Na numer telefonu podany" in text
    assert "Ważne do 10:29." in text
    assert "Pozostałe próby: 5." in text
    assert 'autocomplete="one-time-code"' in text
    assert 'inputmode="numeric"' in text


@pytest.mark.rule("R5")
@pytest.mark.parametrize("typed", [CODE, " 123 456 "])
def test_the_right_code_opens_the_second_step(browser, typed):
    answer = browser("POST", "/register/code", data={"code": typed})
    assert (answer.status_code, answer.location) == (303, "/register/credentials")


@pytest.mark.rule("R5")
def test_a_wrong_code_is_told_with_the_tries_left(browser):
    answer = browser("POST", "/register/code", data={"code": "000000"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "To hasło jest nieprawidłowe. Pozostałe próby: 4." in answer.text
    assert "000000" not in answer.text


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_cannot_be_a_code_costs_no_try(browser, typed):
    answer = browser("POST", "/register/code", data={"code": typed})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Pozostałe próby: 5." in answer.text


@pytest.mark.rule("R5")
def test_after_the_last_try_there_is_no_field_but_a_way_on(browser):
    for _ in range(5):
        answer = browser("POST", "/register/code", data={"code": "000000"})
    for page in (answer, browser("GET", "/register/code")):
        assert page.status_code == 410
        assert 'name="code"' not in page.text
        assert 'role="alert"' in page.text
        assert 'action="/register/restart"' in page.text
        assert "588" in page.text
    assert browser("POST", "/register/code", data={"code": CODE}).status_code == 410


@pytest.mark.rule("R5")
def test_an_expired_code_is_told_with_what_to_do(browser, clock):
    clock.advance(timedelta(minutes=6))
    assert "Hasło wygasło, wyślij nowe." in browser("GET", "/register/code").text
    answer = browser("POST", "/register/code", data={"code": CODE})
    assert answer.status_code == 410
    assert "To hasło wygasło. Wyślij nowe hasło" in answer.text
    assert 'name="code"' in answer.text


def test_a_new_code_can_be_sent_after_a_minute(browser, clock, identity):
    text = browser("GET", "/register/code").text
    assert "Możesz je wysłać od 10:26." in text
    assert 'data-resend-seconds="60"' in text
    clock.advance(timedelta(seconds=60))
    text = browser("GET", "/register/code").text
    assert "Możesz je wysłać" not in text
    assert 'data-resend-seconds="0"' in text
    answer = browser("POST", "/register/resend", follow_redirects=True)
    assert "Wysłaliśmy nowe hasło." in answer.text
    [flow] = identity.flows.values()
    assert flow.sent_at == clock.now()


def test_a_new_code_asked_for_too_soon_is_told_from_when(browser):
    answer = browser("POST", "/register/resend")
    assert answer.status_code == 429
    assert 'role="alert"' in answer.text
    assert "Nowe hasło możesz wysłać od 10:26." in answer.text
    assert 'name="code"' in answer.text


def test_too_many_codes_are_told_with_a_time(browser, identity):
    identity.refuse["resend_code"] = problem(
        429, "too-many-codes", retry_at="2026-11-21T10:05:00.000Z"
    )
    answer = browser("POST", "/register/resend")
    assert answer.status_code == 429
    assert "Spróbuj po 11:05" in answer.text


def test_no_code_is_sent_when_no_try_is_left(browser, identity):
    identity.refuse["resend_code"] = problem(410, "code-exhausted")
    answer = browser("POST", "/register/resend")
    assert answer.status_code == 410
    assert "Wszystkie próby zostały wykorzystane." in answer.text


def test_identitys_own_check_of_the_form_is_shown(browser, identity):
    def refuse(*_):
        raise invalid(code=["invalid"])

    identity.confirm = refuse
    answer = browser("POST", "/register/code", data={"code": CODE})
    assert answer.status_code == 422
    assert "Popraw to pole." in answer.text


@pytest.mark.rule("R1")
def test_the_back_button_leads_to_the_step_that_is_due(browser):
    assert browser("GET", "/register").location == "/register/code"
    for method in ("GET", "POST"):
        browser("POST", "/register/code", data={"code": CODE})
        answer = browser(method, "/register/code", data={"code": CODE})
        assert answer.location == "/register/credentials"
    assert browser("POST", "/register/resend").location == "/register/credentials"


def test_an_unknown_flow_is_explained(browser, identity):
    identity.flows.clear()
    for method in ("GET", "POST"):
        answer = browser(method, "/register/code", data={"code": CODE})
        assert answer.status_code == 410
        assert "Rejestracja wygasła" in answer.text
