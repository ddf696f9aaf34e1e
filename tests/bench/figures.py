"""What a bench brings home, how much it does for it, and how it reckons."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import median

REPETITIONS = 1000


@dataclass(frozen=True)
class Figure:
    """One line of docs/performance.md; one without a limit only explains another.

    `met` is None where the machine was too noisy to tell.
    """

    what: str
    measured: str
    limit: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        if not self.limit:
            return ""
        return {True: "met", False: "missed", None: "undecided"}[self.met]


@dataclass(frozen=True)
class Sizes:
    """How often each bench does what it measures."""

    people: int
    hash_slices: int
    known_rounds: int
    hops: int
    page_seconds: int
    codes: int
    invoices: int
    pdfs: int


FULL = Sizes(
    people=200,
    hash_slices=10,
    known_rounds=20,
    hops=1500,
    page_seconds=15,
    codes=200,
    invoices=6000,
    pdfs=400,
)
# Enough to prove that each bench works, and too little to say how fast anything is.
SMALL = Sizes(
    people=12,
    hash_slices=1,
    known_rounds=1,
    hops=20,
    page_seconds=1,
    codes=3,
    invoices=100,
    pdfs=5,
)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all stays at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def paired_difference(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Median of second less first, pair by pair, and how far off it may be (95 of 100 times)."""
    differences = [after - before for before, after in zip(first, second, strict=True)]
    random, number = Random(1), len(differences)
    medians = [median(random.choices(differences, k=number)) for _ in range(REPETITIONS)]
    low, high = percentile(medians, 0.025), percentile(medians, 0.975)
    return median(differences), (high - low) / 2
