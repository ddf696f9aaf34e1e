"""Waiting until everything is healthy, and telling which process is not."""

import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException

from chassis.testing.readiness import wait_until
from tools.local.progress import Failed, Progress
from tools.local.roles import Role
from tools.local.stack import Stack
from tools.local.supervision import Supervisor

FRESH_SECONDS = 15
LIMIT_SECONDS = 120

Check = Callable[[], bool]


def check_of(role: Role) -> Check:
    if role.port is not None:
        port = role.port
        return lambda: answers(port, role.health)
    return lambda: _is_fresh(role)


def answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait_healthy(
    stack: Stack, supervisor: Supervisor, progress: Progress, checks: Mapping[str, Check]
) -> None:
    waiting, broken = dict(checks), list[str]()

    def settle() -> bool:
        for name in [name for name, check in waiting.items() if check()]:
            progress.say(f"{name} is ready")
            del waiting[name]
        # Remembered, because supervisord soon tries again and shows nothing amiss for a moment.
        broken.extend(supervisor.broken())
        return not waiting or bool(broken)

    wait_until(settle, LIMIT_SECONDS)
    if waiting:
        raise _failure(stack, broken, list(waiting))


def log_tail(stack: Stack, name: str, lines: int = 15) -> str:
    log = stack.log_dir / f"{name}.log"
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:])


def _failure(stack: Stack, broken: list[str], waiting: list[str]) -> Failed:
    culprit = (broken or waiting)[0]
    what = "ended" if broken else f"is not ready after {LIMIT_SECONDS} s"
    log = stack.log_dir / f"{culprit}.log"
    return Failed(f"{culprit} {what}. The last lines of {log}:\n{log_tail(stack, culprit)}")


def _is_fresh(role: Role) -> bool:
    file = role.heartbeat
    return bool(file and file.exists() and time.time() - file.stat().st_mtime < FRESH_SECONDS)
