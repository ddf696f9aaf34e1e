"""make bench: python -m tests.bench [NAME …]

Starts a suite of its own, measures, and writes docs/performance.md.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.bench import (
    at_rest,
    code_latency,
    gateway_hop,
    ingest,
    known_unknown,
    make_up,
    pages,
    pdf,
    sign_in,
)
from tests.bench.bench import Bench
from tests.bench.figures import FULL, SMALL, Figure, Sizes
from tests.bench.machine import description, hash_milliseconds, load
from tests.bench.make_up import LocalSuite
from tests.bench.report import NAMES, Result, keep, write
from tests.e2e.suite import Suite
from tools.local import machine
from tools.local.progress import Progress

from chassis.clock import SystemClock

RUN_DIR = machine.ROOT / ".run" / "bench"
# In this order: the quiet ones first, and last what moves the suite's clock.
BENCHES: dict[str, Callable[[Bench, Sizes], list[Figure]]] = {
    "at_rest": at_rest.run,
    "pages": pages.run,
    "gateway_hop": gateway_hop.run,
    "code_latency": code_latency.run,
    "sign_in": sign_in.run,
    "pdf": pdf.run,
    "ingest": ingest.run,
    "known_unknown": known_unknown.run,
}
COLD, WARM = "make_up_cold", "make_up_warm"


def main() -> int:
    options = _options()
    progress = Progress()
    machine.prepare(progress, "dev", servers=True, browser=True)
    results = Run(progress, options.names or NAMES, SMALL if options.small else FULL).all()
    if not options.small:
        for result in results:
            keep(result)
        progress.say(write())
    return 0


class Run:
    def __init__(self, progress: Progress, names: Sequence[str], sizes: Sizes) -> None:
        self._progress, self._names, self._sizes = progress, names, sizes
        self._results: list[Result] = []

    def all(self, run_dir: Path = RUN_DIR) -> list[Result]:
        local = LocalSuite(run_dir)
        local.reset()
        people = self._sizes.people
        try:
            self._measure(COLD, lambda: [make_up.cold(local.up(people), people)])
            bench = Bench(Suite(run_dir))
            for name, run in BENCHES.items():
                if name in self._names:
                    bench.wait_quiet()
                    self._measure(name, partial(run, bench, self._sizes))
            if WARM in self._names:
                self._measure(WARM, partial(make_up.warm, local, people))
        finally:
            local.down()
        return [result for result in self._results if result.bench in self._names]

    def _measure(self, name: str, run: Callable[[], list[Figure]]) -> None:
        self._progress.say(f"{name} …")
        at, busy = SystemClock().now().astimezone(), load()
        figures, yardstick = run(), hash_milliseconds()
        for figure in figures:
            told = f"{figure.what}: {figure.measured}  {figure.limit} {figure.verdict}"
            self._progress.say(f"  {told.rstrip()}")
        self._results.append(
            Result(
                name,
                f"{at:%Y-%m-%d %H:%M}",
                f"{busy} → {load()}",
                description(),
                f"{yardstick:.1f} ms",
                tuple(figures),
            )
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--small", action="store_true", help="tiny sizes; writes nothing")
    options = parser.parse_args()
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"no bench is named {', '.join(unknown)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
