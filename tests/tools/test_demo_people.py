"""The invented people and invoices are valid, repeatable, and accepted by the contracts."""

import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import phonenumbers
import pytest
import yaml
from stdnum import iban
from stdnum.pl import nip, pesel
from tools.demo.events import Operator, crm_events, erp_events
from tools.demo.numbers import customer_numbers
from tools.demo.people import Person, people_of

ROOT = Path(__file__).parents[2]
PROFILES = sorted((ROOT / "deploy" / "operators").glob("*.yaml"))
TODAY = date(2026, 11, 21)


@pytest.fixture(params=PROFILES, ids=lambda file: file.stem, scope="module")
def profile(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(request.param.read_text())
    return loaded


@pytest.fixture(scope="module")
def people(profile: dict[str, Any]) -> list[Person]:
    return people_of(profile["slug"], profile, 120)


@pytest.fixture(scope="module")
def events(profile: dict[str, Any], people: list[Person]) -> list[dict[str, Any]]:
    operator = Operator(profile["slug"], profile["legal_name"], TODAY)
    announced = [*crm_events(operator, people), *erp_events(operator, people)]
    return [json.loads(announcement.body) for announcement in announced]


def of_type(events: list[dict[str, Any]], event_type: str) -> list[dict[str, Any]]:
    return [event["data"] for event in events if event["type"] == event_type]


def test_official_numbers_have_their_check_digits(people: list[Person]) -> None:
    assert all(pesel.is_valid(person.pesel) for person in people if person.pesel)
    assert all(nip.is_valid(person.nip) for person in people if person.nip)
    assert all(iban.is_valid(payer.iban) for person in people for payer in person.payers)


def test_phones_are_polish_mobiles_in_e164(people: list[Person]) -> None:
    for person in people:
        number = phonenumbers.parse(person.phone)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def test_nobody_shares_a_number_or_an_address(people: list[Person]) -> None:
    mails = [person.email for person in people if person.email]
    accounts = [payer.iban for person in people for payer in person.payers]
    for values in (
        [person.customer_number for person in people],
        [person.phone for person in people],
        mails,
        accounts,
    ):
        assert len(values) == len(set(values))


def test_mail_can_never_reach_anybody(people: list[Person]) -> None:
    hosts = {person.email.partition("@")[2] for person in people if person.email}
    assert hosts <= {"example.com", "example.org", "example.net"}


def test_each_kind_has_the_number_that_identifies_it(people: list[Person]) -> None:
    assert {person.kind for person in people} == {"individual", "business"}
    for person in people:
        business = person.kind == "business"
        assert (person.nip is not None, person.pesel is not None) == (business, not business)


def test_the_same_people_come_again_and_a_larger_crowd_begins_with_them(
    profile: dict[str, Any], people: list[Person]
) -> None:
    assert people_of(profile["slug"], profile, 12) == people[:12]


def test_every_event_fits_its_contract(events: list[dict[str, Any]]) -> None:
    envelope = _validator(ROOT / "contracts" / "envelope.schema.json")
    folder = ROOT / "contracts" / "events"
    validators = {type_: _validator(folder / type_ / "schema.json") for type_ in _types(events)}
    assert len(validators) == 5
    for event in events:
        envelope.validate(event)
        validators[event["type"]].validate(event["data"])


def test_a_second_run_repeats_every_event(
    profile: dict[str, Any], people: list[Person], events: list[dict[str, Any]]
) -> None:
    operator = Operator(profile["slug"], profile["legal_name"], TODAY)
    again = [*crm_events(operator, people), *erp_events(operator, people)]
    assert [json.loads(one.body) for one in again] == events
    assert len({event["id"] for event in events}) == len(events)


def test_totals_are_the_sums_of_the_lines(events: list[dict[str, Any]]) -> None:
    for invoice in of_type(events, "erp.invoice-issued.v1"):
        for part in ("net", "vat", "gross"):
            total = sum(line[part] for line in invoice["lines"])
            assert total == invoice[part] == sum(row[part] for row in invoice["vat_summary"])


def test_invoices_reach_back_two_years_and_never_into_the_future(
    events: list[dict[str, Any]],
) -> None:
    invoices = of_type(events, "erp.invoice-issued.v1")
    issued = [date.fromisoformat(invoice["issued_on"]) for invoice in invoices]
    assert max(issued) <= TODAY
    assert (TODAY - min(issued)).days > 690
    assert max(Counter(invoice["payer_number"] for invoice in invoices).values()) == 24


def test_old_invoices_are_paid_and_some_new_ones_are_open_or_overdue(
    events: list[dict[str, Any]],
) -> None:
    paid: dict[str, int] = defaultdict(int)
    for payment in of_type(events, "erp.payment-booked.v1"):
        for allocation in payment["allocations"]:
            paid[allocation["invoice_number"]] += allocation["amount"]
    invoices = of_type(events, "erp.invoice-issued.v1")
    unpaid = [one for one in invoices if paid[one["invoice_number"]] < one["gross"]]
    assert all(amount <= _gross(invoices)[number] for number, amount in paid.items())
    assert len(unpaid) < len(invoices) / 5
    assert {one["due_on"] < str(TODAY) for one in unpaid} == {True, False}
    assert any(paid[one["invoice_number"]] for one in unpaid), "nobody has paid a part"


def test_who_stands_in_front_can_try_everything(
    people: list[Person], events: list[dict[str, Any]]
) -> None:
    front = people[0]
    assert front.email
    assert any(contract.status == "active" for contract in front.contracts)
    invoices = of_type(events, "erp.invoice-issued.v1")
    own = [one for one in invoices if one["payer_number"] == front.payers[0].number]
    assert len(own) == 24


@pytest.mark.parametrize(
    ("pattern", "example"),
    [("^[0-9]{8}$", r"\d{8}"), (r"^\d{10}$", r"\d{10}"), ("^VE-[0-9]{6}$", r"VE-\d{6}")],
)
def test_customer_numbers_follow_the_profile(pattern: str, example: str) -> None:
    assert all(re.fullmatch(example, one) for one in customer_numbers(pattern, Random(1), 50))


def test_an_unknown_form_of_customer_number_is_told() -> None:
    with pytest.raises(ValueError, match="do not know how to invent"):
        customer_numbers("^(a|b)+$", Random(1), 1)


def _validator(file: Path) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(file.read_text()), validate_formats=True)


def _types(events: list[dict[str, Any]]) -> set[str]:
    return {event["type"] for event in events}


def _gross(invoices: list[dict[str, Any]]) -> dict[str, int]:
    return {invoice["invoice_number"]: invoice["gross"] for invoice in invoices}
