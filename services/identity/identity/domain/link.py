"""Links that arrive by mail: looked at as often as one likes, used once."""

from dataclasses import dataclass
from datetime import datetime

from identity.domain.errors import LinkExpired, LinkUsed

ACTIVATE_ACCOUNT = "activate-account"
RESET_PASSWORD = "reset-password"  # noqa: S105  a purpose


@dataclass(frozen=True)
class Link:
    digest: str
    purpose: str
    account_id: str
    expires_at: datetime
    used_at: datetime | None = None
    # The account's session epoch when a reset was asked for: another password ends the link.
    epoch: int | None = None

    def require_usable(self, now: datetime) -> None:
        if self.used_at is not None:
            raise LinkUsed
        if now >= self.expires_at:
            raise LinkExpired
