"""What was asked for at the portal against what the provider saw: the books of a storm."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.faults.crowd import Customer


@dataclass(frozen=True)
class Ledger:
    """`asked` has the moment at which the portal took each customer's request."""

    asked: Mapping[Customer, float]
    refused: int
    attempts: Sequence[Mapping[str, Any]]

    @property
    def lost(self) -> list[Customer]:
        arrived = {attempt["to"] for attempt in self._accepted()}
        return [customer for customer in self.asked if customer.phone not in arrived]

    @property
    def delivered_twice(self) -> int:
        """People whose phone rang more than once."""
        counts = Counter(attempt["to"] for attempt in self._accepted())
        return sum(count > 1 for count in counts.values())

    @property
    def repetitions(self) -> int:
        """Attempts after the first under one key: what dying between sending and noting costs."""
        keys = Counter(attempt["key"] for attempt in self._own())
        return sum(count - 1 for count in keys.values())

    @property
    def keys_per_customer(self) -> int:
        keys = defaultdict(set)
        for attempt in self._own():
            keys[attempt["to"]].add(attempt["key"])
        return max((len(found) for found in keys.values()), default=0)

    @property
    def slowest_seconds(self) -> float:
        """From the portal's request to the arrival."""
        asked = {customer.phone: at for customer, at in self.asked.items()}
        waits = [_moment(attempt) - asked[attempt["to"]] for attempt in self._accepted()]
        return max(waits, default=0.0)

    def _accepted(self) -> list[Mapping[str, Any]]:
        """Also when the answer was lost: the phone rang."""
        return [attempt for attempt in self._own() if attempt["result"].startswith("accepted")]

    def _own(self) -> list[Mapping[str, Any]]:
        phones = {customer.phone for customer in self.asked}
        return [attempt for attempt in self.attempts if attempt["to"] in phones]


def _moment(attempt: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(attempt["at"]).timestamp()
