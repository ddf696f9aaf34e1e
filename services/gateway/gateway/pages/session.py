"""How long the session still lasts, for the script that warns before its end; and staying (L14)."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, request

from chassis.clock import Clock
from chassis.http_client import ProblemResponse, ServiceUnavailable
from chassis.operators import Operator
from gateway.access import everybody
from gateway.clients.identity import Answer, Identity
from gateway.formats import time_of_day
from gateway.hosts import current_operator
from gateway.session import COOKIE

# Staying moves the end by so much at least, or it is not offered.
WORTH_STAYING_SECONDS = 60
ENDED: tuple[dict[str, Any], int] = ({"state": "ended"}, 200)
SILENT: tuple[dict[str, Any], int] = ({"state": "silent"}, 503)


def session_pages(identity: Identity, clock: Clock) -> Blueprint:
    pages = Blueprint("session", __name__)

    @pages.get("/session")
    @everybody
    def look() -> tuple[dict[str, Any], int]:
        """Looking is not being there: the idle clock runs on."""
        return _standing(identity.peek, clock)

    @pages.post("/session/stay")
    @everybody
    def stay() -> tuple[dict[str, Any], int]:
        return _standing(identity.touch, clock)

    return pages


def _standing(ask: Callable[[Operator, str], Answer], clock: Clock) -> tuple[dict[str, Any], int]:
    """What identity refuses, whatever the reason, opens nothing any more."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        return ENDED
    try:
        standing = ask(current_operator(), secret)
    except ProblemResponse:
        return ENDED
    except ServiceUnavailable:
        return SILENT
    return _open(standing, clock.now()), 200


def _open(standing: Answer, now: datetime) -> dict[str, Any]:
    idle, absolute = standing["idle_expires_at"], standing["absolute_expires_at"]
    end = min(idle, absolute, key=datetime.fromisoformat)
    left = _seconds(now, end)
    return {
        "state": "open",
        "seconds_left": left,
        "ends_at": time_of_day(end, current_operator().timezone),
        "can_stay": _seconds(now, absolute) >= left + WORTH_STAYING_SECONDS,
    }


def _seconds(now: datetime, end: str) -> int:
    return max(0, math.ceil((datetime.fromisoformat(end) - now).total_seconds()))
