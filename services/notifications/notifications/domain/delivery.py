"""What became of one message: a record that only ever moves forward.

`sending` means that nobody knows yet: the provider may have the message or may not. Such a
message is sent again with the same provider key, by which the provider drops the second one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """`addressee` is the account where one event may go to several; `concerns` says who may be
    told of the message later; `facts` are those of the event that are no secret.
    """

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
    addressee: str | None = None
    concerns: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return delivery_id(self.event_id, self.channel, self.addressee)

    @property
    def settled(self) -> bool:
        return self.state is not State.SENDING


def delivery_id(event_id: str, channel: str, addressee: str | None = None) -> str:
    return ":".join([event_id, channel, *([addressee] if addressee else [])])


def concerns(account: str | None, customer: str | None) -> tuple[str, ...]:
    """Who a message is about, as one list that one index answers for."""
    of_account = [concern_of_account(account)] if account else []
    of_customer = [concern_of_customer(customer)] if customer else []
    return (*of_account, *of_customer)


def concern_of_account(account: str) -> str:
    return f"account {account}"


def concern_of_customer(customer: str) -> str:
    return f"customer {customer}"


def provider_key(operator: str, event_id: str, channel: str, addressee: str | None = None) -> str:
    """The name by which a provider knows a message, equal in every attempt to send it.

    A digest, because an event id may hold characters that mean something to a provider.
    """
    parts = [operator, event_id, channel, *([addressee] if addressee else [])]
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
