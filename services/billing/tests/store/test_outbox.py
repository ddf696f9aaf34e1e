"""The outboxes of consents and invoices are found by an index and cost what they hold."""

import pytest
from billing_testing import SLUG, invoice, payer

from billing.store.indexes import INDEXES, OUTBOX_COLLECTIONS
from chassis.messaging.outbox import HAS_EVENTS, outbox_index


@pytest.mark.parametrize("collection", OUTBOX_COLLECTIONS)
def test_an_outbox_is_read_by_its_index(books, collection):
    assert outbox_index(collection) in INDEXES
    books.record(payer(), *(invoice(f"N{n}", issued_on="2026-11-02") for n in range(100)))
    books.activate()
    books.record(invoice("NEW", issued_on="2026-11-21"))
    found = books.wiring.databases.of(SLUG)[collection].find(HAS_EVENTS)
    stats = found.explain()["executionStats"]
    assert stats["nReturned"] == stats["totalDocsExamined"] == 1


def test_no_collection_has_more_indexes_than_a_database_of_many_operators_bears():
    """Design section 3: at most three besides the key."""
    by_collection = [index.collection for index in INDEXES]
    assert max(by_collection.count(one) for one in by_collection) <= 3


def test_an_invoice_that_nobody_waits_for_has_no_outbox(books):
    books.record(payer(), invoice("A", issued_on="2026-11-21"))
    assert "outbox" not in books.wiring.databases.of(SLUG).invoices.find_one()


def test_what_waits_is_never_part_of_an_answer(books):
    books.record(payer())
    books.activate()
    books.record(invoice("A", issued_on="2026-11-21"))
    assert books.told("invoice-published")
    told = [books.get(path).text for path in ("/overview", "/invoices", "/einvoice")]
    told.append(repr(books.one("A")))
    assert not any("outbox" in text or "specversion" in text for text in told)
