"""What a customer may ask, and what is none of their business."""

import pytest
from billing_testing import SLUG, invoice, payer

from billing.domain.invoice import invoice_id
from chassis.auth import routes_without_role


def test_every_route_states_its_role(books):
    assert routes_without_role(books.asked.application) == []


@pytest.mark.parametrize("path", ["/overview", "/invoices", "/invoices/x", "/invoices/x/pdf"])
@pytest.mark.parametrize("role", ["anonymous", "staff"])
def test_only_customers_see_invoices(books, path, role):
    assert books.get(path, role=role).status_code == 403


@pytest.mark.parametrize("end", ["", "/pdf"])
def test_somebody_elses_invoice_is_not_there(books, end):
    books.record(payer(), invoice("A"))
    address = f"/invoices/{invoice_id('A')}{end}"
    assert books.get(address).status_code == 200
    stranger = books.get(address, "99999999")
    nowhere = books.get(f"/invoices/{'0' * 24}{end}")
    assert stranger.status_code == nowhere.status_code == 404
    assert stranger.json | {"request_id": ""} == nowhere.json | {"request_id": ""}


def test_a_caller_without_grants_sees_nothing(books):
    books.record(payer(), invoice("A"))
    assert books.get("/invoices", "nobody").json == {"items": [], "next_cursor": None}


def test_pages_follow_each_other_though_new_invoices_arrive(books):
    books.record(payer(), *(invoice(f"N{n}", issued_on=f"2026-10-{n:02}") for n in range(1, 26)))
    first = books.get("/invoices?limit=10").json
    books.record(invoice("NEW", issued_on="2026-11-20"))
    second = books.get(f"/invoices?limit=10&cursor={first['next_cursor']}").json
    third = books.get(f"/invoices?limit=10&cursor={second['next_cursor']}").json
    seen = [one["number"] for page in (first, second, third) for one in page["items"]]
    assert seen == [f"N{n}" for n in range(25, 0, -1)]
    assert third["next_cursor"] is None


def test_invoices_of_one_day_are_not_skipped_between_pages(books):
    books.record(payer(), *(invoice(f"N{n}", issued_on="2026-10-01") for n in range(7)))
    seen, cursor = [], ""
    while cursor is not None:
        page = books.get(f"/invoices?limit=2&cursor={cursor}").json
        seen += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == [f"N{n}" for n in range(7)]


@pytest.mark.parametrize("only", ["open", "paid", "all"])
def test_the_list_reads_an_index(books, only):
    database = books.wiring.databases.of(SLUG)
    query = {"payer_number": {"$in": ["P1", "P2"]}}
    plan = database.invoices.find(query).sort([("issued_on", -1), ("_id", 1)]).explain()
    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])
    assert "'SORT'" not in str(plan["queryPlanner"]["winningPlan"])


@pytest.mark.parametrize(
    "query",
    [
        "cursor=nonsense",
        "cursor=WyIyMDI2LTEwLTAxIiwgInh4Il0=",
        "cursor=W10=",
        "cursor=bnVsbA==",
        "limit=0",
        "limit=101",
        "limit=ten",
        "status=lost",
        "page=2",
    ],
)
def test_a_query_we_do_not_know_is_refused_with_its_field(books, query):
    answer = books.get(f"/invoices?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [query.split("=")[0]]


def test_amounts_are_whole_grosze(books):
    books.record(payer(), invoice("A", 12345))
    told = books.one("A")
    assert told["gross"] == 12345
    assert told["lines"][0]["unit_price"] == "100.00"
    assert told["due_on"] == "2026-11-30"
