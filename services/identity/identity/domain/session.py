"""A session: how long it may stand idle, how long it may last, and why it ended."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from identity.domain.errors import SessionEnded

# `last_seen` is written no more often than this, so the idle limit is reached this
# much later at most, and never too early.
SEEN_EVERY = timedelta(seconds=5)


@dataclass(frozen=True)
class SessionPolicy:
    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Session:
    id: str
    account_id: str
    epoch: int
    device: str
    created_at: datetime
    last_seen: datetime
    revoked_at: datetime | None = None

    def require_live(self, policy: SessionPolicy, epoch: int | None, now: datetime) -> None:
        """`epoch` is the account's; None where the account is gone."""
        if self.revoked_at is not None or self.epoch != epoch:
            raise SessionEnded("revoked")
        if now >= self.absolute_expires_at(policy):
            raise SessionEnded("absolute")
        if now >= self.idle_expires_at(policy) + SEEN_EVERY:
            raise SessionEnded("idle")

    def idle_expires_at(self, policy: SessionPolicy) -> datetime:
        return self.last_seen + policy.idle

    def absolute_expires_at(self, policy: SessionPolicy) -> datetime:
        return self.created_at + policy.absolute

    def must_be_noted(self, now: datetime) -> bool:
        return now - self.last_seen >= SEEN_EVERY

    def seen(self, now: datetime) -> "Session":
        return replace(self, last_seen=max(self.last_seen, now))
