"""What the ERP tells, in any order, twice, late and wrong: the books stay right."""

from datetime import date

import pytest
from billing_testing import CUSTOMER, PAYER, SLUG, invoice, payer, payment
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from chassis.messaging.admission import Refused


def test_an_invoice_and_its_payment_make_the_balance(books):
    books.record(payer(), invoice("A", 12300), invoice("B", 5000), payment("b1", 12300, "A"))
    overview = books.overview()
    assert (overview["due"], overview["state"]) == (5000, "ready")
    assert [one["number"] for one in overview["open"]] == ["B"]
    assert books.one("A")["status"] == "paid"
    assert books.one("A")["payments"] == [
        {"booked_on": "2026-11-10", "amount": 12300, "method": "transfer"}
    ]


def test_what_comes_twice_counts_once(books):
    told = [payer(), invoice("A", 12300), payment("b1", 2300, "A")]
    books.record(*told, *told)
    books.record(*told)
    assert books.overview()["due"] == 10000
    assert books.numbers() == ["A"]


@pytest.mark.parametrize("batches", [1, 2])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(invoice("A", 12300), invoice("A", 12301), id="another amount"),
        pytest.param(invoice("A"), invoice("A", payer_number="P-other"), id="another payer"),
        pytest.param(payment("b", 100), payment("b", 200), id="a booking with another amount"),
    ],
)
def test_a_fact_told_again_with_other_contents_is_refused_and_changes_nothing(
    books, batches, first, second
):
    books.record(payer(), first)
    before = books.overview()
    with pytest.raises(Refused, match="other contents"):
        books.record(*([second] if batches == 2 else [first, second]))
    assert books.overview() == before


def test_an_invoice_before_its_payer_shows_as_soon_as_the_payer_is_known(books):
    books.record(invoice("A", 12300))
    assert books.overview()["state"] == "awaiting-data"
    assert books.numbers() == []
    books.record(payer())
    assert books.overview()["due"] == 12300
    assert books.numbers() == ["A"]


def test_a_payment_before_its_invoice_is_applied_when_the_invoice_comes(books):
    books.record(payer(), payment("b1", 12300, "A"))
    assert books.overview()["due"] == 0
    books.record(invoice("A", 12300))
    assert books.overview()["due"] == 0
    assert books.one("A")["status"] == "paid"


def test_a_stale_sequence_changes_nothing(books):
    books.record(payer(5, customer=CUSTOMER))
    books.record(payer(4, customer="99999999"), invoice("A"))
    assert books.numbers() == ["A"]


def test_the_newest_of_one_batch_stands_whatever_its_order(books):
    books.record(payer(2, customer="99999999"), payer(3, customer=CUSTOMER), payer(1, customer="1"))
    books.record(invoice("A"))
    assert books.numbers() == ["A"]


def test_an_invoice_that_contradicts_itself_is_refused_with_its_field(books):
    with pytest.raises(Refused) as refused:
        books.record(payer(), invoice("A", 12300, net=1))
    assert refused.value.path.startswith("/data/")
    assert books.overview()["state"] == "awaiting-data"


def test_a_payment_pays_only_its_own_payers_invoice(books):
    books.record(payer(), invoice("A", 12300), payment("b1", 12300, "A", payer_number="P-other"))
    assert books.one("A")["status"] == "open"
    assert books.overview()["due"] == 12300


def test_a_payment_on_account_lowers_what_is_due(books):
    books.record(payer(), invoice("A", 12300), payment("b1", 300))
    overview = books.overview()
    assert (overview["due"], overview["on_account"]) == (12000, 300)


def test_an_invoice_is_late_when_the_day_has_passed_where_the_operator_is(books, fake_clock):
    books.record(payer(), invoice("A", due_on="2026-11-21"))
    assert books.one("A")["status"] == "open"
    fake_clock.advance(date(2026, 11, 22) - date(2026, 11, 21))
    assert books.one("A")["status"] == "overdue"
    assert books.overview()["overdue"] == 12300


def test_all_payers_of_a_customer_are_one_balance(books):
    books.record(
        payer(), payer(number="P2"), invoice("A", 100), invoice("B", 200, payer_number="P2")
    )
    assert books.overview()["due"] == 300
    assert set(books.numbers()) == {"A", "B"}


TOLD = [
    payer(1),
    payer(2),
    invoice("A", 12300),
    invoice("B", 4000, "2026-11-03"),
    payment("b1", 12300, "A"),
    payment("b2", 1500, "B"),
    payment("b3", 700),
]


@tries(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations([*TOLD, *TOLD[2:5]]), cut=st.integers(0, 10))
def test_order_and_repetition_do_not_matter(books, order, cut):
    for name in ("payers", "invoices", "bookings", "ledgers"):
        books.wiring.databases.of(SLUG)[name].delete_many({})
    for batch in (order[:cut], order[cut:]):
        books.record(*batch)
    overview = books.overview()
    assert (overview["due"], overview["on_account"]) == (1800, 700)
    assert books.one("B")["remaining"] == 2500
    assert sorted(books.numbers()) == ["A", "B"]


def test_the_ledger_is_what_the_entries_say(books):
    books.record(payer(), *(invoice(f"N{n}", 100 + n) for n in range(150)))
    books.record(*(payment(f"b{n}", 50, f"N{n}") for n in range(100)))
    database = books.wiring.databases.of(SLUG)
    ledger = database.ledgers.find_one({"_id": PAYER})
    assert ledger["charged"] == sum(one["gross"] for one in database.invoices.find())
    assert ledger["paid"] == sum(one["amount"] for one in database.bookings.find())
