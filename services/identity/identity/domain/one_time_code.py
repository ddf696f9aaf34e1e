"""One-time codes: how long one lives, when another may be sent, and to how many."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from identity.domain.errors import ResendTooSoon, TooManyCodes


@dataclass(frozen=True)
class SendCap:
    most: int
    window: timedelta


@dataclass(frozen=True)
class CodePolicy:
    digits: int
    life: timedelta
    tries: int
    resend_after: timedelta
    caps: tuple[SendCap, ...]


@dataclass(frozen=True)
class OneTimeCode:
    """A code that was issued; only its keyed digest is kept."""

    digest: str
    expires_at: datetime
    resend_at: datetime

    def expired(self, now: datetime) -> bool:
        return now >= self.expires_at

    def require_resend(self, now: datetime) -> None:
        if now < self.resend_at:
            raise ResendTooSoon(self.resend_at)


def issue(digest: str, policy: CodePolicy, now: datetime) -> OneTimeCode:
    return OneTimeCode(digest, now + policy.life, now + policy.resend_after)


@dataclass(frozen=True)
class Sends:
    """When codes went to one number, newest last."""

    times: tuple[datetime, ...] = ()
    # That one more was asked for and not granted; not kept.
    refused: bool = False

    def one_more(self, caps: tuple[SendCap, ...], now: datetime) -> "Sends":
        opens = [at for cap in caps if (at := self._opens_at(cap, now)) is not None]
        if opens:
            raise TooManyCodes(max(opens))
        longest = max((cap.window for cap in caps), default=timedelta())
        return Sends((*(at for at in self.times if now - at < longest), now))

    def one_more_or_refused(self, caps: tuple[SendCap, ...], now: datetime) -> "Sends":
        """For recipients whom the person asking must not learn about."""
        try:
            return self.one_more(caps, now)
        except TooManyCodes:
            return replace(self, refused=True)

    def one_less(self, at: datetime) -> "Sends":
        """Take back a send that did not happen."""
        index = self.times.index(at) if at in self.times else len(self.times)
        return replace(self, times=self.times[:index] + self.times[index + 1 :])

    def _opens_at(self, cap: SendCap, now: datetime) -> datetime | None:
        recent = [at for at in self.times if now - at < cap.window]
        return recent[-cap.most] + cap.window if len(recent) >= cap.most else None
