"""The document: Polish letters that can be searched, a QR code that a bank's app can read."""

import io
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest
import segno
import zxingcpp
from billing_testing import CUSTOMER, SLUG, invoice, payer, payment
from PIL import Image

from billing.domain.invoice import invoice_id
from billing.pdf import wording
from billing.pdf.document import InvoiceDocument
from billing.pdf.transfer_qr import transfer_text

NBSP = "\u00a0"


@pytest.fixture
def one(books):
    books.record(payer(), invoice("FV/2026/11/000007", 123456))
    operator = books.wiring.operators.get(SLUG)
    return operator, books.wiring.read_invoices.one(
        operator, [CUSTOMER], invoice_id("FV/2026/11/000007")
    )


def text_of(content):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_polish_letters_amounts_and_days_can_be_read(one):
    text = text_of(InvoiceDocument().render(*one, "pl")).replace(NBSP, " ")
    for words in (
        "Faktura FV/2026/11/000007",
        "Łucja Próbna",
        "Żółwin",
        "1 234,56 zł",
        "30.11.2026",
    ):
        assert words in text


def test_english_readers_get_english_labels_and_the_operators_own_words(one):
    text = text_of(InvoiceDocument().render(*one, "en")).replace(NBSP, " ")
    assert "Invoice FV/2026/11/000007" in text
    assert "1,234.56 PLN" in text
    assert "Abonament" in text


def test_the_document_is_tagged_for_screen_readers(one):
    reader = pypdf.PdfReader(io.BytesIO(InvoiceDocument().render(*one, "pl")))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "pl"
    assert reader.metadata.title == "Faktura FV/2026/11/000007"


def test_the_transfer_code_says_what_the_bank_needs(one):
    _, told = one
    text = transfer_text(
        nip="5260250995", iban=told["transfer"]["iban"], grosze=123456, payee="Virtual Operator",
        title="FV/2026/11/000007",
    )  # fmt: skip
    out = io.BytesIO()
    segno.make(text, error="m", mask=0, boost_error=False).save(out, kind="png", scale=4)
    read = zxingcpp.read_barcodes(Image.open(out))[0].text
    assert read == (
        "5260250995|PL|61109010140000071219812874|123456|Virtual Operator|FV/2026/11/000007|||"
    )


def test_the_transfer_code_keeps_to_its_lengths_and_bars():
    text = transfer_text(
        nip="", iban="PL" + "1" * 26, grosze=5, payee="a|b" + "x" * 40, title="t" * 50
    )
    fields = text.split("|")
    assert len(fields) == 9
    assert (fields[3], len(fields[4]), len(fields[5])) == ("000005", 20, 32)


def test_nothing_to_pay_shows_no_transfer(books):
    books.record(payer(), invoice("A", 5000), payment("b", 5000, "A"))
    answer = books.get(f"/invoices/{invoice_id('A')}/pdf")
    assert answer.mimetype == "application/pdf"
    text = text_of(answer.data)
    assert "Opłacona" in text
    assert "Dane do przelewu" not in text


def test_its_file_name_is_the_number_without_slashes(books):
    books.record(payer(), invoice("FV/2026/11/000007"))
    answer = books.get(f"/invoices/{invoice_id('FV/2026/11/000007')}/pdf?locale=en")
    assert answer.headers["Content-Disposition"] == "attachment; filename=FV-2026-11-000007.pdf"


def test_threads_do_not_disturb_each_other(one):
    document = InvoiceDocument()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: document.render(*one, "pl"), range(24)))
    assert all("Łucja Próbna" in text_of(content) for content in made[::6])


def test_a_hundred_lines_go_over_pages(books):
    told = invoice("A", 12300)
    line = told.data["lines"][0]
    told.data["lines"] = [line | {"name": f"Pozycja {n}"} for n in range(100)]
    for name in ("net", "vat", "gross"):
        told.data[name] *= 100
        told.data["vat_summary"][0][name] *= 100
    books.record(payer(), told)
    content = books.get(f"/invoices/{invoice_id('A')}/pdf").data
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 2
    assert "Pozycja 99" in text_of(content)


@pytest.mark.parametrize(
    ("grosze", "pl"),
    [(0, "0,00"), (5, "0,05"), (-12345, "-123,45"), (123456789, f"1{NBSP}234{NBSP}567,89")],
)
def test_amounts(grosze, pl):
    assert wording.money(grosze, "pl") == f"{pl}{NBSP}zł"


def test_decimals_stay_as_precise_as_they_were_written():
    assert wording.decimal("1.2500", "pl") == "1,2500"
    assert wording.decimal("12345", "pl") == f"12{NBSP}345"
