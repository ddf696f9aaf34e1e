"""One running suite, several operators; a new one is a file."""

import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.portal import Portal
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import Suite
from tests.e2e.third_operator import NAME, SLUG


@pytest.mark.parametrize("slug", ["virtual-operator", "demo", SLUG])
def test_operators_answer_at_once_each_with_its_own_name(
    browser: Browser, suite: Suite, screenshots: Path, slug: str
) -> None:
    names = {"virtual-operator": "Virtual Operator", "demo": "Okienko Demo", SLUG: NAME}
    with browser.new_context(base_url=suite.base_url(slug), locale="pl-PL") as context:
        portal = Portal(context.new_page(), screenshots)
        portal.page.goto("/sign-in")
        expect(portal.page).to_have_title(f"Zaloguj się – eBOK {names[slug]}")
        portal.photograph(f"sign-in-{slug}")


def test_a_customer_of_an_operator_added_as_a_file_registers_and_signs_in(
    browser: Browser, suite: Suite, sandbox: Sandbox, screenshots: Path
) -> None:
    person = suite.take_newcomer(SLUG)
    name = f"klient-{secrets.token_hex(4)}"
    with browser.new_context(base_url=suite.base_url(SLUG), locale="pl-PL") as context:
        portal = Portal(context.new_page(), screenshots)
        portal.start_registration()
        portal.identify(person.customer_number, person.phone)
        code = re.search(r"#(\d{8})\b", sandbox.await_sms(person.phone)["text"])
        assert code is not None  # eight digits, as its file says
        portal.enter_code(code[1])
        portal.choose_credentials(name, "bezcyfr-i-wielkich")
        expect(portal.page.get_by_role("alert")).to_be_visible()
        portal.choose_credentials(name, "Krotkie1")
        portal.follow_activation_link(sandbox.await_link(person.email or ""))
        portal.sign_in(name, "Krotkie1")
        portal.expect_home()


def test_a_session_of_one_operator_opens_nothing_at_another(
    browser: Browser, suite: Suite, screenshots: Path
) -> None:
    member = suite.member()
    with browser.new_context(base_url=suite.base_url(), locale="pl-PL") as context:
        portal = Portal(context.new_page(), screenshots)
        portal.sign_in(member.login or "", member.password or "")
        portal.expect_home()
        stolen = next(one for one in context.cookies() if one["name"] == "__Host-okienko")
    with browser.new_context(base_url=suite.base_url("demo"), locale="pl-PL") as context:
        host = suite.base_url("demo").split("//")[1].split(":")[0]
        context.add_cookies([{**stolen, "domain": host}])
        page = context.new_page()
        page.goto("/invoices")
        expect(page.locator("[name=password]")).to_be_visible()
