"""Help, content pages and the figures of invoices: L2, L3, L16, B2, B3, B6, C19, C20."""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.erp import issue_invoice, publish
from tests.e2e.portal import Portal
from tests.e2e.sandbox import await_value
from tests.e2e.suite import Person, Suite
from tests.e2e.third_operator import SLUG

WARSAW = ZoneInfo("Europe/Warsaw")
PAGES = ("benefits", "faq", "terms", "privacy", "manual")


@pytest.fixture
def portal(page: Page, screenshots: Path) -> Portal:
    return Portal(page, screenshots)


@pytest.fixture
def customer(portal: Portal, member: Person) -> Portal:
    portal.sign_in(member.login or "", member.password or "")
    portal.expect_home()
    return portal


@pytest.mark.rule("C20")
@pytest.mark.parametrize("name", PAGES)
def test_content_pages_come_from_the_operators_file(portal: Portal, name: str) -> None:
    answer = portal.page.goto(f"/pages/{name}")
    assert answer is not None
    assert answer.status == 200
    expect(portal.page.get_by_role("heading", level=1)).to_be_visible()
    portal.photograph(f"page-{name}")


@pytest.mark.rule("C20", negative=True)
def test_a_page_that_the_operator_does_not_have_is_not_there(portal: Portal) -> None:
    answer = portal.page.goto("/pages/lottery")
    assert answer is not None
    assert answer.status == 404
    portal.photograph("not-found")


@pytest.mark.rule("C19")
def test_the_help_page_names_departments_and_hours(portal: Portal) -> None:
    portal.page.goto("/help")
    text = plain(portal.page)
    for words in ("588 588 150", "Infolinia obsługowa", "8:00–20:00", "Dział Techniczny", "7:00"):
        assert words in text
    portal.photograph("help")


@pytest.mark.rule("C19", negative=True)
def test_another_operators_departments_are_not_shown(
    browser: Browser, suite: Suite, screenshots: Path
) -> None:
    with browser.new_context(base_url=suite.base_url("demo"), locale="pl-PL") as context:
        page = context.new_page()
        page.goto("/help")
        assert "22 123 45 67" in plain(page)
        assert "588 588 150" not in plain(page)
        assert "Dział Techniczny" not in plain(page)


@pytest.mark.rule("L3")
def test_the_sign_in_page_leads_to_help(portal: Portal) -> None:
    page = portal.page
    for name in ("Jak uzyskać dostęp do eBOK?", "Problemy z logowaniem"):
        page.goto("/sign-in")
        page.get_by_role("link", name=name).first.click()
        expect(page).to_have_url(re.compile("/help"))
    page.goto("/sign-in")
    paths = page.eval_on_selector_all("a", "links => links.map(link => link.pathname)")
    assert {"/einvoice", "/pages/manual", "/recover", "/register"} <= set(paths)


@pytest.mark.rule("L3", negative=True)
def test_an_operator_without_einvoice_leads_nobody_to_it(browser: Browser, suite: Suite) -> None:
    with browser.new_context(base_url=suite.base_url(SLUG), locale="pl-PL") as context:
        page = context.new_page()
        page.goto("/sign-in")
        assert page.locator("a[href^='/einvoice']").count() == 0
        answer = page.goto("/einvoice")
        assert answer is not None
        assert answer.status == 404


@pytest.mark.rule("L2", negative=True)
def test_a_customer_number_is_never_remembered(portal: Portal, member: Person) -> None:
    page = portal.page
    page.goto("/sign-in")
    page.get_by_label("Zapamiętaj Nazwę Użytkownika").check()
    page.locator("[name=identifier]").fill(member.customer_number)
    page.locator("[name=password]").fill(member.password or "")
    page.get_by_role("button", name="Zaloguj się").click()
    portal.expect_home()
    portal.sign_out()
    page.goto("/sign-in")
    expect(page.locator("[name=identifier]")).to_have_value("")


@pytest.mark.rule("L16", negative=True)
def test_a_new_password_against_the_policy_changes_nothing(
    customer: Portal, member: Person
) -> None:
    page = customer.page
    page.goto("/settings/password")
    page.locator("[name=current]").fill(member.password or "")
    page.locator("[name=new]").fill("krotkie")
    page.locator("[name=new_repeat]").fill("krotkie")
    page.locator("main form button.btn-primary").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    customer.sign_out()
    customer.sign_in(member.login or "", member.password or "")
    customer.expect_home()


@pytest.mark.rule("B2")
@pytest.mark.rule("B6")
def test_a_new_invoice_raises_the_balance_and_a_payment_lowers_it(
    customer: Portal, suite: Suite, member: Person
) -> None:
    number, payer = f"FV/P/{secrets.token_hex(4)}", f"P-{member.customer_number}-1"
    today = datetime.now(WARSAW).date()
    issue_invoice(suite, payer, number, str(today), str(today + timedelta(days=14)))
    await_value(lambda: number in visit(customer.page, "/invoices?status=open"))
    row = customer.page.locator("tr, li").filter(has_text=number).first
    expect(row).to_contain_text(re.compile("14|Do zapłaty|Za "))
    booking = {
        "booking_id": f"B-{number}",
        "payer_number": payer,
        "booked_on": str(today),
        "amount": 12300,
        "currency": "PLN",
        "method": "transfer",
        "allocations": [{"invoice_number": number, "amount": 12300}],
    }
    publish(suite, "erp.payment-booked.v1", number, booking)
    await_value(lambda: number not in visit(customer.page, "/invoices?status=open"))
    assert number in visit(customer.page, "/invoices?status=paid")


@pytest.mark.rule("B6", negative=True)
def test_an_invoice_that_contradicts_itself_changes_no_balance(
    customer: Portal, suite: Suite, member: Person
) -> None:
    payer, number = f"P-{member.customer_number}-1", f"FV/X/{secrets.token_hex(4)}"
    today = str(datetime.now(WARSAW).date())
    issue_invoice(suite, payer, number, today, today, gross=99999)
    issue_invoice(suite, payer, f"{number}-next", today, today)
    await_value(lambda: f"{number}-next" in visit(customer.page, "/invoices"))
    assert re.search(rf"{re.escape(number)}(?!-next)", customer.page.content()) is None


@pytest.mark.rule("B2", negative=True)
@pytest.mark.rule("B3", negative=True)
def test_somebody_elses_invoice_and_its_pdf_are_not_there(
    customer: Portal, suite: Suite, browser: Browser, screenshots: Path
) -> None:
    customer.page.goto("/invoices")
    link = customer.page.get_by_role("link", name=re.compile(r"^FV.")).first.get_attribute("href")
    assert link is not None
    stranger = suite.member(1)
    with browser.new_context(base_url=suite.base_url(), locale="pl-PL") as context:
        other = Portal(context.new_page(), screenshots)
        other.sign_in(stranger.login or "", stranger.password or "")
        other.expect_home()
        for path in (link, f"{link}.pdf"):
            answer = other.page.goto(path)
            assert answer is not None
            assert answer.status == 404


def visit(page: Page, path: str) -> str:
    page.goto(path)
    return page.content()


def plain(page: Page) -> str:
    return page.locator("main").inner_text().replace("\u00a0", " ")
