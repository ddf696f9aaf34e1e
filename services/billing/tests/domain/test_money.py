"""Figures that must agree, words for an invoice, and what is owed."""

from datetime import date

import pytest
from billing_testing import invoice
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.errors import TotalsDisagree
from billing.domain.invoice import invoice_id, status_of
from billing.domain.ledger import Ledger, OpenInvoice, PayerAccount, owed
from billing.domain.totals import check_totals

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("gross", "paid", "due_on", "status"),
    [
        pytest.param(100, 0, TOMORROW, "open", id="unpaid, still time"),
        pytest.param(100, 0, TODAY, "open", id="the due day itself is in time"),
        pytest.param(100, 0, YESTERDAY, "overdue", id="the day after is late"),
        pytest.param(100, 40, TOMORROW, "partly-paid", id="a part came"),
        pytest.param(100, 40, YESTERDAY, "overdue", id="late outweighs a part"),
        pytest.param(100, 100, YESTERDAY, "paid", id="paid is paid however late"),
        pytest.param(100, 120, TOMORROW, "paid", id="overpaid"),
        pytest.param(0, 0, YESTERDAY, "paid", id="nothing to pay"),
        pytest.param(-50, 0, YESTERDAY, "paid", id="a correction in the customer's favour"),
    ],
)
def test_status(gross, paid, due_on, status):
    assert status_of(gross, paid, due_on, TODAY) == status


def test_an_invoices_id_fits_into_an_address_and_is_always_the_same():
    assert invoice_id("FV/2026/11/000001") == invoice_id("FV/2026/11/000001")
    assert invoice_id("FV/2026/11/000001").isalnum()
    assert invoice_id("FV/2026/11/000001") != invoice_id("FV/2026/11/000002")


def test_an_invoice_whose_figures_agree_passes():
    check_totals(invoice("1", gross=12300).data)


@pytest.mark.parametrize("off", [-1, 1])
def test_a_grosz_of_rounding_a_part_is_tolerated(off):
    data = invoice("1", gross=12300).data
    data["lines"][0]["net"] += off
    check_totals(data)


@pytest.mark.parametrize("field", ["net", "vat", "gross"])
def test_a_total_that_its_lines_contradict_is_named(field):
    data = invoice("1", gross=12300).data
    data[field] += 2
    with pytest.raises(TotalsDisagree) as refused:
        check_totals(data)
    assert refused.value.field in (f"/{field}", "/gross")


def test_the_tolerance_grows_with_the_lines_and_no_further():
    data = invoice("1", gross=12300).data
    data["lines"] = data["lines"] * 3
    for name in ("net", "vat", "gross"):
        data[name] *= 3
        data["vat_summary"][0][name] *= 3
    data["lines"][0] = data["lines"][0] | {"net": data["lines"][0]["net"] + 4, "gross": 12304}
    with pytest.raises(TotalsDisagree) as refused:
        check_totals(data)
    assert refused.value.field == "/net"


def test_what_is_due_is_the_balance_and_its_nearest_date():
    account = PayerAccount(
        Ledger(350, 100), (OpenInvoice(200, YESTERDAY), OpenInvoice(50, TOMORROW))
    )
    answer = owed([account], TODAY)
    assert (answer.due, answer.overdue, answer.on_account) == (250, 200, 0)
    assert answer.next_due_on == TOMORROW


def test_money_on_account_lowers_what_is_due():
    answer = owed([PayerAccount(Ledger(300, 130), (OpenInvoice(200, YESTERDAY),))], TODAY)
    assert (answer.due, answer.overdue, answer.on_account) == (170, 170, 30)


def test_one_payers_credit_hides_no_other_payers_debt():
    overpaid = PayerAccount(Ledger(0, 10000))
    late = PayerAccount(Ledger(10000, 0), (OpenInvoice(10000, YESTERDAY),))
    answer = owed([overpaid, late], TODAY)
    assert (answer.due, answer.overdue, answer.on_account) == (10000, 10000, 10000)
    assert answer.next_due_on == YESTERDAY


def test_whoever_paid_too_much_owes_nothing_and_has_no_date():
    answer = owed([PayerAccount(Ledger(100, 150))], TODAY)
    assert (answer.due, answer.next_due_on, answer.on_account) == (0, None, 50)


def test_when_all_dates_have_passed_the_first_is_told():
    late = (OpenInvoice(10, date(2026, 10, 1)), OpenInvoice(10, date(2026, 9, 1)))
    assert owed([PayerAccount(Ledger(20, 0), late)], TODAY).next_due_on == date(2026, 9, 1)


ACCOUNTS = st.builds(
    PayerAccount,
    st.builds(Ledger, st.integers(0, 10**9), st.integers(0, 10**9)),
    st.lists(st.builds(OpenInvoice, st.integers(1, 10**7), st.dates()), max_size=4).map(tuple),
)


@given(st.lists(ACCOUNTS, max_size=4))
def test_nothing_owed_is_ever_negative_and_overdue_never_exceeds_due(accounts):
    answer = owed(accounts, TODAY)
    assert 0 <= answer.overdue <= answer.due
    assert answer.on_account >= 0
