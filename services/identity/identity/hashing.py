"""Argon2id behind a bounded number of hash slots.

A hash takes a core for some 18 ms and 19 MiB. A flood of sign-ins therefore waits in a
short queue and is then refused, so that the session checks of everybody else still pass.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerificationError

from identity.domain.errors import Busy
from identity.domain.password import normal_password

LONGEST_QUEUE = 8
RETRY_AFTER_SECONDS = 1


class HashSlots:
    def __init__(self, slots: int, longest_queue: int = LONGEST_QUEUE) -> None:
        self._free = slots
        self._waiting = 0
        self._longest_queue = longest_queue
        self._changed = Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._changed:
            if not self._free:
                self._queue()
            self._free -= 1

    def _queue(self) -> None:
        if self._waiting >= self._longest_queue:
            raise Busy(RETRY_AFTER_SECONDS)
        self._waiting += 1
        try:
            self._changed.wait_for(lambda: self._free > 0)
        finally:
            self._waiting -= 1

    def _leave(self) -> None:
        with self._changed:
            self._free += 1
            self._changed.notify()


class Passwords:
    """Hashes and verifies; where there is no account it does the same work."""

    def __init__(self, slots: HashSlots) -> None:
        self._slots = slots
        self._argon2 = PasswordHasher(
            time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID
        )
        self._nobody = self._argon2.hash("nobody signs in with this")

    def hash(self, password: str) -> str:
        with self._slots.one():
            return self._argon2.hash(normal_password(password))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Raises Busy before anything was compared."""
        with self._slots.one():
            matches = self._matches(password_hash or self._nobody, password)
        return matches and password_hash is not None

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._argon2.verify(password_hash, normal_password(password))
        except VerificationError:
            return False
