"""Durations as people write them: 90s, 15m, 24h, 3d."""

import re
from datetime import timedelta

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: object) -> timedelta:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", str(text))
    if not found:
        raise ValueError(f"{text!r} is not a duration: write 90s, 15m, 24h or 3d")
    number, unit = found.groups()
    return timedelta(**{UNITS[unit]: float(number)})
