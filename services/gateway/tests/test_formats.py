"""Amounts, dates, hours and counted words."""

import pytest

from gateway import formats

NB = "\u00a0"


@pytest.mark.parametrize(
    ("grosze", "polish", "english"),
    [
        (0, f"0,00{NB}zł", f"0.00{NB}zł"),
        (5, f"0,05{NB}zł", f"0.05{NB}zł"),
        (123456, f"1{NB}234,56{NB}zł", f"1,234.56{NB}zł"),
        (123456789, f"1{NB}234{NB}567,89{NB}zł", f"1,234,567.89{NB}zł"),
        (-1999, f"\u221219,99{NB}zł", f"\u221219.99{NB}zł"),
    ],
)
def test_money(grosze, polish, english):
    assert formats.money(grosze) == polish
    assert formats.money(grosze, "en") == english


def test_dates():
    assert formats.short_date("2026-12-04") == "04.12.2026"
    assert formats.long_date("2026-12-04") == f"4{NB}grudnia{NB}2026"
    assert formats.short_date("2026-12-04", "en") == "04 Dec 2026"
    assert formats.moment("2026-11-21T23:30:00.000Z", "Europe/Warsaw") == "22.11.2026, 00:30"


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "faktur"), (1, "faktura"), (2, "faktury"), (4, "faktury"), (5, "faktur"), (12, "faktur"),
     (14, "faktur"), (21, "faktur"), (22, "faktury"), (112, "faktur"), (122, "faktury")],
)  # fmt: skip
def test_polish_counts_in_three_forms(number, form):
    assert formats.polish_form(number, "faktura", "faktury", "faktur") == form


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("w domu", f"w{NB}domu"),
        ("i w domu", f"i{NB}w{NB}domu"),
        ("Płać z góry, a potem", f"Płać z{NB}góry, a{NB}potem"),
        ("krok 1 z 3", f"krok 1 z{NB}3"),
        ("ma rów", "ma rów"),
        ("słowo w", "słowo w"),
    ],
)
def test_one_letter_words_never_end_a_line(text, tied):
    assert formats.tied(text) == tied


@pytest.mark.parametrize(
    ("amount", "written"), [("1.0000", "1"), ("1", "1"), ("2.50", "2,5"), ("10", "10")]
)
def test_quantities(amount, written):
    assert formats.quantity(amount) == written


def test_hours_rates_and_accounts():
    hours = [{"days": "mon-fri", "from": "08:00", "to": "20:00"}]
    assert formats.opening_hours(hours) == f"pon.–pt.{NB}8:00–20:00"
    assert formats.vat_rate("23") == "23%"
    assert formats.vat_rate("zw") == "zw."
    account = formats.iban_groups("PL61109010140000071219812874")
    assert account == "61 1090 1014 0000 0712 1981 2874".replace(" ", NB)


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-11-20T23:30:00.000Z", "2026-11-21"), ("2026-07-20T21:59:00+00:00", "2026-07-20")],
)
def test_a_day_is_the_operators(instant, day):
    assert str(formats.local_day(instant, "Europe/Warsaw")) == day


def test_paragraphs_stand_between_empty_lines():
    assert formats.paragraphs("One.\n\nTwo\nlines.\n\n\n\nw domu\n") == [
        "One.",
        "Two\nlines.",
        f"w{NB}domu",
    ]
