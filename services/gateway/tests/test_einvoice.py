"""The e-invoice: banner, details, consent window, withdrawing (B10, T13)."""

import pytest
from gateway_testing import message, refusal, title, words
from invoices_testing import payer

PAGES = ["/einvoice", "/einvoice/activate", "/einvoice/withdraw"]


@pytest.fixture
def without_einvoice(operators):
    features = operators.get("virtual-operator").section("features")
    features["einvoice"] = False
    yield
    features["einvoice"] = True


def activate(customer, **fields):
    customer.get("/einvoice/activate")
    values = {"version": "1", "locale": "pl", "consent": "y"} | fields
    return customer.post("/einvoice/activate", **values)


@pytest.mark.rule("B10")
def test_the_banner_of_the_manual_stands_on_the_home_page(customer):
    page = customer.get("/")
    text = words(page)
    assert "Dzięki e-Fakturze będziesz mógł otrzymywać fakturę w formie elektronicznej" in text
    assert 'href="/einvoice/activate">AKTYWUJ</a>' in page.text
    assert 'href="/einvoice">SZCZEGÓŁY</a>' in page.text


@pytest.mark.rule("B10")
def test_the_banner_is_gone_when_the_einvoice_is_active(customer):
    activate(customer)
    assert "AKTYWUJ" not in words(customer.get("/"))


def test_there_is_no_banner_for_whom_no_invoice_is_written_yet(customer, billing):
    billing.payers = []
    assert "AKTYWUJ" not in words(customer.get("/"))


@pytest.mark.parametrize("path", ["/einvoice", "/settings"])
def test_who_has_no_payer_yet_is_told_to_wait(customer, billing, path):
    billing.payers = []
    page = customer.get(path)
    assert "Płatnicy pojawią się tutaj, gdy tylko otrzymamy Twoje dane." in words(page)
    assert 'href="/einvoice/activate"' not in page.text
    assert customer.get("/einvoice/activate").location == "/einvoice"
    assert activate(customer).location == "/einvoice"
    assert "jest aktywna" not in words(customer.get("/einvoice"))


def test_home_stands_when_billing_knows_no_einvoice(customer, billing):
    def refuse(*_):
        raise refusal(404, "not-found")

    billing.einvoice = refuse
    assert "187,45 zł" in words(customer.get("/"))


@pytest.mark.rule("B10")
def test_the_details_tell_what_it_is_and_for_whom(customer, billing):
    billing.payers = [
        payer(),
        payer("P-2", name="Pracownia", active=True, since="2026-11-19T23:30Z"),
    ]
    text = words(customer.get("/einvoice"))
    assert "Faktura papierowa nie będzie już wysyłana." in text
    assert "Twoja e-Faktura Nieaktywna" in text
    assert "Kornelia Szczuka Płatnik P-10482217 Nieaktywna" in text
    assert "Pracownia Płatnik P-2, od 20.11.2026 Aktywna" in text
    assert "AKTYWUJ" in text
    assert "Wycofaj zgodę" in text


@pytest.mark.rule("L3")
def test_a_stranger_may_read_where_the_einvoice_is(browser, billing):
    page = browser.get("/einvoice")
    assert "Co to jest e-Faktura?" in words(page)
    assert 'href="/sign-in?next=%2Feinvoice"' in page.text
    assert "Nieaktywna" not in words(page)


@pytest.mark.rule("B10")
def test_the_window_shows_the_versioned_text_and_where_notices_go(customer):
    page = customer.get("/einvoice/activate")
    text = words(page)
    assert title(page) == "Aktywacja e-Faktury – eBOK Virtual Operator"
    assert "Treść zgody, wersja 1 Wyrażam zgodę na otrzymywanie faktur" in text
    assert "kornelia.szczuka@example.org" in text
    assert "Dotyczy płatników Kornelia Szczuka" in text
    assert " checked" not in page.text
    assert 'aria-describedby="consent-text"' in page.text


@pytest.mark.rule("B10")
def test_a_tick_and_the_button_activate_and_the_details_say_so(customer, billing):
    answer = activate(customer)
    assert answer.location == "/einvoice"
    assert billing.agreed == [("1", "pl")]
    text = words(customer.get(answer.location))
    assert "e-Faktura jest aktywna. Potwierdzenie wyślemy" in text
    assert "od 21.11.2026" in text
    assert customer.get("/einvoice/activate").location == "/einvoice"


def test_the_language_of_the_text_that_was_read_is_the_one_that_is_kept(customer, billing):
    page = customer.get("/einvoice/activate", headers={"Accept-Language": "en"})
    assert 'name="locale" type="hidden" value="en"' in page.text
    activate(customer, locale="en")
    assert billing.agreed == [("1", "en")]


@pytest.mark.parametrize("locale", ["de", ""])
def test_a_language_that_has_no_text_is_not_kept(customer, billing, locale):
    activate(customer, locale=locale)
    assert billing.agreed == [("1", "pl")]


def test_without_the_tick_nothing_is_agreed(customer, billing):
    customer.get("/einvoice/activate")
    page = customer.post("/einvoice/activate", version="1", locale="pl")
    assert page.status_code == 422
    assert 'href="#consent"' in page.text
    assert "Zaznacz zgodę, bez niej nie włączymy e-Faktury" in words(page)
    assert title(page).startswith("Błąd: ")
    assert billing.agreed == []


def test_a_text_that_changed_meanwhile_is_shown_anew(customer, billing):
    page = activate(customer, version="0")
    assert page.status_code == 409
    assert "Treść zgody się zmieniła." in words(page)
    assert 'name="version" type="hidden" value="1"' in page.text
    assert " checked" not in page.text
    assert billing.agreed == []


def test_a_version_that_billing_cannot_even_read_is_no_failure(customer, billing):
    def refuse(*_):
        raise refusal(422, "validation")

    billing.activate_einvoice = refuse
    assert activate(customer, version="").status_code == 409


def test_a_double_submit_is_one_consent_to_the_person(customer, billing):
    assert activate(customer).location == activate(customer).location
    assert words(customer.get("/einvoice")).count("Aktywna") == 2


def test_a_silent_billing_keeps_the_tick_and_says_so(customer, billing):
    customer.get("/einvoice/activate")
    billing.einvoice_silent = True
    page = customer.post("/einvoice/activate", version="1", locale="pl", consent="y")
    assert page.status_code == 503
    assert "Nie możemy teraz zapisać zgody." in words(page)
    assert " checked" in page.text


def test_a_tick_under_another_text_does_not_count_for_the_one_shown(customer, billing):
    customer.get("/einvoice/activate")
    billing.einvoice_silent = True
    page = customer.post("/einvoice/activate", version="1", locale="en", consent="y")
    assert 'name="locale" type="hidden" value="pl"' in page.text
    assert " checked" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_each_page_stands_without_billing_and_says_so(customer, billing, path):
    billing.silent = True
    page = customer.get(path)
    assert page.status_code == 200
    assert "Nie możemy teraz" in words(page)


def test_withdrawing_asks_first_and_then_says_so(customer, billing):
    activate(customer)
    page = customer.get("/einvoice/withdraw")
    assert "Kolejne faktury przyjdą znów na papierze." in words(page)
    assert "Dotyczy płatników: Kornelia Szczuka" in words(page)
    assert billing.payers[0]["active"]
    answer = customer.post("/einvoice/withdraw")
    assert answer.location == "/einvoice"
    assert not billing.payers[0]["active"]
    assert "Zgoda jest wycofana" in words(customer.get(answer.location))
    assert customer.get("/einvoice/withdraw").location == "/einvoice"


def test_a_withdrawal_that_could_not_be_kept_is_told(customer, billing):
    activate(customer)
    customer.get("/einvoice/withdraw")
    billing.einvoice_silent = True
    page = customer.post("/einvoice/withdraw")
    assert page.status_code == 503
    assert "Nie możemy teraz wycofać zgody." in words(page)


def test_what_was_done_is_told_once(customer):
    activate(customer)
    assert "e-Faktura jest aktywna." in words(customer.get("/einvoice"))
    assert "e-Faktura jest aktywna." not in words(customer.get("/einvoice"))


@pytest.mark.parametrize("path", ["/einvoice/activate", "/einvoice/withdraw"])
def test_a_stranger_signs_in_first_and_comes_back(browser, path):
    assert browser.get(path).location.startswith(f"/sign-in?next={path.replace('/', '%2F')}")


@pytest.mark.usefixtures("without_einvoice")
def test_an_operator_without_it_shows_nothing_of_it(customer, notifications):
    notifications.items = [message("einvoice_activated"), message("einvoice_withdrawn")]
    assert [customer.get(path).status_code for path in PAGES] == [404, 404, 404]
    for path in ("/", "/settings", "/help"):
        page = customer.get(path)
        assert "/einvoice" not in page.text
        assert "e-Faktur" not in words(page)


@pytest.mark.usefixtures("without_einvoice")
def test_its_sign_in_page_shows_nothing_of_it_either(browser):
    assert "/einvoice" not in browser.get("/sign-in").text
