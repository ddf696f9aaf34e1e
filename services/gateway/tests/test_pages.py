"""Home and invoices, and how they stand when a service does not."""

import pytest
from gateway_testing import title, words
from invoices_testing import INVOICE_ID, invoice, overview, summary

NO_BREAK = "\u00a0"


def test_home_puts_the_amount_and_the_date_first(customer):
    page = customer.get("/")
    assert title(page) == "Strona główna – eBOK Virtual Operator"
    text = words(page)
    assert "Masz 2 niezapłacone faktury." in text
    assert "187,45 zł" in text
    assert "najbliższy termin 4 grudnia 2026" in text
    assert "FV/2026/10/004377, po terminie od 14.11.2026" in text
    assert text.index("187,45") < text.index("Ostatnie faktury")


def test_home_waits_for_data(customer, billing):
    billing.shown = overview(state="awaiting-data", due=0, overdue=0, open=[], latest=[])
    text = words(customer.get("/"))
    assert "Twoje dane są w drodze" in text
    assert "0,00" not in text


def test_home_with_nothing_due(customer, billing):
    paid = summary(status="paid", remaining=0)
    billing.shown = overview(due=0, overdue=0, next_due_on=None, open=[], latest=[paid])
    text = words(customer.get("/"))
    assert "Wszystkie faktury są opłacone." in text
    assert "Nic nie trzeba płacić." in text


def test_home_stands_without_billing(customer, billing):
    billing.silent = True
    page = customer.get("/")
    assert page.status_code == 200
    assert "Nie możemy teraz pokazać faktur." in words(page)
    assert "588 588 150" in words(page)


def test_invoices_without_billing_say_so(customer, billing):
    billing.silent = True
    page = customer.get("/invoices")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "Faktury są chwilowo niedostępne" in words(page)
    assert "588 588 150" in words(page)
    assert "Wyloguj" in words(page)


def test_pages_of_a_person_need_identity_and_help_does_not(customer, identity):
    identity.silent = True
    page = customer.get("/invoices")
    assert page.status_code == 503
    assert "Logowanie jest chwilowo niedostępne" in words(page)
    assert customer.get("/help").status_code == 200
    assert customer.cookie("__Host-okienko") is not None


def test_signing_in_without_identity_is_told(browser, identity):
    identity.silent = True
    assert browser.get("/sign-in").status_code == 200
    assert browser.sign_in().status_code == 503


def test_the_list_links_by_number_and_goes_on(customer, billing):
    page = customer.get("/invoices?status=open")
    assert f'href="/invoices/{INVOICE_ID}">FV/2026/11/004821</a>' in page.text
    assert 'rel="next" href="/invoices?status=open&amp;cursor=next%2Bpage%3D"' in page.text
    customer.get("/invoices?status=open&cursor=next%2Bpage%3D")
    assert billing.asked == [("open", ""), ("open", "next+page=")]


def test_an_unknown_filter_shows_all_and_a_broken_bookmark_the_first_page(customer, billing):
    assert customer.get("/invoices?status=<script>").status_code == 200
    assert billing.asked == [("all", "")]
    assert customer.get("/invoices?cursor=broken").location == "/invoices?status=all"


def test_an_empty_list_says_so(customer, billing):
    billing.shown["latest"] = []
    assert "Nie masz jeszcze faktur." in words(customer.get("/invoices"))


def test_an_invoice_shows_what_is_left_lines_and_vat(customer):
    page = customer.get(f"/invoices/{INVOICE_ID}")
    assert title(page) == "Faktura FV/2026/11/004821 – eBOK Virtual Operator"
    text = words(page)
    for part in ("128,47 zł", "Internet 600 Mb/s", "1 mies.", "104,45", "23%", "Podatek VAT"):
        assert part in text
    assert "61 1090 1014 0000 0712 1981 2874" in text
    assert "PDF" in text


def test_a_paid_invoice_asks_for_no_transfer(customer, billing):
    payment = {"booked_on": "2026-11-22", "amount": 12847, "method": "blik"}
    billing.one = invoice(status="paid", remaining=0, payments=[payment])
    text = words(customer.get(f"/invoices/{INVOICE_ID}"))
    assert "Dane do przelewu" not in text
    assert "22.11.2026, BLIK" in text


@pytest.mark.parametrize("path", ["/invoices/65f0000000000000000000ff", "/invoices/..%2Foverview"])
def test_an_invoice_of_somebody_else_is_not_there(customer, path):
    assert customer.get(path).status_code == 404
    assert customer.get(f"{path}.pdf").status_code == 404


def test_a_pdf_is_handed_on_as_a_download(customer):
    answer = customer.get(f"/invoices/{INVOICE_ID}.pdf")
    assert answer.data == b"%PDF-1.7\n"
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "billing=1" not in answer.headers.getlist("Set-Cookie")


def test_amounts_do_not_break(customer):
    assert f"187,45{NO_BREAK}zł" in customer.get("/").text


def test_names_of_strangers_are_text(customer, billing):
    billing.shown = overview(latest=[summary(number="<script>alert(1)</script>")])
    assert "<script>alert" not in customer.get("/").text


def test_each_page_asks_identity_once_and_an_asset_never(customer, identity):
    identity.touches = 0
    page = customer.get("/")
    assert identity.touches == 1
    for address in [part.split('"')[0] for part in page.text.split('href="')[1:]]:
        if address.startswith(("/static/", "/brand/")):
            assert customer.get(address).status_code == 200
    customer.get("/healthz/live")
    assert identity.touches == 1
