"""An account: the person's own name and secret, and the customers they may act for."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from identity.domain.consent import Consent
from identity.domain.errors import NotYetActive

OWNER = "owner"
PENDING = "pending"
ACTIVE = "active"


@dataclass(frozen=True)
class Grant:
    customer: str
    role: str


@dataclass(frozen=True)
class Account:
    id: str
    user_name: str
    password_hash: str = field(repr=False)
    email: str = field(repr=False)
    locale: str
    grants: tuple[Grant, ...]
    consents: tuple[Consent, ...]
    created_at: datetime
    # An account nobody activated gives its name back after this.
    pending_until: datetime
    # Some operators let a new account wait before it opens (R10).
    opens_at: datetime
    status: str = PENDING
    activated_at: datetime | None = None
    session_epoch: int = 0
    # Rises with every change of where its owner reads mail, and for whom.
    contact_sequence: int = 0
    password_changed_at: datetime | None = None

    @property
    def active(self) -> bool:
        return self.status == ACTIVE

    @property
    def owned_customers(self) -> tuple[str, ...]:
        return tuple(grant.customer for grant in self.grants if grant.role == OWNER)

    def require_open(self, now: datetime) -> None:
        if now < self.opens_at:
            raise NotYetActive(self.opens_at)

    def activated(self, now: datetime) -> "Account":
        return replace(self, status=ACTIVE, activated_at=now).with_contact_told()

    def with_contact_told(self) -> "Account":
        return replace(self, contact_sequence=self.contact_sequence + 1)

    def with_password(self, password_hash: str, now: datetime) -> "Account":
        """Every session of the password before it ends."""
        changed = replace(self, password_hash=password_hash, password_changed_at=now)
        return replace(changed, session_epoch=self.session_epoch + 1)
