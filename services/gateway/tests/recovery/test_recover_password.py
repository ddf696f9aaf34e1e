"""A forgotten password: the new one, after the code or by the link (L8, L10)."""

import pytest
from recovery_testing import PASSWORD
from registration_testing import CAPTCHA, CODE, LINK, invalid, plain, problem

FORM = {"password": PASSWORD, "password_repeat": PASSWORD}
LINK_PATH = f"/reset/{LINK}"


@pytest.fixture
def confirmed(browser):
    browser("GET", "/recover")
    form = {"identifier": "kornelia", "channel": "sms", "captcha": CAPTCHA}
    browser("POST", "/recover", data=form)
    browser("POST", "/recover/code", data={"code": CODE})
    return browser


@pytest.fixture(params=["/recover/password", LINK_PATH])
def path(request, confirmed):
    return request.param


def test_the_rules_are_told_before_typing(confirmed, path):
    text = plain(confirmed("GET", path))
    assert "Od 12 do 128 znaków." in text
    assert text.count('autocomplete="new-password"') == 2


@pytest.mark.rule("L10")
def test_a_new_password_is_set_and_it_is_told(confirmed, identity, path):
    answer = confirmed("POST", path, data=FORM, follow_redirects=True)
    assert answer.request.path == "/recover/done"
    assert "Wszystkie urządzenia są wylogowane. Zaloguj się nowym hasłem." in plain(answer)
    assert identity.passwords == [PASSWORD]


def test_passwords_that_differ_go_nowhere(confirmed, identity, path):
    answer = confirmed("POST", path, data={**FORM, "password_repeat": "other"})
    assert answer.status_code == 422
    assert "Hasła różnią się od siebie" in plain(answer)
    assert identity.passwords == []


def test_a_password_against_the_rules_stands_at_its_field(confirmed, identity, path):
    identity.refuse["password"] = invalid(password=["password.common"])
    answer = confirmed("POST", path, data=FORM)
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert PASSWORD not in answer.text


def test_a_busy_identity_asks_for_patience(confirmed, identity, path):
    identity.refuse["password"] = problem(429, "busy")
    answer = confirmed("POST", path, data=FORM)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert "Odczekaj kilka sekund" in plain(answer)


def test_after_it_is_done_recovery_begins_anew(confirmed, identity):
    confirmed("POST", "/recover/password", data=FORM)
    assert confirmed("GET", "/recover").status_code == 200
    assert len(identity.flows) == 2


def test_a_double_submit_sets_one_password(confirmed, identity):
    [token] = identity.flows
    confirmed("POST", "/recover/password", data=FORM)
    confirmed.client.set_cookie(
        "__Host-okienko-recovery", token, domain="virtual-operator.localhost", secure=True
    )
    assert confirmed("POST", "/recover/password", data=FORM).location == "/recover/done"
    assert confirmed("GET", "/recover").status_code == 200
    assert len(identity.passwords) == 1


@pytest.mark.rule("L8")
def test_looking_at_a_link_changes_nothing(browser, identity):
    for _ in range(3):
        assert browser("GET", LINK_PATH).status_code == 200
    assert identity.link == "usable"
    assert identity.passwords == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("state", "heading", "way_on"),
    [
        ("used", "Ten link był już użyty", 'href="/sign-in"'),
        ("expired", "Ten link wygasł", 'href="/recover"'),
    ],
)
def test_a_link_that_opens_nothing_says_what_to_do(
    browser, identity, method, state, heading, way_on
):
    identity.link = state
    answer = browser(method, LINK_PATH, data=FORM)
    assert answer.status_code == 410
    main = plain(answer).split("<main")[1]
    assert heading in main
    assert way_on in main
    assert "Rejestr" not in main
    assert 'type="password"' not in main


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_link_says_what_to_do(browser, method):
    answer = browser(method, "/reset/torn", data=FORM)
    assert answer.status_code == 404
    assert "Nie znamy tego linku" in plain(answer)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_identity_cannot_even_read_is_unknown(browser, identity, method):
    def refuse(*_):
        raise invalid(token=["invalid"])

    identity.peek_link = identity.reset_password = refuse
    assert browser(method, "/reset/" + "x" * 500, data=FORM).status_code == 404


def test_a_link_of_another_kind_sets_no_password(browser, identity):
    identity.peek_link = lambda *_: {"purpose": "activate-account", "state": "usable"}
    answer = browser("GET", LINK_PATH)
    assert answer.status_code == 404
    assert 'type="password"' not in answer.text


def test_an_unforeseen_refusal_is_a_failure_with_a_number(confirmed, identity, path):
    identity.refuse["password"] = problem(403, "forbidden")
    answer = confirmed("POST", path, data=FORM)
    assert answer.status_code == 500
    assert "podaj numer zdarzenia" in plain(answer)


def test_the_secret_in_the_address_is_kept_from_caches_and_other_sites(browser):
    headers = browser("GET", LINK_PATH).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
