"""What breaks is told in plain words, the rest stands, and nothing that was accepted is lost."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.portal import Portal
from tests.e2e.sandbox import Sandbox, await_value
from tests.e2e.suite import Person, Suite
from tools.demo.browser import Browser

HELPLINE = "588"


@pytest.fixture
def portal(page: Page, screenshots: Path) -> Portal:
    return Portal(page, screenshots)


@contextmanager
def stopped(suite: Suite, *roles: str) -> Iterator[None]:
    """These processes are gone for a while."""
    for role in roles:
        suite.stop(role)
    try:
        yield
    finally:
        for role in roles:
            suite.start(role)
        suite.await_healthy()


@contextmanager
def frozen(suite: Suite, server: str) -> Iterator[None]:
    """The server hears nobody, as when its machine is gone."""
    suite.signal_group(server, signal.SIGSTOP)
    try:
        yield
    finally:
        suite.signal_group(server, signal.SIGCONT)
        suite.await_healthy()


def test_without_identity_a_page_says_so_and_whom_to_call(portal: Portal, suite: Suite) -> None:
    with stopped(suite, "identity-web"):
        portal.page.goto("/sign-in")
        expect(portal.page.locator("[name=password]")).to_be_visible()
        portal.sign_in("ktokolwiek", "jakies-haslo-123")
        portal.expect_text(HELPLINE)
        portal.photograph("dead-identity")
        answer = Browser(suite.base_url()).get("/register")
        assert answer.status == 503


def test_without_billing_home_stands_and_invoices_say_so(
    portal: Portal, suite: Suite, member: Person
) -> None:
    portal.sign_in(member.login or "", member.password or "")
    portal.expect_home()
    with stopped(suite, "billing-web"):
        portal.page.goto("/")
        portal.expect_home()
        portal.photograph("dead-billing-home")
        answer = portal.page.goto("/invoices")
        assert answer is not None
        assert answer.status == 503
        portal.expect_text(HELPLINE)
        portal.photograph("dead-billing-invoices")
    portal.page.goto("/invoices")
    expect(portal.page.get_by_role("heading", level=1)).to_have_text("Faktury")


def test_without_notifications_home_stands(portal: Portal, suite: Suite, member: Person) -> None:
    portal.sign_in(member.login or "", member.password or "")
    with stopped(suite, "notifications-web"):
        portal.page.goto("/")
        portal.expect_home()
        portal.expect_text("Do zapłaty")
        portal.photograph("dead-notifications-home")


@pytest.mark.parametrize("away", ["notifications-codes", "identity-relay", "rabbit"])
def test_a_registration_is_accepted_and_its_sms_comes_when_the_way_is_free_again(
    portal: Portal, suite: Suite, sandbox: Sandbox, newcomer: Person, away: str
) -> None:
    with stopped(suite, away):
        portal.start_registration()
        portal.identify(newcomer.customer_number, newcomer.phone)
        portal.expect_text("Na numer telefonu podany w formularzu, wysłaliśmy sms")
        assert sandbox.sms(newcomer.phone) == []
    sandbox.await_sms(newcomer.phone, seconds=90)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    portal.expect_text("Zdefiniuj nazwę użytkownika i hasło do konta")


def test_five_seconds_without_mongodb_cost_patience_and_nothing_else(
    portal: Portal, suite: Suite, sandbox: Sandbox, newcomer: Person
) -> None:
    portal.start_registration()
    with frozen(suite, "mongo"):
        answer = Browser(suite.base_url()).get("/register")
        assert answer.status == 503
    portal.identify(newcomer.customer_number, newcomer.phone)
    portal.enter_code(sandbox.await_code(newcomer.phone))
    portal.expect_text("Zdefiniuj nazwę użytkownika i hasło do konta")


def test_ten_megabytes_in_a_form_are_refused_with_a_page(suite: Suite) -> None:
    head = (
        "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 10485760\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nidentifier="
    )
    assert raw(suite, head, body=b"x" * 1_000_000).startswith("HTTP/1.1 413")


def test_four_hundred_headers_are_refused_and_the_portal_stands(suite: Suite) -> None:
    many = "".join(f"X-Header-{number}: x\r\n" for number in range(400))
    answer = raw(suite, f"GET /sign-in HTTP/1.1\r\nHost: {{host}}\r\n{many}\r\n")
    assert answer.split(" ")[1] in ("400", "431")
    assert Browser(suite.base_url()).get("/sign-in").status == 200


@pytest.mark.parametrize("charset", ["iso-8859-2", "utf-16", "nonsense"])
def test_a_form_in_a_wrong_charset_is_answered_and_is_no_fault(suite: Suite, charset: str) -> None:
    body = b"identifier=%B3%F3d%BC&password=%FF%FE"
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: {{host}}\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset={charset}\r\n\r\n"
    )
    assert raw(suite, head, body=body).split(" ")[1] == "400"  # no CSRF token, told politely


@pytest.mark.parametrize("path", ["/%ff%fe", "/invoices/%2e%2e", "/sign-in?next=//evil.example"])
def test_strange_addresses_are_answered_and_are_no_fault(suite: Suite, path: str) -> None:
    answer = raw(suite, f"GET {path} HTTP/1.1\r\nHost: {{host}}\r\n\r\n")
    assert int(answer.split(" ")[1]) < 500
    assert "evil.example" not in answer.split("\r\n\r\n")[0]


def test_a_strangers_host_gets_no_portal(suite: Suite) -> None:
    answer = raw(suite, "GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n")
    assert answer.split(" ")[1] == "404"
    assert "password" not in answer


def raw(suite: Suite, head: str, body: bytes = b"") -> str:
    """What the gateway answers to bytes that no browser would send."""
    host = suite.base_url().removeprefix("http://")
    port = int(host.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was all said
            connection.sendall(head.format(host=host).encode() + body)
        return await_value(lambda: connection.recv(65536)).decode("utf-8", "replace")
