"""One kind of message: which event causes it, where it goes, and whether it may be muted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class MessageClass(StrEnum):
    SECURITY = "security"
    SERVICE = "service"
    MARKETING = "marketing"

    @property
    def can_be_muted(self) -> bool:
        """Who guards an account must not be silenced, least of all by whoever broke into it."""
        return self is not MessageClass.SECURITY


@dataclass(frozen=True)
class Entry:
    """`keeps` names the facts of the event that the record of a delivery may repeat."""

    name: str
    trigger: str
    when: Mapping[str, Any]
    message_class: MessageClass
    lane: str
    channels: tuple[str, ...]
    max_segments: int
    example: Mapping[str, str]
    keeps: tuple[str, ...] = ()

    def matches(self, event_type: str, data: Mapping[str, Any]) -> bool:
        return event_type == self.trigger and all(
            data.get(field) == value for field, value in self.when.items()
        )
