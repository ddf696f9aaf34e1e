"""Registrations while processes die by kill -9: in each round one dies among the requests."""

import signal
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.e2e.suite import Suite
from tests.faults.crowd import Customer, ask_for_code, parts

from chassis.testing.readiness import wait_until

AT_ONCE = 8
RECOVERY_SECONDS = 90
RELAY, WORKER, BROKER = "identity-relay", "notifications-codes", "rabbit"


@dataclass
class Storm:
    suite: Suite
    asked: dict[Customer, float] = field(default_factory=dict)
    refused: int = 0
    killed: Counter[str] = field(default_factory=Counter)

    def rage(self, crowd: Sequence[Customer], victims: Sequence[Sequence[str]]) -> None:
        """A round for each group of victims; they die when a third of the round has asked."""
        size = -(-len(crowd) // len(victims))
        for customers, dying in zip(parts(crowd, size), victims, strict=True):
            self._round(customers, dying)

    def _round(self, customers: Sequence[Customer], dying: Sequence[str]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = pool.map(lambda customer: (customer, *self._ask(customer)), customers)
            for place, (customer, at, taken) in enumerate(answers):
                if place == len(customers) // 3:
                    for role in dying:
                        self._kill(role)
                if taken:
                    self.asked[customer] = at
                else:
                    self.refused += 1

    def _ask(self, customer: Customer) -> tuple[float, bool]:
        return time.time(), ask_for_code(self.suite, customer)

    def _kill(self, role: str) -> None:
        if role == BROKER:
            self.suite.signal_group(role, signal.SIGKILL)
        else:
            self._kill_at_work(role)
        self.killed[role] += 1

    def _kill_at_work(self, role: str) -> None:
        """Only once it has come back to work; else two kills would be one death."""
        beat = self.suite.stack.heartbeat_dir / role
        if not wait_until(beat.exists, RECOVERY_SECONDS):
            raise AssertionError(f"{role} does not come back to work")
        self.suite.kill(role)
        beat.unlink(missing_ok=True)


def schedule(relays: int, workers: int, brokers: int) -> list[list[str]]:
    """Relay and worker take turns; the broker dies as well, spread over the rounds."""
    rounds: list[list[str]] = []
    for place in range(max(relays, workers)):
        rounds += [[RELAY]] * (place < relays) + [[WORKER]] * (place < workers)
    for place in range(brokers):
        rounds[len(rounds) * (2 * place + 1) // (2 * brokers)].append(BROKER)
    return rounds
