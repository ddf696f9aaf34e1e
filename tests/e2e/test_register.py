"""Registration of virtual-operator, walked by a person: R1 to R7, T1 to T3."""

import re
import secrets
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.portal import PASSWORD, Portal
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import Person, Suite
from tools.demo.browser import Browser

SUBMIT_TWICE_AT_ONCE = """form => Promise.all([1, 2].map(() =>
    fetch("/register/credentials", {method: "POST", body: new URLSearchParams(form)})
        .then(answer => answer.text())))"""


@pytest.fixture
def portal(page: Page, screenshots: Path) -> Portal:
    return Portal(page, screenshots)


@pytest.fixture
def user_name() -> str:
    return f"klient-{secrets.token_hex(4)}"


@pytest.mark.rule("R1")
@pytest.mark.rule("R2")
@pytest.mark.rule("R3")
@pytest.mark.rule("R4")
@pytest.mark.rule("R5")
@pytest.mark.rule("R6")
@pytest.mark.rule("R7")
@pytest.mark.rule("L1")
@pytest.mark.rule("L15")
@pytest.mark.rule("R3")
@pytest.mark.rule("R4")
@pytest.mark.rule("B3")
def test_a_customer_registers_signs_in_and_opens_an_invoice(
    portal: Portal, sandbox: Sandbox, newcomer: Person, user_name: str
) -> None:
    page = portal.page
    portal.start_registration()
    portal.expect_text("1 Autoryzacja")
    portal.expect_text("2 Ustawienie danych użytkownika")
    portal.expect_text("3 Link aktywacyjny")
    portal.photograph("register-1")

    asked = time.monotonic()
    portal.identify(newcomer.customer_number, newcomer.phone)
    code = sandbox.await_code(newcomer.phone)
    assert time.monotonic() - asked < 5  # filling the form included; the bench measures the SMS
    portal.expect_text("Na numer telefonu podany w formularzu, wysłaliśmy sms")
    portal.photograph("register-code")

    portal.enter_code(code)
    portal.expect_text("Zdefiniuj nazwę użytkownika i hasło do konta")
    expect(page.locator("[name=email]")).to_have_value(newcomer.email or "")
    portal.photograph("register-credentials")
    portal.choose_credentials(user_name)
    portal.expect_text("Na podany w formularzu adres e-mail została wysłana wiadomość")
    portal.photograph("register-mail-sent")

    link = sandbox.await_link(newcomer.email or "")
    page.goto(link)
    portal.photograph("activate")
    portal.follow_activation_link(link)
    portal.expect_text("Twój adres e-mail został poprawnie zweryfikowany.")
    portal.photograph("activated")
    page.get_by_role("link", name="Przejdź do strony logowania").click()

    for identifier in (user_name, newcomer.customer_number):
        portal.sign_in(identifier)
        portal.expect_home()
        portal.sign_out()
        expect(page).to_have_url(re.compile("/sign-in"))

    portal.sign_in(user_name)
    portal.photograph("home")
    page.get_by_role("link", name="Faktury").first.click()
    portal.photograph("invoices")
    page.get_by_role("link", name=re.compile(r"^FV.")).first.click()
    portal.expect_text("VAT")
    portal.photograph("invoice")
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.rule("R5", negative=True)
def test_a_wrong_code_is_told_and_the_right_one_still_opens(
    portal: Portal, sandbox: Sandbox, newcomer: Person
) -> None:
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    code = sandbox.await_code(newcomer.phone)
    portal.enter_code("000000" if code != "000000" else "111111")
    expect(portal.page.get_by_role("alert")).to_be_visible()
    portal.photograph("register-code-wrong")
    portal.enter_code(code)
    portal.expect_text("Zdefiniuj nazwę użytkownika i hasło do konta")


@pytest.mark.rule("R5", negative=True)
def test_after_five_wrong_codes_the_right_one_opens_nothing(
    portal: Portal, sandbox: Sandbox, newcomer: Person
) -> None:
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    code = sandbox.await_code(newcomer.phone)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        portal.enter_code(wrong)
        expect(portal.page.get_by_role("alert")).to_be_visible()
    portal.photograph("register-code-exhausted")
    if portal.page.locator("[name=code]").count():
        portal.enter_code(code)
    expect(portal.page.locator("[name=user_name]")).to_have_count(0)


@pytest.mark.rule("R5", negative=True)
def test_an_expired_code_is_refused_and_a_new_one_opens(
    portal: Portal, sandbox: Sandbox, newcomer: Person
) -> None:
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    old = sandbox.await_code(newcomer.phone)
    sandbox.advance("6m")
    portal.enter_code(old)
    expect(portal.page.get_by_role("alert")).to_be_visible()
    portal.photograph("register-code-expired")
    portal.page.get_by_role("button", name=re.compile("Wyślij", re.IGNORECASE)).first.click()
    portal.enter_code(sandbox.await_code(newcomer.phone, after=1))
    portal.expect_text("Zdefiniuj nazwę użytkownika i hasło do konta")


@pytest.mark.rule("R2", negative=True)
@pytest.mark.parametrize("who", ["unknown", "mismatched", "registered"])
def test_strangers_see_the_same_page_as_customers(
    portal: Portal, sandbox: Sandbox, newcomer: Person, member: Person, suite: Suite, who: str
) -> None:
    number, phone = {
        "unknown": ("99999999", "+48600999999"),
        "mismatched": (newcomer.customer_number, "+48600999998"),
        "registered": (member.customer_number, member.phone),
    }[who]
    portal.start_registration()
    portal.identify(number, phone)
    portal.expect_text("Na numer telefonu podany w formularzu, wysłaliśmy sms")
    portal.enter_code("123456")
    expect(portal.page.get_by_role("alert")).to_be_visible()
    expect(portal.page.locator("[name=code]")).to_be_visible()
    if who == "registered":
        text = sandbox.await_sms(member.phone)["text"]
        assert "Masz już konto" in text
        assert not re.search(r"\b\d{6}\b", text.replace(member.customer_number, ""))
    else:
        assert sandbox.sms(phone) == []


@pytest.mark.rule("R3", negative=True)
def test_a_wrong_captcha_sends_nothing_and_keeps_what_was_typed(
    portal: Portal, sandbox: Sandbox, newcomer: Person
) -> None:
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone, captcha="nie-to")
    expect(portal.page.get_by_role("alert")).to_be_visible()
    expect(portal.page.locator("[name=customer_number]")).to_have_value(newcomer.customer_number)
    portal.photograph("register-captcha-wrong")
    assert sandbox.sms(newcomer.phone) == []


@pytest.mark.rule("R4", negative=True)
def test_without_the_consent_nothing_is_sent(
    portal: Portal, sandbox: Sandbox, newcomer: Person
) -> None:
    page = portal.page
    portal.start_registration()
    page.locator("[name=customer_number]").fill(newcomer.customer_number)
    page.locator("[name=phone]").fill(newcomer.phone)
    page.locator("[name=captcha]").fill("okienko")
    page.get_by_role("button", name="Dalej").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert sandbox.sms(newcomer.phone) == []


@pytest.mark.rule("R7", negative=True)
def test_a_link_works_once_and_looking_at_it_changes_nothing(
    portal: Portal, sandbox: Sandbox, suite: Suite, newcomer: Person, user_name: str
) -> None:
    page = portal.page
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    portal.choose_credentials(user_name)
    link = sandbox.await_link(newcomer.email or "")
    for _ in range(3):  # as mail scanners do
        assert Browser(suite.base_url()).get(urlsplit(link).path).status == 200
    portal.sign_in(user_name)
    expect(page.get_by_role("alert")).to_be_visible()

    portal.follow_activation_link(link)
    portal.expect_text("Twój adres e-mail został poprawnie zweryfikowany.")
    page.goto(link)
    expect(page.get_by_role("button", name="Potwierdź")).to_have_count(0)
    portal.photograph("link-used")
    portal.sign_in(user_name)
    portal.expect_home()


@pytest.mark.rule("R7", negative=True)
def test_an_expired_link_opens_nothing(
    portal: Portal, sandbox: Sandbox, newcomer: Person, user_name: str
) -> None:
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    portal.choose_credentials(user_name)
    link = sandbox.await_link(newcomer.email or "")
    sandbox.advance("25h")
    portal.page.goto(link)
    expect(portal.page.get_by_role("button", name="Potwierdź")).to_have_count(0)
    portal.photograph("link-expired")


@pytest.mark.rule("R1", negative=True)
def test_the_back_button_leads_to_the_step_that_is_due(
    portal: Portal, sandbox: Sandbox, newcomer: Person
) -> None:
    page = portal.page
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    portal.expect_text("Zdefiniuj nazwę użytkownika i hasło do konta")
    page.goto("/register/code")
    portal.expect_text("Zdefiniuj nazwę użytkownika i hasło do konta")


@pytest.mark.rule("R6", negative=True)
def test_a_double_submit_makes_one_account_and_one_mail(
    portal: Portal, sandbox: Sandbox, newcomer: Person, user_name: str
) -> None:
    page = portal.page
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    csrf = page.locator("[name=csrf_token]").first.input_value()
    form = {
        "csrf_token": csrf,
        "user_name": user_name,
        "password": PASSWORD,
        "password_repeat": PASSWORD,
        "email": newcomer.email or "",
    }
    for answer in page.evaluate(SUBMIT_TWICE_AT_ONCE, form):
        assert "została wysłana wiadomość" in answer
    sandbox.await_mail(newcomer.email or "")
    assert len(sandbox.mail(newcomer.email or "")) == 1


@pytest.mark.rule("R5", negative=True)
def test_a_code_that_was_used_opens_nothing_again_and_two_tabs_end_at_one_place(
    portal: Portal, sandbox: Sandbox, newcomer: Person
) -> None:
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    code = sandbox.await_code(newcomer.phone)
    other = portal.page.context.new_page()
    other.goto("/register")  # resumes what the first tab began
    other.locator("[name=code]").fill(code)
    other.get_by_role("button", name="Dalej").click()
    expect(other.locator("[name=user_name]")).to_be_visible()
    portal.enter_code(code)
    expect(portal.page.locator("[name=user_name]")).to_be_visible()
    assert len(sandbox.sms(newcomer.phone)) == 1


@pytest.mark.rule("R6", negative=True)
@pytest.mark.parametrize(
    ("password", "repeat"),
    [
        pytest.param("za-krotkie", "za-krotkie", id="too short"),
        pytest.param("Virtual-Operator-1", "Virtual-Operator-1", id="the operator's own name"),
        pytest.param(
            "Trzy-Zielone-Rowery-7", "Trzy-Zielone-Rowery-8", id="typed twice differently"
        ),
    ],
)
def test_a_password_against_the_policy_is_told_and_the_rest_stays_typed(
    portal: Portal, sandbox: Sandbox, newcomer: Person, user_name: str, password: str, repeat: str
) -> None:
    page = portal.page
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    page.locator("[name=user_name]").fill(user_name)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password_repeat]").fill(repeat)
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=user_name]")).to_have_value(user_name)
    expect(page.locator("[name=password]")).to_have_value("")
    assert sandbox.mail(newcomer.email or "") == []


@pytest.mark.rule("R6", negative=True)
def test_a_user_name_that_is_taken_is_told(
    portal: Portal, sandbox: Sandbox, newcomer: Person, member: Person
) -> None:
    portal.start_registration()
    portal.identify(newcomer.customer_number, newcomer.phone)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    portal.choose_credentials(member.login or "")
    expect(portal.page.get_by_role("alert")).to_be_visible()
    portal.photograph("register-credentials-taken")
