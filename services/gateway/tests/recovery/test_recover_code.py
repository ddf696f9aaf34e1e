"""A forgotten password: the code from the SMS (L10)."""

from datetime import timedelta

import pytest
from registration_testing import CAPTCHA, CODE, invalid, plain, problem


@pytest.fixture
def browser(browser):
    browser("GET", "/recover")
    form = {"identifier": "kornelia", "channel": "sms", "captcha": CAPTCHA}
    browser("POST", "/recover", data=form)
    return browser


@pytest.mark.rule("L10")
def test_the_page_reveals_nobody_and_says_until_when_the_code_is_valid(browser):
    text = plain(browser("GET", "/recover/code"))
    assert "Jeśli takie konto istnieje" in text
    assert "Ważny do 10:29." in text
    assert "Pozostałe próby: 5." in text
    assert 'autocomplete="one-time-code"' in text
    assert 'inputmode="numeric"' in text


@pytest.mark.rule("L10")
@pytest.mark.parametrize("typed", [CODE, " 123 456 "])
def test_the_right_code_opens_the_next_page(browser, typed):
    answer = browser("POST", "/recover/code", data={"code": typed})
    assert (answer.status_code, answer.location) == (303, "/recover/password")


def test_a_wrong_code_is_told_with_the_tries_left(browser):
    answer = browser("POST", "/recover/code", data={"code": "000000"})
    assert answer.status_code == 422
    assert "Ten kod jest nieprawidłowy. Pozostałe próby: 4." in plain(answer)
    assert "000000" not in answer.text


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６"])
def test_what_cannot_be_a_code_costs_no_try(browser, typed):
    answer = browser("POST", "/recover/code", data={"code": typed})
    assert answer.status_code == 422
    assert "Pozostałe próby: 5." in plain(answer)


def test_after_the_last_try_there_is_no_field_but_a_way_on(browser):
    for _ in range(5):
        answer = browser("POST", "/recover/code", data={"code": "000000"})
    for page in (answer, browser("GET", "/recover/code")):
        assert page.status_code == 410
        assert 'name="code"' not in page.text
        assert 'action="/recover/restart"' in page.text
        assert "588" in page.text


def test_an_expired_code_is_told_with_what_to_do(browser, clock):
    clock.advance(timedelta(minutes=6))
    assert "Kod wygasł, wyślij nowy." in plain(browser("GET", "/recover/code"))
    answer = browser("POST", "/recover/code", data={"code": CODE})
    assert answer.status_code == 410
    assert "Ten kod wygasł. Wyślij nowy kod" in plain(answer)


def test_a_new_code_can_be_sent_after_a_minute_and_it_is_told_once(browser, clock):
    text = plain(browser("GET", "/recover/code"))
    assert "Możesz go wysłać od 10:26." in text
    assert 'data-resend-seconds="60"' in text
    clock.advance(timedelta(seconds=60))
    assert browser("POST", "/recover/resend").location == "/recover/code"
    assert "Wysłaliśmy nowy kod." in plain(browser("GET", "/recover/code"))
    assert "Wysłaliśmy nowy kod." not in plain(browser("GET", "/recover/code"))


def test_a_new_code_asked_for_too_soon_is_told_from_when(browser):
    answer = browser("POST", "/recover/resend")
    assert answer.status_code == 429
    assert "Nowy kod możesz wysłać od 10:26." in plain(answer)
    assert 'name="code"' in answer.text


def test_no_code_is_sent_when_no_try_is_left(browser, identity):
    identity.refuse["resend"] = problem(410, "code-exhausted")
    answer = browser("POST", "/recover/resend")
    assert answer.status_code == 410
    assert "Wszystkie próby zostały wykorzystane." in plain(answer)


def test_identitys_own_check_of_the_form_is_shown(browser, identity):
    identity.refuse["confirm"] = invalid(code=["invalid"])
    answer = browser("POST", "/recover/code", data={"code": CODE})
    assert answer.status_code == 422
    assert "Popraw to pole." in plain(answer)


def test_a_double_submit_and_the_back_button_lead_to_what_is_due(browser):
    for _ in range(2):
        answer = browser("POST", "/recover/code", data={"code": CODE})
        assert answer.location == "/recover/password"
    for path in ("/recover", "/recover/code", "/recover/sent"):
        assert browser("GET", path).location == "/recover/password"
    assert browser("POST", "/recover/resend").location == "/recover/password"
