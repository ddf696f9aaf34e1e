"""A new invoice is told of once, to who chose so, and an old one never."""

from datetime import timedelta

import pytest
from billing_testing import CUSTOMER, PAYER, SLUG, invoice, payer, payment

from billing.domain.invoice import invoice_id
from chassis.messaging.admission import Refused

TODAY, YESTERDAY = "2026-11-21", "2026-11-20"


@pytest.fixture
def consented(books):
    books.record(payer())
    books.activate()
    return books


def published(books):
    return [one["invoice_number"] for one in books.told("invoice-published")]


def test_a_new_invoice_is_told_with_what_its_notice_says(consented):
    consented.record(invoice("FV/1", 8979, TODAY, "2026-12-04"))
    assert consented.told("invoice-published") == [
        {
            "customer_number": CUSTOMER,
            "payer_number": PAYER,
            "invoice_id": invoice_id("FV/1"),
            "invoice_number": "FV/1",
            "gross": 8979,
            "currency": "PLN",
            "issued_on": TODAY,
            "due_on": "2026-12-04",
        }
    ]
    assert consented.one("FV/1")["id"] == invoice_id("FV/1")


def test_an_invoice_that_comes_twice_is_told_once(consented):
    consented.record(invoice("A", issued_on=TODAY), invoice("A", issued_on=TODAY))
    consented.record(invoice("A", issued_on=TODAY))
    assert published(consented) == ["A"]


def test_a_duplicate_is_not_told_after_the_relay_has_taken_the_first(consented):
    consented.record(invoice("A", issued_on=TODAY))
    outbox = consented.wiring.outbox
    outbox.remove(SLUG, outbox.pending(SLUG, 100))
    consented.record(invoice("A", issued_on=TODAY))
    assert outbox.pending(SLUG, 100) == []


def test_without_consent_nobody_is_told(books):
    books.record(payer(), invoice("A", issued_on=TODAY))
    assert published(books) == []


def test_an_invoice_that_was_there_before_the_consent_is_not_told_afterwards(books):
    books.record(payer(), invoice("A", issued_on=TODAY))
    books.activate()
    books.record(invoice("A", issued_on=TODAY))
    assert published(books) == []


def test_an_invoice_of_the_time_before_the_consent_is_not_told(consented):
    consented.record(invoice("old", issued_on=YESTERDAY), invoice("new", issued_on=TODAY))
    assert published(consented) == ["new"]


def test_the_consents_day_is_that_of_the_operators_clock(books, fake_clock):
    fake_clock.advance(timedelta(hours=13, minutes=30))  # half past midnight in Warsaw
    books.record(payer())
    books.activate()
    books.record(invoice("21st", issued_on=TODAY), invoice("22nd", issued_on="2026-11-22"))
    assert published(books) == ["22nd"]


def test_a_backfilled_invoice_is_not_told_however_old_the_consent(consented, fake_clock):
    fake_clock.advance(timedelta(days=100))  # to 1 March 2027; notice_for is 30 days
    consented.record(
        invoice("forgotten", issued_on="2027-01-29"),
        invoice("late", issued_on="2027-01-30"),
    )
    assert published(consented) == ["late"]


def test_after_the_withdrawal_nobody_is_told(consented):
    consented.record(invoice("before", issued_on=TODAY))
    consented.withdraw()
    consented.record(invoice("after", issued_on=TODAY))
    assert published(consented) == ["before"]


def test_only_the_payers_own_invoices_are_told(consented):
    consented.record(
        payer(number="P-other", customer="99999999"),
        invoice("theirs", issued_on=TODAY, payer_number="P-other"),
        invoice("mine", issued_on=TODAY),
    )
    assert published(consented) == ["mine"]


def test_an_invoice_before_its_payer_tells_nobody_then_or_later(books):
    books.record(invoice("A", issued_on=TODAY))
    books.record(payer())
    books.activate()
    books.record(invoice("A", issued_on=TODAY))
    assert published(books) == []


def test_a_payer_and_its_invoice_in_one_batch_know_each_other(consented):
    consented.record(payer(2, customer="99999999"))
    consented.activate("99999999")
    consented.record(invoice("B", issued_on=TODAY), payer(3, customer=CUSTOMER))
    assert [one["customer_number"] for one in consented.told("invoice-published")] == [CUSTOMER]


def test_a_batch_that_fails_tells_nothing(consented):
    bad = invoice("bad", issued_on=TODAY, net=1)
    with pytest.raises(Refused):
        consented.record(invoice("good", issued_on=TODAY), bad)
    assert published(consented) == []
    consented.record(invoice("good", issued_on=TODAY))
    assert published(consented) == ["good"]


def test_a_transaction_that_is_undone_takes_its_events_along(consented):
    """The ledger of the payer is unwritable, after the invoice and its event were written."""
    database = consented.wiring.databases.of(SLUG)
    database.ledgers.insert_one({"_id": PAYER, "charged": "not a number", "paid": 0})
    with pytest.raises(Exception, match="non-numeric"):
        consented.record(invoice("A", issued_on=TODAY))
    assert published(consented) == []
    database.ledgers.delete_one({"_id": PAYER})
    consented.record(invoice("A", issued_on=TODAY))
    assert published(consented) == ["A"]


def test_payments_do_not_lose_what_an_invoice_still_has_to_tell(consented):
    consented.record(invoice("A", 12300, TODAY))
    consented.record(payment("b1", 300, "A"))
    assert consented.one("A")["remaining"] == 12000
    assert published(consented) == ["A"]


def test_a_large_batch_asks_for_payers_and_consents_once(consented, commands):
    consented.record(
        *(payer(number=f"P{n}") for n in range(50)),
        *(invoice(f"N{n}", issued_on=TODAY, payer_number=f"P{n % 50}") for n in range(150)),
        *(invoice(f"M{n}", issued_on=TODAY) for n in range(50)),
    )
    asked = list(commands)
    assert asked.count(("find", "einvoice")) == 1
    assert asked.count(("find", "payers")) == 2  # sequences, and customers
    assert len(published(consented)) == 50  # the payers P0 to P49 came after the consent
