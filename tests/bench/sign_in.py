"""Password sign-in against the bare hash: what everything around Argon2id costs.

Slices of bare hashing and of sign-ins take turns, so that what else the machine does meets both.
"""

import itertools
import threading
import time
from collections.abc import Callable
from statistics import median

from argon2 import PasswordHasher, Type
from tests.bench.bench import Bench, cores
from tests.bench.doors import must
from tests.bench.figures import Figure, Sizes

SHARE = 0.8
SLICE_SECONDS = 1.0
# Enough to keep every hash slot taken while others wait for MongoDB; below the longest queue.
CLIENTS = 6
PASSWORD = "Trzy-Zielone-Rowery-7"


def run(bench: Bench, sizes: Sizes) -> list[Figure]:
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
    hashed = hasher.hash(PASSWORD)
    sign_ins = _SignIns(bench)
    bare_rates, rates, bare_cpu, cpu = [], [], [], []
    for _ in range(sizes.hash_slices):
        used = time.process_time()
        count = _rate(cores(), lambda: lambda: hasher.verify(hashed, PASSWORD))
        bare_rates.append(count / SLICE_SECONDS)
        bare_cpu.append((time.process_time() - used) / count)
        with bench.usage("identity-web") as usage:
            count = _rate(CLIENTS, sign_ins.client)
        rates.append(count / SLICE_SECONDS)
        cpu.append(usage.cpu / count)
    share = median(rate / bare for rate, bare in zip(rates, bare_rates, strict=True))
    by_cpu = median(bare_cpu) / median(cpu)
    return [
        Figure(
            "Password sign-in at identity, as a share of the bare Argon2id rate of the same cores,"
            " which client and MongoDB use too",
            f"{share:.2f} ({median(rates):.0f}/s against {median(bare_rates):.0f}/s)",
            f"≥ {SHARE}",
            share >= SHARE,
        ),
        Figure(
            "The same as CPU: one bare hash as a share of all that identity's web process spends"
            " on a sign-in",
            f"{by_cpu:.2f} ({median(bare_cpu) * 1000:.1f} ms of {median(cpu) * 1000:.1f} ms)",
            f"≥ {SHARE}",
            by_cpu >= SHARE,
        ),
    ]


class _SignIns:
    """Each client is somebody else, or the same person under their other name (L1)."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._names = itertools.cycle(
            (name, person.password)
            for person in bench.members
            for name in (person.login, person.customer_number)
        )

    def client(self) -> Callable[[], object]:
        """A person who signs in again and again, over one connection."""
        name, password = next(self._names)
        door = self._bench.identity()
        asked = {"identifier": name, "password": password, "device": "bench"}
        return lambda: must(door.post("/sign-in", asked), 201)


def _rate(threads: int, make: Callable[[], Callable[[], object]]) -> int:
    """How often `threads` at once did it within a slice."""
    counts = [0] * threads
    acts = [make() for _ in range(threads)]
    end = time.perf_counter() + SLICE_SECONDS

    def work(place: int) -> None:
        while time.perf_counter() < end:
            acts[place]()
            counts[place] += 1

    workers = [threading.Thread(target=work, args=(place,)) for place in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts)
