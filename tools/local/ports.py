"""Whether the ports of a stack are free, and who has them when they are not.

Reads /proc, so that it needs no tool that a bare machine may lack.
"""

import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

LISTENING = "0A"


def taken(ports: Mapping[str, int]) -> dict[str, int]:
    return {name: port for name, port in ports.items() if not _is_free(port)}


def owner(port: int) -> str:
    """`python3 (process 1234)`, or a hint where another user's processes cannot be seen."""
    inodes = set(_listening_inodes(port))
    for process in Path("/proc").glob("[0-9]*"):
        if inodes & set(_socket_inodes(process)):
            return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return f"another user's process; this names it: sudo ss -ltnp 'sport = :{port}'"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Connections of an earlier run that linger do not make a port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _listening_inodes(port: int) -> Iterator[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                local, state, inode = fields[1], fields[3], fields[9]
                if state == LISTENING and int(local.rpartition(":")[2], 16) == port:
                    yield f"socket:[{inode}]"


def _socket_inodes(process: Path) -> Iterator[str]:
    with suppress(OSError):
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):
                yield str(descriptor.readlink())
