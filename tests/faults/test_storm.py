"""make faults: five hundred people ask for a code while processes die; every code arrives.

That nothing is lost is counted at the portal and at the provider. The control, the same with a
relay that does not wait for confirms, must lose; it is part of tests/e2e/test_nothing_is_lost.py.
"""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.bench import report
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import OPERATOR, Suite
from tests.faults.conftest import PEOPLE
from tests.faults.crowd import announce
from tests.faults.ledger import Ledger
from tests.faults.storm import BROKER, RELAY, WORKER, Storm, schedule
from tools.local.progress import Progress

from chassis.clock import SystemClock
from chassis.messaging.outbox import Outbox
from chassis.mongo import Databases, connect
from chassis.testing.readiness import wait_until

CROWD = 500
RELAY_KILLS, WORKER_KILLS, BROKER_KILLS = 10, 10, 2
# Codes live for five minutes; the storm and what it holds up must be over before.
SETTLING_SECONDS = 180
# A slow provider, so that workers die while a message is under way.
PROVIDER_DELAY = "0.1s"


@pytest.fixture
def sandbox(suite: Suite) -> Iterator[Sandbox]:
    made = Sandbox(suite.sandbox_url)
    yield made
    made.clear_faults()


def test_no_code_is_lost_though_relay_worker_and_broker_are_killed(
    suite: Suite, sandbox: Sandbox
) -> None:
    progress = Progress()
    crowd = announce(suite, PEOPLE, CROWD)
    progress.say(f"{CROWD} customers are known; the storm begins")
    sandbox.faults(sms={"delay": PROVIDER_DELAY})
    storm, began = Storm(suite), time.monotonic()
    storm.rage(crowd, schedule(RELAY_KILLS, WORKER_KILLS, BROKER_KILLS))
    raged = time.monotonic() - began
    wait_until(lambda: not books(storm, sandbox).lost, SETTLING_SECONDS)
    drained = wait_until(lambda: not waiting_events(suite), SETTLING_SECONDS)

    ledger = books(storm, sandbox)
    publish(figures(storm, ledger, raged), progress)
    assert storm.killed == {RELAY: RELAY_KILLS, WORKER: WORKER_KILLS, BROKER: BROKER_KILLS}
    assert ledger.refused == 0
    assert len(ledger.asked) == CROWD
    assert ledger.lost == []
    assert drained
    assert ledger.keys_per_customer == 1  # a repetition is known to the provider as one
    assert ledger.delivered_twice == 0


def books(storm: Storm, sandbox: Sandbox) -> Ledger:
    return Ledger(storm.asked, storm.refused, sandbox.attempts())


def waiting_events(suite: Suite) -> list[Any]:
    databases = Databases(connect(suite.stack.mongo.uri), "identity")
    with databases.client:
        return Outbox(databases, ["registrations", "accounts"]).pending(OPERATOR, 1000)


def figures(storm: Storm, ledger: Ledger, seconds: float) -> dict[str, str]:
    killed = ", ".join(f"{role} {count}" for role, count in storm.killed.items())
    return {
        "When": f"{SystemClock().now().astimezone():%Y-%m-%d %H:%M}",
        "Processes killed (kill -9)": killed,
        "Registrations asked for": str(len(ledger.asked) + ledger.refused),
        "of them not taken by the portal": str(ledger.refused),
        "Codes lost": f"{len(ledger.lost)} (limit 0)",
        "Phones that got more than one SMS": str(ledger.delivered_twice),
        "Repeated attempts that the provider recognised by their key": str(ledger.repetitions),
        "Slowest, from request to provider": f"{ledger.slowest_seconds:.1f} s",
        "The storm took": f"{seconds:.0f} s",
    }


def publish(found: dict[str, str], progress: Progress) -> None:
    """To whoever watches, and to docs/performance.md beside what was measured there."""
    for name, value in found.items():
        progress.say(f"{name}: {value}")
    report.STORM.parent.mkdir(parents=True, exist_ok=True)
    report.STORM.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    progress.say(report.write())
