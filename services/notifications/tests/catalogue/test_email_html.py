"""The HTML of every mail: readable anywhere, loads nothing, and repeats nothing unescaped."""

import re
from html.parser import HTMLParser

import pytest
from notifications_testing import NOW

from notifications.entries import ROOT, load_catalogue
from notifications.rendering import Renderer
from notifications.words import Occasion, facts_of, words

MAILS = [
    pytest.param(entry, locale, id=f"{entry.name}-{locale}")
    for entry in load_catalogue()
    if "email" in entry.channels
    for locale in ("pl", "en")
]
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Tags and attributes as a browser would read them; complains of what is not closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self._open = [], [], []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, wanted):
        return [attributes for tag, attributes in self.tags if tag == wanted]


def written(entry, locale, operators, contracts, **changed):
    """`changed` replaces what is sealed and what is told alike."""
    operator = operators.get("virtual-operator")
    told = facts_of(contracts.get(entry.trigger).examples()[0]["data"])
    until = NOW.replace(day=22)
    occasion = Occasion(NOW, until, {**entry.example, **changed}, {**told, **changed})
    said = words(operator, locale, occasion)
    return Renderer(ROOT).render(entry.name, "email", locale, said)


@pytest.mark.parametrize(("entry", "locale"), MAILS)
def test_a_mail_is_a_whole_document_in_its_language(entry, locale, operators, contracts):
    texts = written(entry, locale, operators, contracts)
    page = Page(texts["html"])
    assert texts["html"].startswith("<!doctype html>")
    assert page.all("html")[0]["lang"] == locale
    assert texts["subject"] in page.text
    assert len(page.all("h1")) == 1
    assert all(table["role"] == "presentation" for table in page.all("table"))


@pytest.mark.parametrize(("entry", "locale"), MAILS)
def test_a_mail_loads_nothing_and_runs_nothing(entry, locale, operators, contracts):
    page = Page(written(entry, locale, operators, contracts)["html"])
    names = {tag for tag, _ in page.tags}
    assert not names & {"img", "link", "script", "iframe", "form", "svg", "video"}
    for _, attributes in page.tags:
        assert not attributes.keys() & {"src", "background", "srcset"}
        assert not any(name.startswith("on") for name in attributes)
        assert "url(" not in attributes.get("style", "")
    assert not re.search(r"url\(|@import", "".join(page.text))


@pytest.mark.parametrize(("entry", "locale"), MAILS)
def test_a_mail_has_dark_colours_for_everything_it_colours(entry, locale, operators, contracts):
    html = written(entry, locale, operators, contracts)["html"]
    page = Page(html)
    dark = html.split("prefers-color-scheme: dark", 1)[1].split("</style>", 1)[0]
    for tag, attributes in page.tags:
        if "color" in attributes.get("style", ""):
            used = attributes.get("class", "").split()
            assert used, f"<{tag}> has a colour and no class to darken it"
            assert all(f".{name} {{" in dark for name in used)
    brand = operators.get("virtual-operator").section("brand")
    assert brand["dark"]["brand"] in dark
    assert brand["light"]["brand"] in html.split("</head>", 1)[1]


@pytest.mark.parametrize(("entry", "locale"), MAILS)
def test_the_plain_text_says_the_same(entry, locale, operators, contracts):
    texts = written(entry, locale, operators, contracts)
    page = Page(texts["html"])
    links = {link["href"] for link in page.all("a") if link["href"].startswith("http")}
    base = operators.get("virtual-operator").base_url
    assert links
    for link in links:
        assert link == entry.example.get("url") or link.startswith(f"{base}/")
    assert links == set(re.findall(r"https?://\S+", texts["text"]))
    hours = {"pl": "pon.–pt. 8:00–20:00", "en": "Mon–Fri 8:00–20:00"}[locale]
    warning = {"pl": "Nigdy nie pytamy o hasło", "en": "never ask for your password"}[locale]
    for text in (texts["text"], texts["html"]):
        for needed in ("588 588 150", hours, warning):
            assert needed in text
    assert page.all("div")[0]["style"].startswith("display:none")  # the preheader


@pytest.mark.parametrize(("entry", "locale"), MAILS)
def test_what_an_event_brings_cannot_become_markup(entry, locale, operators, contracts):
    hostile = '"><script>alert(1)</script>'
    changed = {"payer_number": hostile, "invoice_number": hostile, "user_name": "<b"}
    if "url" in entry.example:
        changed["url"] = f"https://ebok.example/{hostile}"
    texts = written(entry, locale, operators, contracts, **changed)
    page = Page(texts["html"])
    assert page.all("script") == []
    assert page.all("b") == []
    if "url" in entry.example:
        assert any(link["href"].endswith(hostile) for link in page.all("a"))
    if entry.name != "password_changed":  # it repeats nothing but a masked name
        assert hostile in texts["text"]  # plain text stays plain


def the_invoice_mail(locale, operators, contracts, **changed):
    (entry,) = [one for one in load_catalogue() if one.name == "new_invoice"]
    return written(entry, locale, operators, contracts, **changed)


def test_the_amount_and_the_date_come_first(operators, contracts):
    texts = the_invoice_mail("pl", operators, contracts, gross=123456)
    text = " ".join("".join(Page(texts["html"]).text).split())  # split() takes \xa0 too
    assert "Do zapłaty 1 234,56 zł do 4 grudnia 2026 Zobacz i zapłać" in text
    assert "Do zapłaty: 1\xa0234,56\xa0zł\nTermin: 4\xa0grudnia 2026\n" in texts["text"]
    english = the_invoice_mail("en", operators, contracts, gross=123456)["text"]
    assert "To pay: 1,234.56\xa0zł\nDue: 4\xa0December 2026\n" in english


@pytest.mark.parametrize(("gross", "shown"), [(0, "0,00\xa0zł"), (-1250, "\u221212,50\xa0zł")])
def test_who_owes_nothing_is_not_asked_to_pay(operators, contracts, gross, shown):
    texts = the_invoice_mail("pl", operators, contracts, gross=gross)
    for text in (texts["text"], texts["html"]):
        assert shown in text
        assert "Nic nie trzeba płacić." in text
        assert "Zobacz fakturę" in text
        assert "zapłać" not in text
        assert "Do zapłaty" not in text


def test_a_mail_without_a_button_has_no_empty_row(operators, contracts):
    (entry,) = [one for one in load_catalogue() if one.name == "password_changed"]
    html = written(entry, "pl", operators, contracts)["html"]
    assert not re.search(r"<td[^>]*>\s*</td>", html)
