"""What was sent to the person, on the home page."""

import re
from pathlib import Path

import pytest
from gateway_testing import message, words
from invoices_testing import INVOICE_ID

import gateway

MACRO = Path(gateway.__file__).parent / "templates" / "components" / "message_row.html"
CATALOGUE = Path(__file__).parents[2] / "notifications" / "notifications" / "catalogue"


def test_messages_say_what_when_and_how(customer, notifications):
    notifications.items = [
        message(invoice_number="FV/2026/11/004821", invoice_id=INVOICE_ID),
        message("recovery_code", "sms"),
    ]
    page = customer.get("/")
    text = words(page)
    assert "Wystawiliśmy fakturę FV/2026/11/004821 20.11.2026, 08:05, e-mail" in text
    assert "Kod do ustawienia nowego hasła 20.11.2026, 08:05, SMS" in text
    assert f'href="/invoices/{INVOICE_ID}">Wystawiliśmy fakturę' in page.text.replace("\xa0", " ")
    assert notifications.limit == 5


def test_a_kind_that_is_new_here_is_a_message_all_the_same(customer, notifications):
    notifications.items = [message("something_new", "pigeon")]
    assert "Wiadomość od nas 20.11.2026, 08:05" in words(customer.get("/"))


def test_every_kind_of_the_catalogue_has_its_words():
    known = set(re.findall(r'^  "(\w+)": _\(', MACRO.read_text(), re.MULTILINE))
    kinds = {folder.name for folder in CATALOGUE.iterdir() if folder.name[0] not in "_."}
    assert kinds <= known


def test_no_messages_yet(customer):
    assert "Nie mamy jeszcze wiadomości do Ciebie." in words(customer.get("/"))


def test_home_stands_without_notifications(customer, notifications):
    notifications.silent = True
    text = words(customer.get("/"))
    assert "Nie możemy teraz pokazać wiadomości." in text
    assert "187,45 zł" in text


@pytest.mark.parametrize("language", ["pl", "en"])
def test_facts_of_strangers_are_text(customer, notifications, language):
    notifications.items = [message(invoice_number="<b>1</b>", invoice_id='"><script>')]
    page = customer.get("/", headers={"Accept-Language": language})
    assert "<script>" not in page.text
    assert "<b>1</b>" not in page.text
