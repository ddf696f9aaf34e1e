"""Without JavaScript, without a mouse, in English: the same journey."""

import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.portal import CAPTCHA, PASSWORD, Portal
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import Person, Suite

MOST_TABS = 60


@pytest.fixture
def user_name() -> str:
    return f"klient-{secrets.token_hex(4)}"


@pytest.mark.rule("C18")
def test_everything_works_without_javascript(
    browser: Browser,
    suite: Suite,
    sandbox: Sandbox,
    newcomer: Person,
    user_name: str,
    screenshots: Path,
) -> None:
    with browser.new_context(
        base_url=suite.base_url(), locale="pl-PL", java_script_enabled=False
    ) as context:
        portal = Portal(context.new_page(), screenshots)
        portal.page.goto("/register")
        portal.page.get_by_role("button", name="Nowy obrazek").click()
        portal.identify(newcomer.customer_number, newcomer.phone)
        sandbox.await_code(newcomer.phone)
        sandbox.advance("61s")
        portal.page.goto("/register/code")
        portal.page.get_by_role("button", name=re.compile("Wyślij")).first.click()
        portal.enter_code(sandbox.await_code(newcomer.phone, after=1))
        portal.choose_credentials(user_name)
        portal.follow_activation_link(sandbox.await_link(newcomer.email or ""))
        portal.sign_in(user_name)
        portal.expect_home()
        portal.page.get_by_role("link", name="Faktury").first.click()
        portal.page.get_by_role("link", name=re.compile(r"^FV.")).first.click()
        portal.expect_text("VAT")
        portal.sign_out()
        expect(portal.page.locator("[name=password]")).to_be_visible()


@pytest.mark.rule("C18")
def test_the_journey_needs_no_mouse(
    page: Page, sandbox: Sandbox, newcomer: Person, user_name: str
) -> None:
    keyboard = page.keyboard
    page.goto("/sign-in")
    press(page, "link", "Zarejestruj się")
    expect(page).to_have_url(re.compile("/register"))
    for name, text in (
        ("customer_number", newcomer.customer_number),
        ("phone", newcomer.phone),
        ("captcha", CAPTCHA),
    ):
        tab_to(page, f"[name={name}]")
        keyboard.type(text)
    tab_to(page, "[type=checkbox]")
    keyboard.press("Space")
    tab_to(page, "main form button.btn-primary")
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/register/code"))
    tab_to(page, "[name=code]")
    keyboard.type(sandbox.await_code(newcomer.phone))
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/register/credentials"))
    for name, text in (
        ("user_name", user_name),
        ("password", PASSWORD),
        ("password_repeat", PASSWORD),
    ):
        tab_to(page, f"[name={name}]")
        keyboard.type(text)
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/register/mail-sent"))
    page.goto(sandbox.await_link(newcomer.email or ""))
    press(page, "button", "Potwierdź")
    expect(page).to_have_url(re.compile("/activated"))


@pytest.mark.rule("C18")
def test_errors_take_the_focus_and_lead_to_their_fields(page: Page) -> None:
    page.goto("/register")
    page.get_by_role("button", name="Dalej").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    expect(page.locator("[name=customer_number]")).to_be_focused()
    expect(page.locator("[name=customer_number]")).to_have_attribute("aria-invalid", "true")


def test_the_portal_speaks_english_and_remembers_it(
    page: Page, member: Person, screenshots: Path
) -> None:
    portal = Portal(page, screenshots)
    page.goto("/sign-in")
    page.get_by_role("button", name=re.compile("EN")).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    portal.photograph("sign-in-english")
    page.goto("/register")
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    portal.photograph("register-1-english")
    page.goto("/sign-in")
    page.locator("[name=identifier]").fill(member.login or "")
    page.locator("[name=password]").fill(member.password or "")
    page.locator("main form button.btn-primary").click()
    expect(page.get_by_role("link", name="Invoices").first).to_be_visible()
    portal.photograph("home-english")
    with page.expect_download() as downloading:
        page.goto("/invoices")
        page.get_by_role("link", name=re.compile(r"^FV.")).first.click()
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-")


def press(page: Page, role: str, name: str) -> None:
    target = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    target.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the {role} {name} cannot be reached with the Tab key")


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")
