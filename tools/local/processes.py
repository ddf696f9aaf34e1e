"""Processes of this machine, as /proc tells of them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def alive(pid: int) -> bool:
    """A process that has ended may stay listed, where nobody collects its exit code."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return facts.rpartition(")")[2].split()[0] != "Z"


def with_variable(variable: str, value: str) -> Iterator[int]:
    """Ids of the processes that were started with this in their environment."""
    wanted = f"{variable}={value}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                yield int(process.name)
