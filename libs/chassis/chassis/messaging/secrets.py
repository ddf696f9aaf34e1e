"""One-time codes and links on their way: sealed for one event, one recipient and a short life."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chassis.clock import rfc3339
from chassis.messaging.envelope import Event
from chassis.sealing import Sealer


@dataclass(frozen=True)
class Secret:
    """What was sealed: who gets it and the values for the message."""

    recipient: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    expires_at: datetime


def seal_secret(
    sealer: Sealer,
    event_id: str,
    operator: str,
    recipient: str,
    secret: Mapping[str, str],
    expires_at: datetime,
) -> dict[str, str]:
    """The `secret` object of an event; opens only in the event and operator it was made for.

    The digest is salted with the event, so that two events do not tell that they went to one
    person, and keyed, so that nobody finds the person by trying all phone numbers.
    """
    digest = sealer.digest(f"{event_id}\0{recipient}")
    text = json.dumps({"recipient": recipient, "values": dict(secret)}, ensure_ascii=False)
    expiry = rfc3339(expires_at)
    return {
        "sealed": sealer.seal(text, _context(event_id, operator, digest, expiry)),
        "recipient_digest": digest,
        "expires_at": expiry,
    }


def open_secret(sealer: Sealer, event: Event) -> Secret:
    """Raises Unsealable; whether it has expired is the caller's question."""
    wrapped = event.data["secret"]
    digest, expiry = wrapped["recipient_digest"], wrapped["expires_at"]
    opened: dict[str, Any] = json.loads(
        sealer.open(wrapped["sealed"], _context(event.id, event.operator, digest, expiry))
    )
    return Secret(opened["recipient"], opened["values"], datetime.fromisoformat(expiry))


def _context(event_id: str, operator: str, digest: str, expiry: str) -> str:
    return f"secret/{event_id}/{operator}/{digest}/{expiry}"
