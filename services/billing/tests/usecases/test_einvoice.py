"""Electronic delivery is given, found again and withdrawn, once each, for one's own payers."""

import hashlib
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from billing_testing import CUSTOMER, PAYER, SLUG, payer

from billing.domain.errors import ConsentOutdated, EinvoiceUnavailable

OTHER = "99999999"
NOW = "2026-11-21T10:00:00.000Z"


def ledger(books, payer_number=PAYER, customer=CUSTOMER):
    documents = books.wiring.databases.of(SLUG).einvoice
    return documents.find_one({"_id": f"{customer} {payer_number}"})


def with_profile(books, **sections):
    operator = books.wiring.operators.get(SLUG)
    return replace(operator, profile={**operator.profile, **sections})


def test_before_anything_is_decided_nothing_is_active(books):
    books.record(payer())
    assert books.get("/einvoice").json == {
        "available": True,
        "text_version": "1",
        "active": False,
        "payers": [
            {
                "payer_number": PAYER,
                "customer_number": CUSTOMER,
                "name": "Łucja Próbna",
                "active": False,
                "since": None,
            }
        ],
    }


def test_consent_goes_for_all_payers_of_the_customers_and_is_told_of_each(books, operators):
    books.record(payer(), payer(number="P-2"))
    answer = books.activate(locale="en")
    assert answer.status_code == 200
    assert answer.json == books.get("/einvoice").json
    assert answer.json["active"] is True
    assert {one["since"] for one in answer.json["payers"]} == {"2026-11-21T10:00:00+00:00"}
    text = operators.get(SLUG).section("einvoice")["consent"]["en"]
    told = books.told("einvoice-activated")
    assert sorted(one.pop("payer_number") for one in told) == ["P-10482217", "P-2"]
    assert told[0] == told[1] == {
        "account": "account",
        "customer_number": CUSTOMER,
        "text_version": "1",
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "locale": "en",
        "at": NOW,
    }  # fmt: skip


def test_the_ledger_says_who_agreed_to_what_where_and_when(books, fake_clock):
    books.record(payer())
    books.activate()
    (period,) = ledger(books)["periods"]
    hashed = books.told("einvoice-activated")[0]["text_sha256"]
    assert period == {
        "text_version": "1",
        "text_sha256": hashed,
        "locale": "pl",
        "account": "account",
        "channel": "web",
        "from": fake_clock.now(),
        "until": None,
    }


def test_consent_given_twice_is_one_consent_and_one_event(books, fake_clock):
    books.record(payer())
    first = books.activate().json
    fake_clock.advance(timedelta(hours=1))
    assert books.activate().json == first
    assert len(books.told("einvoice-activated")) == 1
    assert len(ledger(books)["periods"]) == 1


def test_two_windows_at_the_same_moment_make_one_consent(books):
    books.record(payer())
    operator = books.wiring.operators.get(SLUG)
    together = threading.Barrier(4)

    def click():
        together.wait(10)
        books.wiring.einvoice.activate(operator, [CUSTOMER], "account", "1", "pl")

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(20)
    assert len(ledger(books)["periods"]) == 1
    assert len(books.told("einvoice-activated")) == 1


def test_a_text_that_was_replaced_meanwhile_is_not_agreed_to(books):
    books.record(payer())
    answer = books.activate(version="0")
    assert answer.status_code == 409
    assert answer.json["type"] == "urn:okienko:problem:consent-outdated"
    assert answer.json["text_version"] == "1"
    assert books.get("/einvoice").json["active"] is False
    assert books.told("einvoice-activated") == []


def test_a_new_version_is_asked_of_the_next_one_and_leaves_the_active_as_they_are(books):
    books.record(payer())
    books.activate()
    terms = books.wiring.operators.get(SLUG).section("einvoice")
    newer = with_profile(books, einvoice={**terms, "version": "2"})
    with pytest.raises(ConsentOutdated):
        books.wiring.einvoice.activate(newer, [CUSTOMER], "account", "1", "pl")
    books.record(payer(number="P-2"))
    books.wiring.einvoice.activate(newer, [CUSTOMER], "account", "2", "pl")
    assert ledger(books)["periods"][0]["text_version"] == "1"
    assert ledger(books, "P-2")["periods"][0]["text_version"] == "2"


def test_a_payer_that_comes_later_is_not_covered_until_asked(books):
    books.record(payer())
    books.activate()
    books.record(payer(number="P-2"))
    shown = books.get("/einvoice").json
    assert [one["active"] for one in shown["payers"]] == [True, False]
    assert shown["active"] is False
    assert books.activate().json["active"] is True
    assert [one["payer_number"] for one in books.told("einvoice-activated")] == [PAYER, "P-2"]


def test_withdrawal_ends_the_consent_and_keeps_what_was(books, fake_clock):
    books.record(payer())
    given = fake_clock.now()
    books.activate(locale="en")
    fake_clock.advance(timedelta(days=3))
    answer = books.withdraw()
    assert (answer.status_code, answer.json["active"]) == (200, False)
    (told,) = books.told("einvoice-withdrawn")
    (activated,) = books.told("einvoice-activated")
    assert told == activated | {"at": "2026-11-24T10:00:00.000Z"}
    (period,) = ledger(books)["periods"]
    assert (period["from"], period["until"]) == (given, fake_clock.now())
    assert period["withdrawn_by"] == "account"


def test_withdrawal_twice_or_of_nothing_tells_nothing_more(books):
    books.record(payer())
    assert books.withdraw().status_code == 200
    assert books.told("einvoice-withdrawn") == []
    books.activate()
    books.withdraw()
    assert books.withdraw().status_code == 200
    assert len(books.told("einvoice-withdrawn")) == 1


def test_who_comes_back_starts_a_period_of_their_own(books, fake_clock):
    books.record(payer())
    for decide in (books.activate, books.withdraw, books.activate, books.withdraw, books.activate):
        fake_clock.advance(timedelta(days=1))
        decide()
    periods = ledger(books)["periods"]
    assert [one["until"] is None for one in periods] == [False, False, True]
    assert periods[0]["until"] < periods[1]["from"] < periods[1]["until"] < periods[2]["from"]
    assert books.get("/einvoice").json["payers"][0]["since"] == "2026-11-26T10:00:00+00:00"


def test_other_customers_payers_are_neither_shown_nor_touched(books):
    books.record(payer(), payer(number="P-other", customer=OTHER))
    books.activate()
    assert [one["payer_number"] for one in books.get("/einvoice").json["payers"]] == [PAYER]
    assert ledger(books, "P-other", OTHER) is None
    books.activate(OTHER)
    books.withdraw()
    assert books.get("/einvoice", OTHER).json["active"] is True
    assert [one["payer_number"] for one in books.told("einvoice-withdrawn")] == [PAYER]


def test_what_one_customer_agreed_to_does_not_bind_the_payers_next_customer(books):
    books.record(payer())
    books.activate()
    books.record(payer(2, customer=OTHER))
    assert books.get("/einvoice", OTHER).json["active"] is False
    assert books.get("/einvoice").json["payers"] == []
    books.withdraw(OTHER)
    assert books.told("einvoice-withdrawn") == []


def test_without_a_payer_there_is_nothing_to_activate_yet(books):
    answer = books.activate()
    assert (answer.status_code, answer.json["active"], answer.json["payers"]) == (200, False, [])


def test_where_it_is_not_offered_it_can_only_be_withdrawn(books):
    books.record(payer())
    books.activate()
    closed, einvoice = with_profile(books, features={"einvoice": False}), books.wiring.einvoice
    assert einvoice.show(closed, [CUSTOMER])["available"] is False
    with pytest.raises(EinvoiceUnavailable):
        einvoice.activate(closed, [CUSTOMER], "account", "1", "pl")
    einvoice.withdraw(closed, [CUSTOMER], "account")
    assert einvoice.show(closed, [CUSTOMER])["active"] is False
