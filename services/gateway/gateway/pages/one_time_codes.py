"""What a page about a one-time code tells: how long it is valid, when a new one can be sent."""

import math
from datetime import datetime
from typing import Any

from gateway.formats import time_of_day
from gateway.hosts import current_operator
from gateway.messages import first_minute
from gateway.pages.flows import State


def code_facts(state: State, now: datetime) -> dict[str, Any]:
    timezone = current_operator().timezone
    return {
        "digits": code_digits(),
        "tries_left": state["tries_left"],
        "expired": _seconds_until(state["code_expires_at"], now) == 0,
        "valid_until": time_of_day(state["code_expires_at"], timezone),
        "resend_seconds": _seconds_until(state["resend_at"], now),
        "resend_from": first_minute(state["resend_at"], timezone),
    }


def code_digits() -> int:
    return int(current_operator().section("one_time_code")["digits"])


def _seconds_until(instant: str, now: datetime) -> int:
    return max(0, math.ceil((datetime.fromisoformat(instant) - now).total_seconds()))
