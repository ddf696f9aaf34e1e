"""The counter behind the attempt gate: tries are reserved before anything is compared.

A reservation is settled as right or wrong, or refunded when nothing was compared; one
whose process died expires by itself. Only a confirmed wrong try counts, so valid
parallel sign-ins pass, and never more tries are under way than are left.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from identity.domain.errors import AllTriesReserved, AttemptsClosed
from identity.domain.lockout import LockoutPolicy, forgotten

RESERVED_FOR = timedelta(seconds=30)


@dataclass(frozen=True)
class Reservation:
    id: str
    until: datetime


@dataclass(frozen=True)
class Counter:
    failures: int = 0
    last_failure_at: datetime | None = None
    reservations: tuple[Reservation, ...] = ()

    def reserved(self, policy: LockoutPolicy, reservation: str, now: datetime) -> "Counter":
        counter = self.as_of(policy, now)
        if counter.closed(policy, now):
            raise AttemptsClosed(counter.opens_at(policy))
        if len(counter.reservations) >= counter.tries(policy):
            raise AllTriesReserved
        held = Reservation(reservation, now + RESERVED_FOR)
        return replace(counter, reservations=(*counter.reservations, held))

    def settled_wrong(self, policy: LockoutPolicy, reservation: str, now: datetime) -> "Counter":
        counter = self.as_of(policy, now).refunded(reservation)
        return replace(counter, failures=counter.failures + 1, last_failure_at=now)

    def settled_right(self, reservation: str) -> "Counter":
        return Counter(reservations=self.refunded(reservation).reservations)

    def refunded(self, reservation: str) -> "Counter":
        kept = tuple(held for held in self.reservations if held.id != reservation)
        return replace(self, reservations=kept)

    def as_of(self, policy: LockoutPolicy, now: datetime) -> "Counter":
        live = tuple(held for held in self.reservations if held.until > now)
        last = self.last_failure_at
        if last is not None and forgotten(policy, self.failures, last, now):
            return Counter(reservations=live)
        return replace(self, reservations=live)

    def closed(self, policy: LockoutPolicy, now: datetime) -> bool:
        if not policy.closes_at(self.failures):
            return False
        opens_at = self.opens_at(policy)
        return opens_at is None or now < opens_at

    def opens_at(self, policy: LockoutPolicy) -> datetime | None:
        if self.last_failure_at is None or not policy.opens_with_time:
            return None
        return self.last_failure_at + policy.closed_for(self.failures)

    def tries(self, policy: LockoutPolicy) -> int:
        """How many may be under way at once; after a lock has opened, one at a time."""
        return max(policy.max_failures - self.failures, 1)

    def tries_left(self, policy: LockoutPolicy) -> int:
        return max(policy.max_failures - self.failures, 0)
