"""What time it is.

Every instant in the suite is an aware UTC datetime of whole milliseconds, which MongoDB
stores without loss. On a developer's machine the clock may be moved by an offset file, so
that the shipped operator files are tested unedited.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from chassis.settings import Common


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC))  # noqa: TID251


class OffsetClock:
    """The system clock moved by the seconds that stand in a file; no file, no offset."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC) + self._offset())  # noqa: TID251

    def _offset(self) -> timedelta:
        try:
            text = self._path.read_text()
        except FileNotFoundError:
            return timedelta()
        return timedelta(seconds=float(text.strip() or 0))


def clock_for(common: Common) -> Clock:
    return OffsetClock(common.clock_file) if common.clock_file else SystemClock()


def whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """The suite's text form of an instant: 2026-11-21T10:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
