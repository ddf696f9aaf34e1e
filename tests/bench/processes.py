"""CPU time and memory of processes, as /proc tells of them."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
KILOBYTE = 1024


def family(pid: int) -> list[int]:
    """The process and all that descend from it: gunicorn's master and its worker."""
    found = [pid]
    for parent in found:
        found.extend(_children(parent))
    return found


def cpu_seconds(pid: int) -> float:
    """What the process and its descendants have used since they began."""
    return sum(_cpu(one) for one in family(pid))


def proportional_bytes(pid: int) -> int:
    """Proportional set size: shared pages count by the share."""
    return sum(_proportional(one) for one in family(pid))


def _children(pid: int) -> Iterator[int]:
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            yield from map(int, tasks.read_text().split())


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * KILOBYTE
    raise ValueError(f"process {pid} has no proportional set size")
