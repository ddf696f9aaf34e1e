"""Settings: the account's data, consents, the e-invoice, the password (L16)."""

import pytest
from gateway_testing import PASSWORD, invalid, refusal, title, words
from invoices_testing import payer

NEW = "Cztery-Spokojne-Żółwie-9"


def change(customer, current=PASSWORD, new=NEW, new_repeat=None):
    customer.get("/settings/password")
    repeat = new if new_repeat is None else new_repeat
    return customer.post("/settings/password", current=current, new=new, new_repeat=repeat)


def test_the_account_is_there(customer):
    page = customer.get("/settings")
    text = words(page)
    assert title(page) == "Ustawienia – eBOK Virtual Operator"
    assert "Nazwa użytkownika kornelia" in text
    assert "Adres e-mail kornelia.szczuka@example.org" in text
    assert "Numer telefonu +48 600 ••• 417" in text
    assert "Numer Klienta 10482217 , Kornelia Szczuka" in text
    assert "Konto od 13 marca 2026" in text  # Warsaw is an hour ahead


@pytest.mark.rule("R4")
def test_consents_are_told_in_the_operators_words(customer):
    text = words(customer.get("/settings"))
    assert "Wyrażam zgodę na przetwarzanie przez Operatora mojego numeru telefonu" in text
    assert "udzielona 13.03.2026, wersja 1, w eBOK" in text


def test_the_einvoice_can_be_turned_on_and_off_from_here(customer, billing):
    assert 'href="/einvoice/activate"' in customer.get("/settings").text
    billing.payers = [payer(active=True, since="2026-11-21T09:24:00.000Z")]
    page = customer.get("/settings")
    assert 'href="/einvoice/withdraw"' in page.text
    assert "Aktywna" in words(page)


def test_each_part_is_missing_alone(customer, identity, billing):
    billing.silent = True
    text = words(customer.get("/settings"))
    assert "Nie możemy teraz sprawdzić, czy e-Faktura jest aktywna." in text
    assert "kornelia.szczuka@example.org" in text
    billing.silent, identity.account_silent = False, True
    text = words(customer.get("/settings"))
    assert "Nie możemy teraz pokazać danych konta." in text
    assert "Faktury przychodzą na papierze." in text
    assert "Zmień hasło" in text


def test_every_page_of_a_person_leads_here(customer):
    assert customer.get("/").text.count('href="/settings"') == 2


@pytest.mark.rule("L16")
def test_the_password_is_changed_and_it_is_told_once(customer, identity):
    assert change(customer).location == "/settings"
    assert identity.password == NEW
    assert "Hasło jest zmienione." in words(customer.get("/settings"))
    assert "Hasło jest zmienione." not in words(customer.get("/settings"))


@pytest.mark.rule("L16")
def test_the_rules_are_told_before_typing(customer):
    page = customer.get("/settings/password")
    assert "Od 12 do 128 znaków." in words(page)
    assert page.text.count('autocomplete="new-password"') == 2
    assert 'autocomplete="current-password"' in page.text


@pytest.mark.rule("L16")
def test_a_wrong_current_password_stands_at_its_field(customer, identity):
    page = change(customer, current="Zupelnie-Inne-1")
    assert page.status_code == 422
    assert 'id="current-error"' in page.text
    assert "To nie jest Twoje aktualne hasło." in words(page)
    assert identity.password == PASSWORD


def test_a_password_against_the_rules_stands_at_its_field(customer, identity):
    identity.refuse = invalid(new="password.common")
    page = change(customer)
    assert page.status_code == 422
    assert 'id="new-error"' in page.text


def test_passwords_that_differ_and_empty_fields_go_nowhere(customer, identity):
    page = change(customer, new_repeat="other")
    assert "Hasła różnią się od siebie" in words(page)
    page = change(customer, "", "", "")
    assert "Popraw 3 pola" in words(page)
    assert identity.password == PASSWORD


def test_no_password_ever_comes_back(customer):
    page = change(customer, current="Zupelnie-Inne-1")
    assert "Zupelnie-Inne-1" not in page.text
    assert NEW not in page.text


def test_too_many_wrong_ones_are_told_with_a_time(customer, identity):
    identity.refuse = refusal(423, "sign-in-closed", opens_at="2026-11-21T09:30:00.000Z")
    page = change(customer)
    assert page.status_code == 423
    assert "Hasło zmienisz od 21.11.2026, 10:30." in words(page)
    identity.refuse = refusal(423, "sign-in-closed", opens_at=None)
    assert "odblokuje Biuro Obsługi Klienta" in words(change(customer))


def test_a_busy_identity_asks_for_patience(customer, identity):
    identity.refuse = refusal(429, "busy", headers={"Retry-After": "3"})
    page = change(customer)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "3")
    assert "Odczekaj kilka sekund" in words(page)


def test_a_form_without_its_token_changes_nothing(customer, identity):
    customer.get("/settings/password")
    answer = customer.post("/settings/password", csrf=False, current=PASSWORD, new=NEW)
    assert answer.status_code == 400
    assert identity.password == PASSWORD
