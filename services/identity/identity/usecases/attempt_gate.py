"""The one gate for every path that compares a secret: reserve a try, compare, settle.

A comparison runs only inside `attempt`, so no path can forget to count. When every try
that is left is being compared right now, a further one waits a moment for the outcome:
valid sign-ins that arrive together all pass, and guesses do not outnumber the policy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog

from chassis.clock import Clock
from identity.domain.attempts import Counter
from identity.domain.errors import AllTriesReserved, AttemptsClosed, Busy
from identity.domain.lockout import LockoutPolicy
from identity.randomness import Randomness
from identity.store.counters import Counters

log = structlog.get_logger()
POLL_SECONDS = 0.02
POLLS = 50
RETRY_AFTER_SECONDS = 1

Change = Callable[[Callable[[Counter], Counter]], Counter]


@dataclass(frozen=True)
class Outcome:
    right: bool
    tries_left: int


@dataclass(frozen=True)
class AttemptGate:
    counters: Counters
    clock: Clock
    randomness: Randomness
    pause: Callable[[float], None]

    def attempt(
        self,
        slug: str,
        path: str,
        identifier: str,
        policy: LockoutPolicy,
        compare: Callable[[], bool],
    ) -> Outcome:
        """Raises AttemptsClosed without comparing; what `compare` raises costs no try."""
        change = partial(self._change, slug, path, identifier)
        reservation = self.randomness.id()
        self._reserve(change, policy, reservation)
        try:
            right = compare()
        except Exception:
            change(lambda counter: counter.refunded(reservation))
            raise
        counter = change(partial(self._settled, policy, reservation, right))
        if counter.closed(policy, self.clock.now()):
            log.warning("attempts_closed", operator=slug, path=path, failures=counter.failures)
        return Outcome(right, counter.tries_left(policy))

    def require_open(self, slug: str, path: str, identifier: str, policy: LockoutPolicy) -> None:
        now = self.clock.now()
        counter = self.counters.get(slug, path, identifier).as_of(policy, now)
        if counter.closed(policy, now):
            raise AttemptsClosed(counter.opens_at(policy))

    def tries_left(self, slug: str, path: str, identifier: str, policy: LockoutPolicy) -> int:
        counter = self.counters.get(slug, path, identifier)
        return counter.as_of(policy, self.clock.now()).tries_left(policy)

    def clear(self, slug: str, path: str, identifier: str) -> None:
        self.counters.clear(slug, path, identifier)

    def _reserve(self, change: Change, policy: LockoutPolicy, reservation: str) -> None:
        for _ in range(POLLS):
            try:
                change(lambda counter: counter.reserved(policy, reservation, self.clock.now()))
            except AllTriesReserved:
                self.pause(POLL_SECONDS)
            else:
                return
        raise Busy(RETRY_AFTER_SECONDS)

    def _settled(
        self, policy: LockoutPolicy, reservation: str, right: bool, counter: Counter
    ) -> Counter:
        if right:
            return counter.settled_right(reservation)
        return counter.settled_wrong(policy, reservation, self.clock.now())

    def _change(
        self, slug: str, path: str, identifier: str, decide: Callable[[Counter], Counter]
    ) -> Counter:
        return self.counters.change(slug, path, identifier, decide, self.clock.now())
