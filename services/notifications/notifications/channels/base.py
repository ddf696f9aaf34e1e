"""What every channel takes, and the three ways in which a provider can say no.

Reasons are codes (`smtp-550 5.1.1`, `smsapi-13`), never a provider's own words: these often
quote the recipient, and reasons are stored and logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Sender:
    """Who the message is from: a mailbox with a display name, or an SMS sender name."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Message:
    """`key` is the same in every attempt: by it a provider knows what it has already taken."""

    key: str
    sender: Sender
    recipient: str = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    locale: str
    written_at: datetime


class Channel(Protocol):
    def send(self, message: Message) -> str | None:
        """The provider's reference, if it gives one, once the provider has taken the message."""


class ProviderError(Exception):
    """The provider did not (certainly) take the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Undeliverable(ProviderError):
    """This message will never go out: repeating it changes nothing."""


class TryAgain(ProviderError):
    """Not taken, or nobody knows: to be repeated later with the same key."""


class ProviderAlarm(ProviderError):
    """The provider refuses us, not the message: somebody must mend an account or a setting.

    To be repeated too, so that nothing is lost until it is mended.
    """
