"""People whom the operator's CRM announces, and who then all want to register."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from tests.e2e.suite import OPERATOR, Suite
from tools.demo.browser import Browser, PortalError
from tools.demo.events import Operator, crm_events
from tools.demo.people import people_of
from tools.demo.publishing import publish
from tools.local.machine import ROOT
from tools.local.roles import CAPTCHA_ANSWER

from chassis.clock import SystemClock
from chassis.mongo import Databases, connect
from chassis.testing.readiness import wait_until

INTAKE_SECONDS = 60


@dataclass(frozen=True)
class Customer:
    number: str
    phone: str


def announce(suite: Suite, seeded: int, number: int) -> list[Customer]:
    """So many customers besides those of the seed, once identity knows them."""
    file = ROOT / "deploy" / "operators" / f"{OPERATOR}.yaml"
    profile = yaml.safe_load(file.read_text(encoding="utf-8"))
    people = people_of(OPERATOR, profile, seeded + number)[seeded:]
    operator = Operator(OPERATOR, profile["legal_name"], SystemClock().now().date())
    known = _known(suite)
    publish(suite.amqp_url(f"{OPERATOR}.crm"), OPERATOR, "crm", crm_events(operator, people))
    if not wait_until(lambda: _known(suite) - known >= number, INTAKE_SECONDS):
        raise AssertionError(f"identity knows {_known(suite) - known} of {number} customers")
    return [Customer(person.customer_number, person.phone) for person in people]


def ask_for_code(suite: Suite, customer: Customer) -> bool:
    """Whether the portal took the first step of a registration."""
    browser = Browser(suite.base_url())
    claim = {
        "customer_number": customer.number,
        "phone": customer.phone,
        "captcha": CAPTCHA_ANSWER,
        "consent_phone": "y",
    }
    try:
        return bool(browser.submit(browser.get("/register"), claim).form_with("code"))
    except PortalError:
        return False


def parts(customers: Sequence[Customer], size: int) -> Iterator[Sequence[Customer]]:
    for start in range(0, len(customers), size):
        yield customers[start : start + size]


def _known(suite: Suite) -> int:
    with connect(suite.stack.mongo.uri) as client:
        return Databases(client, "identity").of(OPERATOR)["customers"].count_documents({})
