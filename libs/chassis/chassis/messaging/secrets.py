"""One-time codes and links on their way: sealed for one event, one recipient and a short life."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.clock import rfc3339
from chassis.messaging.envelope import Event
from chassis.sealing import Sealer, Unsealable


@dataclass(frozen=True)
class Secret:
    """What was sealed: who gets it and the values for the message."""

    recipient: str
    values: Mapping[str, str]
    expires_at: datetime


def seal_secret(
    sealer: Sealer,
    event_id: str,
    operator: str,
    recipient: str,
    secret: Mapping[str, str],
    expires_at: datetime,
) -> dict[str, str]:
    """The `secret` object of an event; opens only in the event and operator it was made for."""
    digest = recipient_digest(event_id, recipient)
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
    if recipient_digest(event.id, opened["recipient"]) != digest:
        raise Unsealable("the recipient differs from its digest")
    return Secret(opened["recipient"], opened["values"], datetime.fromisoformat(expiry))


def recipient_digest(event_id: str, recipient: str) -> str:
    """Salted with the event, so that two events do not tell that they went to one person."""
    return hashlib.sha256(f"{event_id}\0{recipient}".encode()).hexdigest()


def _context(event_id: str, operator: str, digest: str, expiry: str) -> str:
    return f"secret/{event_id}/{operator}/{digest}/{expiry}"
