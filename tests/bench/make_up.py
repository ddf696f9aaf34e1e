"""How long `make up` takes: on a machine that has .venv, a second time, and after `make down`."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure
from tools.local.machine import ROOT

from chassis.testing.servers import free_port

COLD_SECONDS, WARM_SECONDS = 180, 20
PORTS = 100


class LocalSuite:
    """`make up`, `make down` and `make reset` on a directory of one's own."""

    def __init__(self, run_dir: Path) -> None:
        self.run_dir = run_dir

    def up(self, people: int) -> float:
        """Seconds until it says that all is healthy."""
        base = [] if (self.run_dir / "stack.json").exists() else ["--port-base", _ports()]
        return self._run("up", *base, "--people", str(people))

    def down(self) -> None:
        self._run("down")

    def reset(self) -> None:
        self._run("reset")

    def _run(self, *command: str) -> float:
        began = time.perf_counter()
        local = [sys.executable, "-m", "tools.local", "--run-dir", str(self.run_dir), *command]
        done = subprocess.run(local, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"{command[0]}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
        return time.perf_counter() - began


def cold(seconds: float, people: int) -> Figure:
    return Figure(
        f"`make up`, cold: .venv is there, no data; {people} people an operator",
        f"{seconds:.0f} s",
        f"≤ {COLD_SECONDS} s",
        seconds <= COLD_SECONDS,
    )


def warm(local: LocalSuite, people: int) -> list[Figure]:
    again = local.up(people)
    local.down()
    restarted = local.up(people)
    return [
        Figure(
            "`make up`, a second time, everything runs",
            f"{again:.1f} s",
            f"≤ {WARM_SECONDS} s",
            again <= WARM_SECONDS,
        ),
        Figure(
            "`make up` after `make down`, with its data",
            f"{restarted:.1f} s",
            f"≤ {WARM_SECONDS} s",
            restarted <= WARM_SECONDS,
        ),
    ]


def _ports() -> str:
    return str(free_port(span=PORTS))
