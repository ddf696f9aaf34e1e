"""How many wrong secrets a path survives, and how long it then stays closed.

With five failures and one minute: every failure from the fifth on closes the path for
one minute x floor(failures / 5), fifteen minutes at most; twelve quiet hours forget.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

TIME = "time"
RESET = "reset"


@dataclass(frozen=True)
class LockoutPolicy:
    max_failures: int
    step: timedelta
    longest: timedelta
    forget_after: timedelta
    opened_by: frozenset[str]

    @property
    def opens_with_time(self) -> bool:
        return TIME in self.opened_by

    @property
    def opens_with_reset(self) -> bool:
        return RESET in self.opened_by

    def closed_for(self, failures: int) -> timedelta:
        return min(self.step * (failures // self.max_failures), self.longest)

    def closes_at(self, failures: int) -> bool:
        return failures >= self.max_failures


def closed_for_good(max_failures: int) -> LockoutPolicy:
    """Tries that nothing refills: those of a one-time code."""
    return LockoutPolicy(max_failures, timedelta(), timedelta(), timedelta(), frozenset())


def forgotten(policy: LockoutPolicy, failures: int, last: datetime, now: datetime) -> bool:
    if not policy.opens_with_time and policy.closes_at(failures):
        return False
    return policy.forget_after > timedelta() and now - last >= policy.forget_after
