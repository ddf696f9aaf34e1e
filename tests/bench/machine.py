"""What a figure was measured on, and how busy that was."""

import os
import platform
import time
from pathlib import Path

from argon2 import PasswordHasher, Type

HASHES = 20


def description() -> str:
    memory = int(_line("/proc/meminfo", "MemTotal").split()[0]) / 1e6
    cpu = _line("/proc/cpuinfo", "model name")
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{len(os.sched_getaffinity(0))} cores of {cpu}, {memory:.0f} GB memory, {system}"


def load() -> str:
    """Runnable processes over the last minute; more than there are cores means waiting."""
    return f"{os.getloadavg()[0]:.1f}"


def hash_milliseconds() -> float:
    """CPU of one bare Argon2id, as this machine does it just now: the yardstick of all figures."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
    hasher.hash("warm")
    began = time.process_time()
    for _ in range(HASHES):
        hasher.hash("a yardstick")
    return (time.process_time() - began) / HASHES * 1000


def _line(file: str, name: str) -> str:
    lines = Path(file).read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(name))
