"""The suite under measurement: its people, its doors, its processes."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from tests.bench.doors import Door, Portal, must
from tests.bench.processes import cpu_seconds, proportional_bytes
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import OPERATOR, Person, Suite
from tools.local.keys import local_secrets
from tools.local.supervision import Supervisor

from chassis.clock import Clock, OffsetClock
from chassis.settings import key_list
from chassis.testing.readiness import wait_until
from chassis.tokens import ANONYMOUS, Caller, Grant, TokenMinter

SESSION_COOKIE = "__Host-okienko"
FRESH = timedelta(seconds=20)
QUIET_SHARE = 0.1
QUIET_SECONDS = 60


@dataclass
class Usage:
    """CPU seconds of one role and of the machine's clock, while something was going on."""

    cpu: float = 0.0
    wall: float = 0.0


@dataclass
class Token:
    """Minted anew only when it grows old by the suite's clock, to spare the client's CPU."""

    minter: TokenMinter
    caller: Caller
    audience: str
    clock: Clock
    _minted: datetime | None = None
    _token: str = ""

    def __call__(self) -> str:
        now = self.clock.now()
        if self._minted is None or not timedelta() <= now - self._minted < FRESH:
            self._minted, self._token = now, self.minter.mint(self.caller, self.audience)
        return self._token


class Bench:
    """Everything of the suite that a bench needs; the people are those of one operator."""

    def __init__(self, suite: Suite) -> None:
        self.suite, self.stack = suite, suite.stack
        self.sandbox = Sandbox(suite.sandbox_url)
        self.operator = OPERATOR
        everybody = [Person(**one) for one in json.loads(self.stack.demo_file.read_text())]
        self.people = [person for person in everybody if person.operator == OPERATOR]

    @property
    def members(self) -> list[Person]:
        return [person for person in self.people if person.registered]

    @property
    def newcomers(self) -> list[Person]:
        """Customers whom nobody registers here, so that each bench may ask for their codes."""
        return [person for person in self.people if not person.registered]

    def identity(self) -> Door:
        anonymous = Caller(self.operator, ANONYMOUS)
        token = Token(self._minter("gateway"), anonymous, "identity", self._clock)
        return Door(self.stack.ports.identity, token)

    def billing(self, customers: Sequence[str]) -> Door:
        """As somebody who may see what all these customers have."""
        grants = tuple(Grant(number, "owner") for number in customers)
        caller = Caller(self.operator, "customer", "bench", "bench", grants)
        token = Token(self._minter("identity"), caller, "billing", self._clock)
        return Door(self.stack.ports.billing, token)

    def session(self, member: Person) -> str:
        """Signed in: the secret of the session's cookie."""
        asked = {"identifier": member.login, "password": member.password, "device": "bench"}
        return str(must(self.identity().post("/sign-in", asked), 201).json()["session"])

    def portal(self, member: Person | None = None, **cookies: str) -> Portal:
        if member:
            cookies = {SESSION_COOKIE: self.session(member)}
        base_url = self.suite.base_url(self.operator)
        return Portal(base_url, self.stack.ports.gateway, cookies)

    def now(self) -> datetime:
        return self._clock.now()

    @contextmanager
    def usage(self, role: str) -> Iterator[Usage]:
        pid, found = self.suite.pid(role), Usage()
        cpu, wall = cpu_seconds(pid), time.perf_counter()
        yield found
        found.cpu, found.wall = cpu_seconds(pid) - cpu, time.perf_counter() - wall

    def memory(self) -> dict[str, int]:
        """Proportional bytes of each program."""
        return {name: proportional_bytes(pid) for name, pid in self._pids.items()}

    def wait_quiet(self) -> None:
        """Until the suite has finished what it was told to do before."""
        wait_until(lambda: self._share() < QUIET_SHARE, QUIET_SECONDS)

    def _share(self) -> float:
        """Of one core, over the next second."""
        before = sum(map(cpu_seconds, self._pids.values()))
        time.sleep(1)
        return sum(map(cpu_seconds, self._pids.values())) - before

    @property
    def _pids(self) -> dict[str, int]:
        states = Supervisor(self.stack).states()
        return {name: int(state["pid"]) for name, state in states.items()}

    def _minter(self, issuer: str) -> TokenMinter:
        keys = key_list(self._secrets[f"{issuer.upper()}_TOKEN_SIGNING_KEY"])
        return TokenMinter(issuer, keys, self._clock)

    @property
    def _clock(self) -> Clock:
        return OffsetClock(self.stack.clock_file)

    @cached_property
    def _secrets(self) -> dict[str, str]:
        return local_secrets(self.stack)


def cores() -> int:
    return len(os.sched_getaffinity(0))
