"""The running suite as a test meets it: addresses, people, processes."""

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.local.keys import broker_users
from tools.local.stack import Stack
from tools.local.supervision import Supervisor

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
    def __init__(self, run_dir: Path, port_base: int) -> None:
        self.stack = Stack.load(run_dir)
        self.port_base = port_base
        people = [Person(**facts) for facts in json.loads(self.stack.demo_file.read_text())]
        self._members = [person for person in people if person.registered]
        self._newcomers = [person for person in people if not person.registered]

    @property
    def sandbox_url(self) -> str:
        return self.stack.sandbox_url

    def base_url(self, operator: str = OPERATOR) -> str:
        return self.stack.base_url(operator)

    def member(self) -> Person:
        return next(person for person in self._members if person.operator == OPERATOR)

    def take_newcomer(self, kind: str = "individual") -> Person:
        found = next(
            p for p in self._newcomers if p.operator == OPERATOR and p.kind == kind and p.email
        )
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

    def amqp_url(self, user: str) -> str:
        return self.stack.amqp_url(user, broker_users(self.stack)[user])

    def pid(self, role: str) -> int:
        state: dict[str, Any] = Supervisor(self.stack).states()[role]
        return int(state["pid"])
