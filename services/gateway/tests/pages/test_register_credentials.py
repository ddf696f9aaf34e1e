"""Registration, steps 2 and 3: R6, R7."""

import pytest
from registration_testing import CAPTCHA, CODE, EMAIL, invalid, plain, problem

IDENTIFY = {
    "customer_number": "10000001",
    "phone": "600123456",
    "captcha": CAPTCHA,
    "consent_phone": "y",
}
PASSWORD = "Trzy-Zielone-Rowery-7"
FORM = {
    "user_name": "anna.nowak",
    "password": PASSWORD,
    "password_repeat": PASSWORD,
    "email": "anna@example.org",
}


@pytest.fixture
def browser(browser):
    browser("GET", "/register")
    browser("POST", "/register", data=IDENTIFY)
    browser("POST", "/register/code", data={"code": CODE})
    return browser


@pytest.mark.rule("R6")
def test_the_page_tells_the_rules_before_anything_is_typed(browser):
    text = browser("GET", "/register/credentials").text
    assert "Zdefiniuj nazwę użytkownika" in text
    assert "Od 12 do 128 znaków." in text
    assert "Od 3 do 64 znaków" in text
    assert "Mamy prawo przetwarzać podany przez Ciebie" in text


@pytest.mark.rule("R6")
def test_the_classes_an_operator_asks_for_are_among_the_rules(browser, operators):
    rules = operators.get("virtual-operator").section("password")
    rules["required_classes"] = ["upper", "digit"]
    try:
        text = browser("GET", "/register/credentials").text
    finally:
        rules["required_classes"] = []
    assert "Potrzebne są: wielka litera, cyfra." in text


@pytest.mark.rule("R6")
def test_the_address_on_file_is_filled_in(browser):
    assert f'value="{EMAIL}"' in browser("GET", "/register/credentials").text


@pytest.mark.rule("R6")
@pytest.mark.rule("R7")
def test_what_was_chosen_reaches_identity_and_the_mail_is_announced(browser, identity):
    answer = browser("POST", "/register/credentials", data=FORM, follow_redirects=True)
    assert answer.request.path == "/register/mail-sent"
    assert "Na podany w\xa0formularzu adres e-mail została wysłana wiadomość" in answer.text
    assert "Link działa przez 24 godziny." in answer.text
    assert "Wróć do strony logowania" in answer.text
    assert identity.chosen == [
        {"user_name": "anna.nowak", "password": PASSWORD, "email": "anna@example.org"}
    ]


def test_passwords_that_differ_go_nowhere(browser, identity):
    answer = browser("POST", "/register/credentials", data={**FORM, "password_repeat": "other"})
    assert answer.status_code == 422
    assert "Hasła różnią się od siebie" in answer.text
    assert identity.chosen == []


def test_nothing_typed_is_lost_but_the_passwords(browser, identity):
    identity.refuse["choose_credentials"] = invalid(user_name=["user-name.taken"])
    answer = browser("POST", "/register/credentials", data=FORM)
    assert answer.status_code == 422
    assert "Ta nazwa jest zajęta." in answer.text
    assert 'href="#user_name"' in answer.text
    assert 'value="anna.nowak"' in answer.text
    assert PASSWORD not in answer.text


def test_a_blank_in_a_password_is_part_of_it(browser, identity):
    password = " trzy zielone rowery "
    typed = {**FORM, "password": password, "password_repeat": password}
    browser("POST", "/register/credentials", data=typed)
    assert identity.chosen[0]["password"] == password


@pytest.mark.rule("R6")
def test_a_double_submit_makes_one_account(browser, identity):
    for _ in range(2):
        answer = browser("POST", "/register/credentials", data=FORM, follow_redirects=True)
        assert "została wysłana wiadomość" in answer.text
    assert len(identity.chosen) == 1


@pytest.mark.rule("R1")
def test_a_page_that_is_not_due_leads_to_the_one_that_is(browser):
    assert browser("GET", "/register/mail-sent").location == "/register/credentials"
    browser("POST", "/register/credentials", data=FORM)
    for path in ("/register", "/register/code", "/register/credentials"):
        assert browser("GET", path).location == "/register/mail-sent"


def test_an_unknown_flow_is_explained(browser, identity):
    identity.flows.clear()
    for path in ("/register/credentials", "/register/mail-sent"):
        assert browser("GET", path).status_code == 410


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        pytest.param(429, "busy", "Odczekaj kilka sekund", id="too much at once"),
        pytest.param(
            409, "already-registered", "jest już zarejestrowany", id="somebody was faster"
        ),
    ],
)
def test_a_refusal_that_is_nobodys_fault_is_told_and_is_no_breakdown(
    browser, identity, status, kind, words
):
    identity.refuse["choose_credentials"] = problem(status, kind)
    answer = browser("POST", "/register/credentials", data=FORM)
    assert answer.status_code == status
    assert words in plain(answer)
