"""Every text has an English one, and a person's choice is kept."""

import ast
import re
from pathlib import Path

import gateway_testing
import invoices_testing
import jinja2.ext
import pytest
from babel.messages.pofile import read_po
from gateway_testing import title, words
from invoices_testing import INVOICE_ID

import gateway

PACKAGE = Path(gateway.__file__).parent
CATALOGUE = PACKAGE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MARKS = {"_", "_l", "gettext", "lazy_gettext"}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def texts_of_code():
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield first.value


def texts_of_templates():
    for file in PACKAGE.rglob("*.html"):
        with file.open("rb") as source:
            found = jinja2.ext.babel_extract(source, [*MARKS, "counted"], [], {"encoding": "utf-8"})
            for _, function, message, _ in found:
                yield from _english_needs(function, message)


def _english_needs(function, message):
    """Of counted(number, one, few, many) the texts for one and many, else the first argument."""
    parts = message if isinstance(message, tuple) else (message,)
    return (parts[1], parts[3]) if function == "counted" else parts[:1]


def catalogue():
    with CATALOGUE.open("rb") as source:
        return {entry.id: entry.string for entry in read_po(source) if entry.id}


TEXTS = {*texts_of_code(), *texts_of_templates()}


def test_the_texts_are_found():
    assert {"Zaloguj się", "Wpisz hasło", "Masz %(num)s niezapłaconych faktur."} <= TEXTS


def test_every_text_has_an_english_one_and_none_is_left_over():
    assert {text for text, english in catalogue().items() if english} == TEXTS


def test_what_is_filled_in_is_the_same_in_both():
    for text, english in catalogue().items():
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(english)), text


def test_polish_comes_first(browser):
    assert '<html lang="pl">' in browser.get("/sign-in").text


def test_a_browser_that_asks_for_english_gets_it(browser):
    page = browser.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert title(page) == "Sign in – eBOK Virtual Operator"
    page = browser.get("/sign-in", headers={"Accept-Language": "de"})
    assert title(page) == "Zaloguj się – eBOK Virtual Operator"


def test_a_choice_is_kept_and_leads_back(customer):
    customer.get("/invoices")
    answer = customer.post("/language", language="en", next="/invoices?status=paid")
    assert answer.location == "/invoices?status=paid"
    assert "__Host-okienko-language=en; Secure; HttpOnly" in re.sub(
        r" (Expires|Max-Age)=[^;]+;", "", answer.headers["Set-Cookie"]
    )
    page = customer.get("/invoices")
    assert "All payers linked to your account" in words(page)


@pytest.mark.parametrize("language", ["de", "", "../en"])
def test_only_the_operators_languages_can_be_chosen(browser, language):
    browser.get("/sign-in")
    assert browser.post("/language", language=language, next="/help").status_code == 400


def test_a_choice_leads_to_no_other_site(browser):
    browser.get("/sign-in")
    assert browser.post("/language", language="en", next="//evil.example").location == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/invoices",
        f"/invoices/{INVOICE_ID}",
        "/help",
        "/nothing-here",
        "/settings",
        "/settings/password",
        "/einvoice",
        "/einvoice/activate",
        "/einvoice/withdraw",
        "/pages/benefits",
        "/pages/faq",
        "/pages/terms",
        "/pages/privacy",
        "/pages/manual",
    ],
)
def test_english_pages_hold_no_polish(customer, billing, notifications, path):
    notifications.items = [gateway_testing.message(), gateway_testing.message("recovery_link")]
    billing.one = invoices_testing.invoice(
        buyer={"name": "Anna"}, seller={"name": "A", "address": {}}
    )
    billing.payers.append(invoices_testing.payer("P-2", active=True))
    text = words(customer.get(path, headers={"Accept-Language": "en"}))
    text = text.replace("PL – polski", "").replace("zł", "")
    assert not re.search("[ąćęłńóśźż]", text), re.findall(r"\S*[ąćęłńóśźż]\S*", text)
