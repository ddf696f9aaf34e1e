"""What every answer carries, what every form must prove, and who may open what."""

from ipaddress import ip_network

import pytest
from flask import request
from gateway_testing import Browser, gateway, title, words

from gateway.access import unmarked_routes

PAGES = ["/sign-in", "/help", "/nothing-here"]
FLOWS = ("/register", "/activate", "/recover", "/reset")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_headers(browser, path):
    headers = browser.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "max-age=" in headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_an_inline_style_or_script(browser, path):
    page = browser.get(path).text
    for forbidden in (" style=", "<style", " onclick=", "<script>", 'href="#"'):
        assert forbidden not in page


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language", "/register"])
def test_a_form_without_its_token_is_refused(browser, path):
    browser.get("/sign-in")
    answer = browser.post(path, csrf=False, identifier="kornelia", password="x")
    assert answer.status_code == 400
    assert "Nie zapisaliśmy formularza" in words(answer)


def test_a_form_from_another_site_is_refused(browser):
    browser.get("/sign-in")
    answer = browser.client.post(
        "/sign-in",
        base_url=browser.host,
        data={"csrf_token": browser.form_token},
        headers={"Referer": "https://evil.example/"},
    )
    assert answer.status_code == 400


def test_the_form_cookie_is_a_host_cookie(browser):
    header = browser.get("/sign-in").headers["Set-Cookie"]
    assert header.startswith("__Host-okienko-form=")
    assert header.endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")


def test_a_large_body_is_refused(browser):
    browser.get("/sign-in")
    answer = browser.post("/sign-in", identifier="x" * 70_000)
    assert answer.status_code == 413
    assert "To za dużo danych naraz" in words(answer)


def test_every_route_says_whom_it_lets_in(app):
    assert unmarked_routes(app) == []


def test_a_route_that_says_nothing_is_closed(app):
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert unmarked_routes(app) == ["/forgotten"]
    assert Browser(app).get("/forgotten").status_code == 404


def test_every_route_has_a_page_or_leads_to_one(app, customer):
    values = {"id": "1", "token": "t", "mark": "m", "name": "n"}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule.startswith(FLOWS):
            continue  # those need another identity: tests/pages, tests/recovery
        path = app.url_map.bind("h").build(rule.endpoint, {k: values[k] for k in rule.arguments})
        assert customer.get(path).status_code in (200, 303, 404), rule.rule


def test_an_unknown_host_meets_a_plain_page(app):
    answer = Browser(app, "https://nobody.example").get("/sign-in")
    assert answer.status_code == 404
    assert "Nie ma takiej strony" in words(answer)
    assert "Virtual Operator" not in answer.text


def test_probes_call_by_address(app):
    assert Browser(app, "http://10.0.0.7:8080").get("/healthz/ready").status_code == 200


def test_the_canonical_host_shows_the_operator(app):
    page = Browser(app, "https://ebok.virtualoperator.pl").get("/sign-in")
    assert title(page) == "Zaloguj się – eBOK Virtual Operator"


def test_a_failure_shows_a_number_and_no_cause(app):
    def fail():
        raise RuntimeError("the cause")

    fail.lets_in = "everybody"
    app.add_url_rule("/fails", "fails", fail)
    answer = Browser(app).get("/fails")
    assert answer.status_code == 500
    assert "the cause" not in answer.text
    assert "podaj numer zdarzenia" in words(answer)
    assert "588 588 150" in words(answer)


@pytest.mark.parametrize(
    ("proxies", "seen"), [((), "127.0.0.1"), ((ip_network("127.0.0.0/8"),), "203.0.113.9")]
)
def test_only_named_proxies_are_believed(common, operators, identity, billing, proxies, seen):
    app = gateway(common, operators, identity, billing, None, trusted_proxies=proxies)

    def address():
        return request.remote_addr

    address.lets_in = "everybody"
    app.add_url_rule("/address", "address", address)
    headers = {"X-Forwarded-For": "203.0.113.9"}
    assert Browser(app).get("/address", headers=headers).text == seen


def test_the_method_that_a_page_does_not_have(browser):
    answer = browser.client.delete("/sign-in", base_url=browser.host)
    assert answer.status_code in (400, 405)
