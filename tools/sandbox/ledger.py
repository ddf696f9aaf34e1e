"""What arrived: every message that was accepted, and every attempt to hand one over."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

# The provider refuses a repeated key for a day.
KEY_WINDOW = timedelta(hours=24)

ACCEPTED, ANSWER_LOST = "accepted", "accepted, answer lost"
DUPLICATE, REFUSED, FAILED = "duplicate", "refused", "failed"


@dataclass(frozen=True)
class Message:
    """One message to one recipient. The key is the sender's: SMSAPI's idx or the Message-ID."""

    kind: str
    to: str
    sender: str
    text: str
    key: str
    at: datetime
    subject: str = ""
    html: str = ""
    raw: bytes = b""
    parts: int = 0
    id: int = 0


@dataclass(frozen=True)
class Attempt:
    kind: str
    to: str
    key: str
    at: datetime
    result: str


@dataclass
class Ledger:
    """Guarded by one lock, because the SMTP loop and many HTTP threads write into it."""

    _messages: list[Message] = field(default_factory=list)
    _attempts: list[Attempt] = field(default_factory=list)
    _keys: dict[str, datetime] = field(default_factory=dict)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _lock: Lock = field(default_factory=Lock)

    def attempted(self, attempt: Attempt) -> None:
        with self._lock:
            self._attempts.append(attempt)

    def accept(self, message: Message, result: str = ACCEPTED) -> int:
        numbered = Message(**{**vars(message), "id": next(self._ids)})
        with self._lock:
            self._messages.append(numbered)
            self._attempts.append(attempt_of(message, result))
        return numbered.id

    def claim(self, key: str, at: datetime) -> bool:
        """Whether the key is new within its window; from now on it is not."""
        with self._lock:
            claimed = self._keys.get(key)
            if claimed is not None and at - claimed < KEY_WINDOW:
                return False
            self._keys[key] = at
            return True

    def messages(self, kind: str | None = None, to: str | None = None) -> list[Message]:
        """Newest first."""
        with self._lock:
            newest_first = self._messages[::-1]
        return [
            message
            for message in newest_first
            if kind in (None, message.kind) and to in (None, message.to)
        ]

    def message(self, id: int) -> Message | None:
        return next((message for message in self.messages() if message.id == id), None)

    def attempts(self) -> list[Attempt]:
        """Oldest first."""
        with self._lock:
            return list(self._attempts)

    def forget(self) -> None:
        """Drop messages and attempts; claimed keys stay, as they would at the provider."""
        with self._lock:
            self._messages.clear()
            self._attempts.clear()


def attempt_of(message: Message, result: str) -> Attempt:
    return Attempt(message.kind, message.to, message.key, message.at, result)
