"""The routes of electronic delivery: customers only, and no field that is not known."""

import pytest
from billing_testing import payer


@pytest.mark.parametrize("role", ["anonymous", "staff"])
def test_only_customers_decide(books, role):
    books.record(payer())
    wish = {"version": "1", "locale": "pl"}
    assert books.get("/einvoice", role=role).status_code == 403
    assert books.post("/einvoice/activate", wish, role=role).status_code == 403
    assert books.post("/einvoice/withdraw", {}, role=role).status_code == 403
    assert books.get("/einvoice").json["active"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"locale": "pl"}, "version"),
        ({"version": "1"}, "locale"),
        ({"version": "1", "locale": "de"}, "locale"),
        ({"version": "x" * 21, "locale": "pl"}, "version"),
        ({"version": "1", "locale": "pl", "payer_number": "P-1"}, "payer_number"),
    ],
)
def test_a_wish_we_do_not_understand_is_refused_with_its_field(books, body, field):
    books.record(payer())
    answer = books.post("/einvoice/activate", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert books.get("/einvoice").json["active"] is False


def test_a_withdrawal_has_no_fields(books):
    assert books.post("/einvoice/withdraw", {"payer_number": "P-1"}).status_code == 422
