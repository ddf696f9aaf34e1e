"""Billing's roles as processes of their own, on real servers."""

import base64
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from billing_testing import SLUG, Books, settings

from billing.consumers import QUEUES
from billing.events import EINVOICE_ACTIVATED, EINVOICE_WITHDRAWN, INVOICE_PUBLISHED
from billing.wiring import Wiring
from chassis.messaging.topology import Queue

# Stands for whoever consumes: a queue bound to what billing tells.
LISTENER = Queue("listener.all", (EINVOICE_ACTIVATED, EINVOICE_WITHDRAWN, INVOICE_PUBLISHED))


@dataclass
class Office:
    """A billing service whose roles run; `books` is asked and told in this process."""

    broker: object
    books: Books
    environment: dict[str, str]
    log: Path
    roles: list[subprocess.Popen] = field(default_factory=list)

    def start(self, role: str) -> subprocess.Popen:
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", f"billing.{role}"],
                env=self.environment,
                stdout=out,
                stderr=out,
            )
        self.roles.append(process)
        return process


@pytest.fixture
def office(broker, servers, common, fake_clock, databases, tmp_path) -> Iterator[Office]:
    broker.create([SLUG], [*QUEUES, LISTENER], ["billing"])
    own = databases("billing")
    key = base64.b64encode(bytes(32)).decode()
    environment = {
        "PYTHONPATH": ":".join(sys.path),
        "ENVIRONMENT": "test",
        "OPERATORS_DIR": str(common.operators_dir),
        "CONTRACTS_DIR": str(common.contracts_dir),
        "HEARTBEAT_FILE": str(tmp_path / "heartbeat"),
        "MONGO_URI": servers.mongo_uri,
        "MONGO_DATABASE_PREFIX": own.of("x").name.removesuffix("_billing_x"),
        "AMQP_URL": broker.url_of("billing"),
        "TOKEN_PUBLIC_KEYS": f"identity/k1:{key}",
    }
    books = Books(Wiring(settings(common), fake_clock, own))
    office = Office(broker, books, environment, tmp_path / "role.log")
    yield office
    for process in office.roles:
        process.kill()
        process.wait(10)
