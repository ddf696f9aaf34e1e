"""The suite's local clock: the system time moved by the seconds in a file.

The services read the same file, so moving it here moves them all.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        # This is the clock: the services have one of their own.
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        try:
            return timedelta(seconds=float(self._file.read_text().strip() or 0))
        except FileNotFoundError:
            return timedelta()

    def advance(self, by: timedelta) -> None:
        moved = self.offset() + by
        # Replaced as a whole: a service must never read half a number.
        draft = self._file.with_name(f"{self._file.name}.new")
        draft.write_text(f"{moved.total_seconds()}\n")
        draft.replace(self._file)

    def reset(self) -> None:
        self._file.unlink(missing_ok=True)
