"""Life and readiness: web roles answer over HTTP, workers and relays touch a heartbeat file."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Blueprint, Response, jsonify

from chassis.auth import PUBLIC, requires

Check = Callable[[], None]


def health_routes(checks: Sequence[Check]) -> Blueprint:
    """Liveness asks the process alone; readiness what this role cannot work without."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz/live")
    @requires(PUBLIC)
    def live() -> Response:
        return jsonify(status="live")

    @routes.get("/healthz/ready")
    @requires(PUBLIC)
    def ready() -> tuple[Response, int]:
        failed = [name for name in map(_failure, checks) if name]
        if failed:
            return jsonify(status="waiting", failed=failed), 503
        return jsonify(status="ready"), 200

    return routes


def _failure(check: Check) -> str | None:
    try:
        check()
    except Exception as problem:  # noqa: BLE001  whatever it is: not ready, and its kind is told
        return type(problem).__name__
    return None


class Heartbeat:
    """A file whose age tells whether a worker still turns its loop."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def beat(self) -> None:
        if self._path is not None:
            self._path.touch()


def main() -> None:
    """`python -m chassis.health FILE SECONDS`: exit 0 when the heartbeat is younger."""
    path, limit = Path(sys.argv[1]), float(sys.argv[2])
    alive = path.exists() and time.time() - path.stat().st_mtime < limit
    sys.exit(0 if alive else 1)


if __name__ == "__main__":
    main()
