"""Invoices from the operator's exchange into MongoDB, in CPU of the one process that does it."""

import signal
import time
from datetime import date
from zoneinfo import ZoneInfo

import yaml
from tests.bench.bench import Bench, cores
from tests.bench.figures import Figure, Sizes
from tools.demo.events import Announcement, Operator, erp_events
from tools.demo.people import people_of
from tools.demo.publishing import publish
from tools.local.machine import ROOT

from chassis.mongo import Databases, connect
from chassis.testing.readiness import wait_until

LIMIT = 1500
INVOICE, PAYER = "erp.invoice-issued.v1", "erp.payer-changed.v1"
INVOICES_EACH = 24
LIMIT_SECONDS = 120
ROLE = "billing-worker"
WARSAW = ZoneInfo("Europe/Warsaw")


def run(bench: Bench, sizes: Sizes) -> list[Figure]:
    payers, invoices = _announced(bench, sizes.invoices)
    before = _stored(bench)
    _publish(bench, payers)
    bench.wait_quiet()
    # The worker hears nothing until all stands in its queue, so that it is measured at full work.
    bench.suite.signal_group(ROLE, signal.SIGSTOP)
    try:
        _publish(bench, invoices)
    finally:
        bench.suite.signal_group(ROLE, signal.SIGCONT)
    with bench.usage(ROLE) as usage, bench.usage("mongo") as mongo:
        done = wait_until(lambda: _stored(bench) - before >= len(invoices), LIMIT_SECONDS)
    if not done:
        raise AssertionError(f"{len(invoices) - _stored(bench) + before} invoices did not arrive")
    rate = len(invoices) / usage.cpu
    return [
        Figure(
            "Invoice ingest per core of billing's worker (JSON, with schema check and totals)",
            f"{rate:.0f}/s ({len(invoices)} invoices, {usage.cpu / len(invoices) * 1e6:.0f} µs CPU"
            " each)",
            f"≥ {LIMIT}/s",
            rate >= LIMIT,
        ),
        Figure(
            f"The same on this machine's {cores()} cores with broker and store, by the clock",
            f"{len(invoices) / usage.wall:.0f}/s; MongoDB's CPU"
            f" {mongo.cpu / len(invoices) * 1e6:.0f} µs each",
        ),
    ]


def _announced(bench: Bench, number: int) -> tuple[list[Announcement], list[Announcement]]:
    """Of people who come after all that the suite was seeded with."""
    file = ROOT / "deploy" / "operators" / f"{bench.operator}.yaml"
    profile = yaml.safe_load(file.read_text(encoding="utf-8"))
    known = len(bench.people)
    # Some are younger than two years and have fewer invoices.
    people = people_of(bench.operator, profile, known + 2 * number // INVOICES_EACH + 5)[known:]
    today: date = bench.now().astimezone(WARSAW).date()
    events = list(erp_events(Operator(bench.operator, profile["legal_name"], today), people))
    payers = [event for event in events if event.type == PAYER]
    return payers, [event for event in events if event.type == INVOICE][:number]


def _publish(bench: Bench, events: list[Announcement]) -> None:
    user = f"{bench.operator}.erp"
    publish(bench.suite.amqp_url(user), bench.operator, "erp", events)


def _stored(bench: Bench) -> int:
    client = connect(bench.stack.mongo.uri)
    with client:
        time.sleep(0.05)
        return Databases(client, "billing").of(bench.operator)["invoices"].count_documents({})
