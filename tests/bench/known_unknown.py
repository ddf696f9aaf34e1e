"""Whether an answer's time tells who is known, path by path, at identity's own door.

Known and unknown are asked for one right after the other, in random order, so that whatever else
the machine does meets both; what counts is the median of these pairs' differences. Between rounds
the suite's clock moves on by more than what counters and caps remember.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import Random

from tests.bench.bench import Bench
from tests.bench.doors import must
from tests.bench.figures import Figure, Sizes, paired_difference, percentile
from tests.bench.flows import Claim, Flows
from tests.e2e.suite import Person

LIMIT_MS = 1.0
SPREAD_MS = 0.5
TRIES, CODE_TRIES = 4, 2  # the fifth wrong one closes
AT_ONCE = 3
CLAIMS = 2 * AT_ONCE  # a phone takes five codes an hour: two of each kind of flow
NEXT_DAY = "13h"
PAUSE_SECONDS = 0.05
WRONG_PASSWORD, WRONG_CODE = "Zupelnie-Inne-Haslo-1", "000000"
PAIRS = {
    "wrong password": ("password known", "password unknown"),
    "closed sign-in": ("closed known", "closed unknown"),
    "registration, unknown customer": ("identify known", "identify unknown"),
    "registration, somebody else's phone": ("identify known", "identify mismatched"),
    "registration, already registered": ("identify known", "identify registered"),
    "registration, wrong code": ("code known", "code unknown"),
    "recovery by SMS": ("sms known", "sms unknown"),
    "recovery by mail": ("email known", "email unknown"),
    "recovery, wrong code": ("recovery code known", "recovery code unknown"),
}
Turns = Mapping[str, Sequence[Callable[[], float]]]


def run(bench: Bench, sizes: Sizes) -> list[Figure]:
    rounds = Rounds(bench, Random(7))
    rounds.one()
    rounds.times.clear()  # that one only warmed up
    for place in range(2 * sizes.known_rounds):
        if place >= sizes.known_rounds and rounds.settled():
            break
        rounds.one()
    bench.sandbox.reset_clock()
    return [_figure(path, *samples) for path, samples in rounds.pairs()]


def _figure(path: str, known: list[float], unknown: list[float]) -> Figure:
    found = paired_difference(known, unknown)
    difference, spread = (seconds * 1000 for seconds in found)
    return Figure(
        f"Unknown against known, {path}: median difference",
        f"{difference:+.2f} ± {spread:.2f} ms ({len(known)} pairs, median"
        f" {percentile(known, 0.5) * 1000:.1f} ms)",
        f"≤ {LIMIT_MS:.0f} ms",
        None if spread > LIMIT_MS else abs(difference) <= LIMIT_MS,
    )


class Rounds:
    """Each time is kept under its kind; those of one turn stand at the same place."""

    def __init__(self, bench: Bench, random: Random) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self._bench, self._random = bench, random
        self._door = bench.identity()
        self._registrations = Flows(self._door, "registrations")
        self._recoveries = Flows(self._door, "recoveries")
        self._nobodies = [f"nobody-{random.randrange(10**6):06}" for _ in range(AT_ONCE)]

    def pairs(self) -> Iterator[tuple[str, tuple[list[float], list[float]]]]:
        for path, (first, second) in PAIRS.items():
            if first in self.times:
                yield path, (self.times[first], self.times[second])

    def settled(self) -> bool:
        """Whether every difference is known well enough to be compared with its limit."""
        spreads = [paired_difference(*samples)[1] for _, samples in self.pairs()]
        return max(spreads) * 1000 <= SPREAD_MS

    def one(self) -> None:
        self._passwords()
        self._registering()
        if self._recoveries.exist():
            self._recovering()
        self._bench.sandbox.advance(NEXT_DAY)

    def _in_turns(self, turns: Turns, pause: float = 0) -> None:
        for acts in zip(*turns.values(), strict=True):
            turn = list(zip(turns, acts, strict=True))
            self._random.shuffle(turn)
            for kind, act in turn:
                self.times[kind].append(act())
                time.sleep(pause)

    def _passwords(self) -> None:
        names = {"known": self._members(), "unknown": self._nobodies}
        for _ in range(TRIES):
            self._in_turns(self._knocks("password", names, 401))
        self._in_turns(self._knocks("fifth password", names, 401, 423))
        for _ in range(TRIES):
            self._in_turns(self._knocks("closed", names, 423))

    def _knocks(self, what: str, names: Mapping[str, list[str]], *statuses: int) -> Turns:
        def knock(name: str) -> float:
            asked = {"identifier": name, "password": WRONG_PASSWORD, "device": "bench"}
            return must(self._door.post("/sign-in", asked), *statuses).seconds

        return {
            f"{what} {kind}": [partial(knock, name) for name in chosen]
            for kind, chosen in names.items()
        }

    def _registering(self) -> None:
        everybody = self._claims()
        flows = {kind: self._registrations.begin(CLAIMS) for kind in everybody}
        acts = {
            f"identify {kind}": self._registrations.identifications(flows[kind], claims)
            for kind, claims in everybody.items()
        }
        self._in_turns(acts, PAUSE_SECONDS)
        self._wrong_codes(self._registrations, "code", flows)

    def _recovering(self) -> None:
        names = {"known": 2 * self._members(), "unknown": 2 * self._nobodies}
        for channel in ("sms", "email"):
            flows = {kind: self._recoveries.begin(CLAIMS) for kind in names}
            acts = {
                f"{channel} {kind}": self._recoveries.recoveries(flows[kind], chosen, channel)
                for kind, chosen in names.items()
            }
            self._in_turns(acts, PAUSE_SECONDS)
            if channel == "sms":
                self._wrong_codes(self._recoveries, "recovery code", flows)

    def _wrong_codes(self, at: Flows, what: str, flows: Mapping[str, list[str]]) -> None:
        waiting = {kind: flows[kind] for kind in ("known", "unknown")}
        for _ in range(CODE_TRIES):
            self._in_turns(
                {
                    f"{what} {kind}": [at.confirmation(flow, WRONG_CODE) for flow in chosen]
                    for kind, chosen in waiting.items()
                }
            )

    def _claims(self) -> dict[str, list[Claim]]:
        """For each kind of person who may fill in the first step."""
        known, others = self._strangers(), self._strangers()
        return {
            "known": [_own(person) for person in known],
            "mismatched": [Claim(person.customer_number, self._phone()) for person in others],
            "registered": [_own(person) for person in 2 * self._bench.members[:AT_ONCE]],
            "unknown": [Claim(self._number(), self._phone()) for _ in range(CLAIMS)],
        }

    def _strangers(self) -> list[Person]:
        return self._random.sample(self._bench.newcomers, CLAIMS)

    def _members(self) -> list[str]:
        return [str(person.login) for person in self._bench.members[:AT_ONCE]]

    def _number(self) -> str:
        return f"{self._random.randrange(10**7):08}"

    def _phone(self) -> str:
        return f"+48699{self._random.randrange(10**6):06}"


def _own(person: Person) -> Claim:
    return Claim(person.customer_number, person.phone)
