"""Sign-in and sign-out: L1, L2, L15, and what a wrong password meets."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.e2e.portal import Portal
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import Person


@pytest.fixture
def portal(page: Page, screenshots: Path) -> Portal:
    return Portal(page, screenshots)


def test_a_stranger_is_led_to_the_sign_in_page(portal: Portal) -> None:
    portal.page.goto("/")
    expect(portal.page).to_have_title("Zaloguj się – eBOK Virtual Operator")
    portal.photograph("sign-in")


@pytest.mark.rule("L1", negative=True)
def test_unknown_names_and_wrong_passwords_meet_the_same_words(
    portal: Portal, member: Person
) -> None:
    told = []
    for identifier in (member.login or "", "nikt-taki-nie-istnieje"):
        portal.sign_in(identifier, "Zupelnie-Inne-Haslo-1")
        told.append(portal.page.get_by_role("alert").inner_text())
    assert told[0] == told[1]
    portal.photograph("sign-in-wrong")


@pytest.mark.rule("L1", negative=True)
def test_five_wrong_passwords_close_the_door_for_a_while_whoever_knocks(
    portal: Portal, sandbox: Sandbox
) -> None:
    for _ in range(5):
        portal.sign_in("nikt-taki-nie-istnieje-2", "Zupelnie-Inne-Haslo-1")
    portal.sign_in("nikt-taki-nie-istnieje-2", "Zupelnie-Inne-Haslo-1")
    portal.expect_text("588 588 150".replace(" ", " "))
    expect(portal.page.locator("[name=password]")).to_have_count(0)
    portal.photograph("locked")
    sandbox.advance("2m")
    portal.sign_in("nikt-taki-nie-istnieje-2", "Zupelnie-Inne-Haslo-1")
    expect(portal.page.get_by_role("alert")).to_be_visible()
    expect(portal.page.locator("[name=password]")).to_be_visible()


@pytest.mark.rule("L15", negative=True)
def test_after_sign_out_the_cookie_opens_nothing(
    portal: Portal, member: Person, context: BrowserContext
) -> None:
    portal.sign_in(member.login or "", member.password or "")
    portal.expect_home()
    session = [c for c in context.cookies() if c["name"] == "__Host-okienko"]
    assert session[0]["httpOnly"]
    assert session[0]["secure"]
    assert session[0]["sameSite"] == "Lax"
    portal.sign_out()
    context.add_cookies(session)
    portal.page.goto("/invoices")
    expect(portal.page.locator("[name=password]")).to_be_visible()


@pytest.mark.rule("L2")
def test_only_the_user_name_is_remembered(portal: Portal, member: Person) -> None:
    page = portal.page
    page.goto("/sign-in")
    page.get_by_label("Zapamiętaj Nazwę Użytkownika").check()
    page.locator("[name=identifier]").fill(member.login or "")
    page.locator("[name=password]").fill(member.password or "")
    page.get_by_role("button", name="Zaloguj się").click()
    portal.expect_home()
    portal.sign_out()
    page.goto("/sign-in")
    expect(page.locator("[name=identifier]")).to_have_value(member.login or "")
    expect(page.locator("[name=password]")).to_have_value("")


@pytest.mark.rule("L14", negative=True)
def test_fifteen_idle_minutes_end_the_session(
    portal: Portal, member: Person, sandbox: Sandbox
) -> None:
    portal.sign_in(member.login or "", member.password or "")
    portal.expect_home()
    sandbox.advance("14m")
    portal.page.goto("/")
    portal.expect_home()
    sandbox.advance("16m")
    portal.page.goto("/")
    expect(portal.page.locator("[name=password]")).to_be_visible()
