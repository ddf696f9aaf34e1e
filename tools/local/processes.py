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
    """Ids of the processes that were started with this in their environment.

    Those inside containers are not meant, though root sees them: a path there is another place.
    """
    wanted, here = f"{variable}={value}".encode(), Path("/proc/self/ns/mnt").readlink()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            variables = (process / "environ").read_bytes().split(b"\0")
            if wanted in variables and (process / "ns" / "mnt").readlink() == here:
                yield int(process.name)
