"""What became of one message: a record that only ever moves forward.

`sending` means that nobody knows yet: the provider may have the message or may not. Such a
message is sent again with the same provider key, by which the provider drops the second one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


class State(StrEnum):
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"


# A receipt can overtake our own note of acceptance, hence the steps straight from `sending`.
_BEFORE: dict[State, frozenset[State]] = {
    State.SENDING: frozenset({State.SENDING}),
    State.ACCEPTED: frozenset({State.SENDING}),
    State.DELIVERED: frozenset({State.SENDING, State.ACCEPTED}),
    State.FAILED: frozenset({State.SENDING, State.ACCEPTED}),
    State.EXPIRED: frozenset({State.SENDING}),
}


def states_before(new: State) -> frozenset[State]:
    """From which states a record may go to `new`; from all others the news comes too late."""
    return _BEFORE[new]


@dataclass(frozen=True)
class Outcome:
    """What one attempt, or one receipt, tells about a message. Never names the recipient."""

    state: State
    reason: str | None = None
    provider_reference: str | None = None


@dataclass(frozen=True)
class Delivery:
    event_id: str
    event_type: str
    entry: str
    channel: str
    locale: str
    recipient_digest: str
    provider_key: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    state: State = State.SENDING
    attempts: int = 0
    reason: str | None = None
    provider_reference: str | None = None

    @property
    def id(self) -> str:
        return delivery_id(self.event_id, self.channel)

    @property
    def settled(self) -> bool:
        return self.state is not State.SENDING


def delivery_id(event_id: str, channel: str) -> str:
    return f"{event_id}:{channel}"


def provider_key(operator: str, event_id: str, channel: str) -> str:
    """The name by which a provider knows a message, equal in every attempt to send it.

    A digest, because an event id may hold characters that mean something to a provider.
    """
    return sha256(f"{operator}\n{event_id}\n{channel}".encode()).hexdigest()[:32]
