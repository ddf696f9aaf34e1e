"""From paper to e-invoice and back: B10, B11, T13, and the mail that follows."""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.erp import issue_invoice
from tests.e2e.portal import Portal
from tests.e2e.sandbox import Sandbox, await_value
from tests.e2e.suite import Person, Suite

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def portal(page: Page, screenshots: Path) -> Portal:
    return Portal(page, screenshots)


@pytest.fixture
def user_name() -> str:
    return f"klient-{secrets.token_hex(4)}"


@pytest.mark.rule("B10")
@pytest.mark.rule("B11")
def test_an_einvoice_is_activated_brings_a_mail_and_is_withdrawn(
    portal: Portal, suite: Suite, sandbox: Sandbox, newcomer: Person, user_name: str
) -> None:
    page, email = portal.page, newcomer.email or ""
    portal.register(newcomer, sandbox, user_name)
    portal.sign_in(user_name)
    portal.expect_text("Dzięki e-Fakturze będziesz mógł otrzymywać fakturę")
    page.get_by_role("link", name="SZCZEGÓŁY").click()
    portal.photograph("einvoice")
    page.get_by_role("link", name="AKTYWUJ").first.click()
    page.get_by_role("button", name="Aktywuj e-Fakturę").click()
    expect(page.get_by_role("alert")).to_be_visible()
    portal.photograph("einvoice-consent")
    before = len(sandbox.mail(email))
    page.get_by_label("Wyrażam zgodę").check()
    page.get_by_role("button", name="Aktywuj e-Fakturę").click()
    portal.expect_text("e-Faktura jest aktywna")
    portal.photograph("einvoice-active")
    assert "e-Faktur" in sandbox.await_mail(email, after=before)["subject"]
    page.goto("/")
    expect(page.get_by_role("link", name="AKTYWUJ")).to_have_count(0)

    today = datetime.now(WARSAW).date()
    number = f"FV/E/{secrets.token_hex(4)}"
    payer = f"P-{newcomer.customer_number}-1"
    issue_invoice(suite, payer, f"{number}-old", *days(today - timedelta(days=90)))
    issue_invoice(suite, payer, number, *days(today))
    told = sandbox.await_mail(email, after=before + 1)
    assert number in told["text"]
    assert "123,00" in told["text"]
    assert len(sandbox.mail(email)) == before + 2  # the backfilled one brings none

    portal.sign_out()
    link = re.search(r"https?://\S+/invoices/\S+", told["text"])
    assert link is not None
    page.goto(link[0])
    page.locator("[name=identifier]").fill(user_name)
    page.locator("[name=password]").fill("Trzy-Zielone-Rowery-7")
    page.get_by_role("button", name="Zaloguj się").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)  # where the mail led

    page.goto("/settings")
    portal.photograph("settings")
    page.goto("/einvoice/withdraw")
    portal.photograph("einvoice-withdraw")
    page.get_by_role("button", name="Wycofaj zgodę").click()
    portal.expect_text("Zgoda jest wycofana")
    sandbox.await_mail(email, after=before + 2)


@pytest.mark.rule("B10", negative=True)
def test_without_the_box_ticked_nothing_is_activated(portal: Portal, member: Person) -> None:
    portal.sign_in(member.login or "", member.password or "")
    portal.page.goto("/einvoice/activate")
    portal.page.get_by_role("button", name="Aktywuj e-Fakturę").click()
    expect(portal.page.get_by_role("alert")).to_be_visible()
    portal.page.goto("/")
    portal.expect_text("Dzięki e-Fakturze będziesz mógł otrzymywać fakturę")


@pytest.mark.rule("B11", negative=True)
def test_who_has_not_consented_gets_no_mail(
    portal: Portal, suite: Suite, sandbox: Sandbox, member: Person
) -> None:
    before = len(sandbox.mail(member.email or ""))
    number = f"FV/N/{secrets.token_hex(4)}"
    payer = f"P-{member.customer_number}-1"
    issue_invoice(suite, payer, number, *days(datetime.now(WARSAW).date()))
    portal.sign_in(member.login or "", member.password or "")

    def arrived() -> bool:
        portal.page.goto("/invoices")
        return number in portal.page.content()

    await_value(arrived)
    assert len(sandbox.mail(member.email or "")) == before


def days(issued_on: object) -> tuple[str, str]:
    return str(issued_on), str(datetime.now(WARSAW).date() + timedelta(days=14))
