"""Pages of the operator's own words, and the ways to them (C19, C20, L3)."""

import re

import pytest
from gateway_testing import Browser, title, words

NAMES = ["benefits", "faq", "terms", "privacy", "manual"]


@pytest.mark.rule("C20")
@pytest.mark.parametrize("name", NAMES)
def test_every_page_of_the_profile_is_there_in_both_languages(browser, operators, name):
    page = operators.get("virtual-operator").section("pages")[name]
    for language in ("pl", "en"):
        answer = browser.get(f"/pages/{name}", headers={"Accept-Language": language})
        assert title(answer).replace("\u00a0", " ").startswith(page["title"][language])
        for section in page["sections"]:
            assert section["heading"][language] in words(answer)
            assert " ".join(section["text"][language].split()) in words(answer)


def test_paragraphs_are_paragraphs(browser):
    text = browser.get("/pages/manual").text.split("<main")[1]
    assert "<p>2. Przepisz hasło" in text
    assert "\n\n2." not in text


@pytest.mark.rule("C20")
def test_terms_and_privacy_say_their_version(browser):
    for name in ("terms", "privacy"):
        assert "Wersja 1" in words(browser.get(f"/pages/{name}"))
    assert "Wersja" not in words(browser.get("/pages/faq"))


@pytest.mark.rule("C19")
@pytest.mark.parametrize("path", ["/pages/faq", "/help"])
def test_questions_end_with_whom_to_call_and_when(browser, path):
    text = words(browser.get(path))
    assert "588 588 150" in text
    assert "Infolinia obsługowa: pon.–pt. 8:00–20:00" in text


@pytest.mark.rule("C19")
def test_an_operators_address_stands_beside_its_number(app):
    browser = Browser(app, "https://demo.localhost:8080")
    page = browser.get("/pages/faq")
    assert 'href="mailto:pomoc@demo.example"' in page.text
    assert "pon.–czw. 8:00–18:00, pt. 8:00–16:00, sob. 9:00–13:00" in words(page)


@pytest.mark.parametrize("name", ["nothing", "..", "title", "%00"])
def test_a_page_that_the_profile_does_not_have_is_not_there(browser, name):
    assert browser.get(f"/pages/{name}").status_code == 404


@pytest.mark.rule("L3")
def test_the_sign_in_page_answers_every_question_of_the_manuals(browser):
    text = browser.get("/sign-in").text
    ways = ("/help#access", "/help#sign-in", "/pages/benefits", "/einvoice", "/pages/manual")
    for path in ("/recover", *ways):
        assert f'href="{path}"' in text


@pytest.mark.rule("C20")
@pytest.mark.parametrize("path", ["/sign-in", "/help", "/nothing-here"])
def test_the_foot_of_every_page_leads_to_them(browser, path):
    foot = browser.get(path).text.split("<footer")[1]
    assert re.findall(r'href="/pages/(\w+)"', foot) == NAMES


def test_no_link_is_dead(customer):
    seen, waiting = set(), {"/", "/help", "/settings", "/einvoice", "/pages/faq"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = customer.get(path)
        assert answer.status_code in (200, 303), path
        found = set(re.findall(r'<a [^>]*href="(/[^"#?]*)[^"]*"', answer.text))
        waiting |= {link for link in found if not link.startswith(("/register", "/recover"))} - seen
    assert {"/settings/password", "/einvoice/activate", "/pages/privacy", "/invoices"} <= seen
