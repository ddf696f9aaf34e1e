"""The running suite as a test meets it: addresses, people, processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.sandbox import await_value
from tools.local.keys import broker_users
from tools.local.stack import Stack
from tools.local.supervision import Supervisor

from chassis.testing.plugin import ROOT

OPERATOR = "virtual-operator"


@dataclass(frozen=True)
class Person:
    """One line of .run/demo.json."""

    operator: str
    customer_number: str
    phone: str
    email: str | None
    kind: str
    pesel: str | None
    nip: str | None
    contract_numbers: list[str]
    registered: bool
    login: str | None
    password: str | None


class Suite:
    def __init__(self, run_dir: Path) -> None:
        self.stack = Stack.load(run_dir)
        people = [Person(**facts) for facts in json.loads(self.stack.demo_file.read_text())]
        self._members = [person for person in people if person.registered]
        self._newcomers = [person for person in people if not person.registered]

    @property
    def sandbox_url(self) -> str:
        return self.stack.sandbox_url

    def base_url(self, operator: str = OPERATOR) -> str:
        return self.stack.base_url(operator)

    def member(self, place: int = 0) -> Person:
        return [person for person in self._members if person.operator == OPERATOR][place]

    def take_newcomer(self, slug: str = OPERATOR) -> Person:
        """A person whose e-mail the operator knows, so that it is filled in for them (R6)."""
        return self._take(slug, lambda person: person.kind == "individual" and bool(person.email))

    def take_crowd(self, number: int) -> list[Person]:
        """Anybody: companies and people without e-mail first, the others are wanted elsewhere."""
        self._newcomers.sort(key=lambda person: (person.email is not None, person.kind))
        return [self._take(OPERATOR, lambda _: True) for _ in range(number)]

    def _take(self, slug: str, fits: Callable[[Person], bool]) -> Person:
        found = next(p for p in self._newcomers if p.operator == slug and fits(p))
        self._newcomers.remove(found)
        return found

    def kill(self, role: str) -> None:
        """kill -9; supervisor starts the process again."""
        os.kill(self.pid(role), signal.SIGKILL)

    def signal_group(self, role: str, number: signal.Signals) -> None:
        """For servers that are several processes."""
        os.killpg(self.pid(role), number)

    def stop(self, role: str) -> None:
        Supervisor(self.stack).stop_program(role)

    def start(self, role: str) -> None:
        Supervisor(self.stack).start_program(role)

    def await_healthy(self) -> None:
        """Every process that should run answers again."""
        command = [sys.executable, "-m", "tools.local", "--run-dir", str(self.stack.run_dir)]
        await_value(lambda: _succeeds([*command, "status"]), seconds=90)

    def amqp_url(self, user: str) -> str:
        return self.stack.amqp_url(user, broker_users(self.stack)[user])

    def pid(self, role: str) -> int:
        """Of a process that runs: supervisor says 0 for one that it is starting again."""
        return await_value(lambda: int(Supervisor(self.stack).states()[role]["pid"]), seconds=60)


def _succeeds(command: list[str]) -> bool:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0
