"""A forgotten password, a changed one, and a session that ends by itself: L3, L14, L16."""

import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.portal import CAPTCHA, PASSWORD, Portal
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import Person, Suite

NEW = "Cztery-Szare-Kamienie-9"


@pytest.fixture
def portal(page: Page, screenshots: Path) -> Portal:
    return Portal(page, screenshots)


@pytest.fixture
def user_name() -> str:
    return f"klient-{secrets.token_hex(4)}"


@pytest.fixture
def registered(portal: Portal, sandbox: Sandbox, newcomer: Person, user_name: str) -> Person:
    portal.register(newcomer, sandbox, user_name)
    return newcomer


@pytest.mark.rule("L10")
def test_a_forgotten_password_is_reset_with_an_sms_code(
    portal: Portal, sandbox: Sandbox, registered: Person, user_name: str
) -> None:
    mails, messages = len(sandbox.mail(registered.email or "")), len(sandbox.sms(registered.phone))
    forget(portal, user_name, "sms")
    portal.photograph("recover-code")
    portal.enter_code(sandbox.await_code(registered.phone, after=messages))
    portal.photograph("recover-password")
    choose(portal, NEW)
    portal.photograph("recover-done")
    assert "hasł" in sandbox.await_mail(registered.email or "", after=mails)["text"]
    portal.sign_in(user_name, PASSWORD)
    expect(portal.page.get_by_role("alert")).to_be_visible()
    portal.sign_in(user_name, NEW)
    portal.expect_home()


@pytest.mark.rule("L10")
def test_a_forgotten_password_is_reset_with_a_mailed_link_that_works_once(
    portal: Portal, sandbox: Sandbox, registered: Person, user_name: str
) -> None:
    mails = len(sandbox.mail(registered.email or ""))
    forget(portal, user_name, "email")
    portal.photograph("recover-sent")
    text = sandbox.await_mail(registered.email or "", after=mails)["text"]
    link = re.search(r"https?://\S+/reset/\S+", text)
    assert link is not None
    portal.page.goto(link[0])
    portal.photograph("reset")
    choose(portal, NEW)
    portal.sign_in(user_name, NEW)
    portal.expect_home()
    portal.sign_out()
    portal.page.goto(link[0])
    expect(portal.page.locator("[name=password]")).to_have_count(0)
    portal.photograph("reset-used")


@pytest.mark.rule("L10", negative=True)
def test_an_unknown_name_sees_the_same_and_nobody_is_told(portal: Portal, sandbox: Sandbox) -> None:
    attempts = len(sandbox.attempts())
    forget(portal, "nikt-taki-nie-istnieje", "sms")
    portal.enter_code("123456")
    expect(portal.page.get_by_role("alert")).to_be_visible()
    expect(portal.page.locator("[name=code]")).to_be_visible()
    assert len(sandbox.attempts()) == attempts


@pytest.mark.rule("L16")
def test_a_changed_password_ends_other_sessions_and_is_told(
    portal: Portal, browser: Browser, suite: Suite, sandbox: Sandbox, registered: Person,
    user_name: str, screenshots: Path,
) -> None:  # fmt: skip
    mails = len(sandbox.mail(registered.email or ""))
    portal.sign_in(user_name)
    with browser.new_context(base_url=suite.base_url(), locale="pl-PL") as elsewhere:
        other = Portal(elsewhere.new_page(), screenshots)
        other.sign_in(user_name)
        other.expect_home()
        page = portal.page
        page.get_by_role("link", name="Ustawienia").first.click()
        page.get_by_role("link", name=re.compile("Zmień hasło")).first.click()
        page.locator("[name=current]").fill("Zupelnie-Inne-Haslo-1")
        fill_new(portal, NEW)
        expect(page.get_by_role("alert")).to_be_visible()
        portal.photograph("settings-password-wrong")
        page.locator("[name=current]").fill(PASSWORD)
        fill_new(portal, NEW)
        sandbox.await_mail(registered.email or "", after=mails)
        page.goto("/")
        portal.expect_home()
        other.page.goto("/invoices")
        expect(other.page.locator("[name=password]")).to_be_visible()


@pytest.mark.rule("L14")
def test_an_idle_person_is_warned_may_stay_and_is_signed_out_otherwise(
    portal: Portal, sandbox: Sandbox, member: Person
) -> None:
    page = portal.page
    page.clock.install()
    portal.sign_in(member.login or "", member.password or "")
    portal.expect_home()
    page.goto("/invoices")
    pass_time(portal, sandbox, "13m30s")
    dialog = page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))
    expect(dialog).to_be_visible()
    portal.photograph("idle-warning")
    page.get_by_role("button", name="Zostaję").click()
    expect(dialog).to_be_hidden()
    pass_time(portal, sandbox, "13m30s")
    expect(dialog).to_be_visible()
    pass_time(portal, sandbox, "2m")
    expect(page.locator("[name=password]")).to_be_visible()  # by itself, and it says why
    portal.photograph("session-ended")
    page.locator("[name=identifier]").fill(member.login or "")
    page.locator("[name=password]").fill(member.password or "")
    page.get_by_role("button", name="Zaloguj się").click()
    expect(page).to_have_url(re.compile("/invoices"))


def forget(portal: Portal, identifier: str, channel: str) -> None:
    page = portal.page
    page.goto("/sign-in")
    page.get_by_role("link", name="Nie pamiętam hasła").click()
    portal.photograph("recover")
    page.locator("[name=identifier]").fill(identifier)
    page.locator(f"[name=channel][value={channel}]").check()
    page.locator("[name=captcha]").fill(CAPTCHA)
    page.locator("main form button.btn-primary").first.click()


def choose(portal: Portal, password: str) -> None:
    portal.page.locator("[name=password]").fill(password)
    portal.page.locator("[name=password_repeat]").fill(password)
    portal.page.locator("main form button.btn-primary").first.click()


def fill_new(portal: Portal, password: str) -> None:
    portal.page.locator("[name=new]").fill(password)
    portal.page.locator("[name=new_repeat]").fill(password)
    portal.page.locator("main form button.btn-primary").first.click()


def pass_time(portal: Portal, sandbox: Sandbox, span: str) -> None:
    """In the services and in the browser alike."""
    minutes, _, seconds = span.partition("m")
    whole = int(minutes) * 60 + int(seconds.removesuffix("s") or 0)
    sandbox.advance(f"{whole}s")
    portal.page.clock.run_for(whole * 1000)
