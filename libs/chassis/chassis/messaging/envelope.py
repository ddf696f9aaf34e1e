"""An event: CloudEvents 1.0 in structured JSON, with the attributes that the suite adds."""

import json
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.clock import rfc3339
from chassis.contracts import Contracts, InvalidEvent
from chassis.trace import traceparent

CONTENT_TYPE = "application/cloudevents+json"


class MalformedEvent(ValueError):
    """Not a CloudEvent of ours: where, and why. Carries what could be read of id and type."""

    def __init__(self, path: str, reason: str, document: Any = None) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.id = _text(document, "id")
        self.type = _text(document, "type")


@dataclass(frozen=True)
class Event:
    """`traceparent` continues the trace of what caused it; `data` follows the type's contract."""

    id: str
    type: str
    operator: str
    source: str
    subject: str
    time: datetime
    data: dict[str, Any]
    traceparent: str | None = None

    def to_document(self) -> dict[str, Any]:
        document = {
            "specversion": "1.0",
            "id": self.id,
            "type": self.type,
            "source": self.source,
            "subject": self.subject,
            "time": rfc3339(self.time),
            "operator": self.operator,
            "datacontenttype": "application/json",
            "data": self.data,
        }
        return document | ({"traceparent": self.traceparent} if self.traceparent else {})

    def to_json(self) -> bytes:
        return json.dumps(self.to_document(), ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def from_document(document: dict[str, Any]) -> "Event":
        return Event(
            id=document["id"],
            type=document["type"],
            operator=document["operator"],
            source=document["source"],
            subject=document["subject"],
            time=datetime.fromisoformat(document["time"]),
            data=document["data"],
            traceparent=document.get("traceparent"),
        )


def parse_event(body: bytes, contracts: Contracts) -> Event:
    """Raises MalformedEvent for what is not JSON or not our envelope."""
    document = _read_json(body)
    try:
        contracts.check_envelope(document)
    except InvalidEvent as problem:
        raise MalformedEvent(problem.path, problem.reason, document) from None
    try:
        return Event.from_document(document)
    except ValueError:  # RFC 3339 allows what no calendar of ours keeps, such as a leap second
        raise MalformedEvent("/time", "not an instant that can be kept", document) from None


def _read_json(body: bytes) -> Any:
    try:
        document = json.loads(body)
        json.dumps(document, ensure_ascii=False).encode()  # refuses half a surrogate pair
    except (ValueError, RecursionError):
        raise MalformedEvent("", "not JSON") from None
    return document


def new_event_id() -> str:
    """A UUID of version 7: sorts by time, so that indexes over ids stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    head = (milliseconds << 16) | 0x7000 | secrets.randbits(12)
    return str(UUID(int=(head << 64) | (0b10 << 62) | secrets.randbits(62)))


class EventFactory:
    """Makes a service's events; what breaks its contract is a fault of ours and raises."""

    def __init__(self, contracts: Contracts, source: str, clock: Any) -> None:
        self._contracts = contracts
        self._source = source
        self._clock = clock

    def make(
        self, type: str, operator: str, subject: str, data: dict[str, Any], id: str | None = None
    ) -> Event:
        self._contracts.get(type).validate(data)
        return Event(
            id=id or new_event_id(),
            type=type,
            operator=operator,
            source=self._source,
            subject=subject,
            time=self._clock.now(),
            data=data,
            traceparent=traceparent(),
        )


def _text(document: Any, name: str) -> str | None:
    value = document.get(name) if isinstance(document, dict) else None
    return value[:255] if isinstance(value, str) else None
