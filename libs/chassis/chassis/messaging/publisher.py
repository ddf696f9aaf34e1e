"""Publishing with windowed confirms: many messages under way, none forgotten.

A pika SelectConnection turns in a thread of its own; `publish` hands it a batch and waits until
the broker has taken responsibility for each message, or has said that it cannot route it.
Everything that a callback touches belongs to one connection, so a late word of a lost one cannot
confirm what was sent over the next.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pika
from pika.channel import Channel
from pika.spec import Basic, BasicProperties

from chassis.messaging.envelope import CONTENT_TYPE

CONFIRM_TIMEOUT_SECONDS = 30.0
PERSISTENT = 2


class NotConfirmed(Exception):
    """The connection broke or the broker refused; what was not confirmed must be sent again."""


@dataclass(frozen=True)
class Message:
    exchange: str
    routing_key: str
    message_id: str | None
    body: bytes
    mandatory: bool = True
    headers: Mapping[str, Any] = field(default_factory=dict)

    def properties(self) -> BasicProperties:
        return BasicProperties(
            content_type=CONTENT_TYPE,
            delivery_mode=PERSISTENT,
            message_id=self.message_id,
            type=self.routing_key,
            headers=dict(self.headers) or None,
        )


class Publisher:
    """One per relay or worker, called by one thread at a time; connects at the first `publish`."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self._parameters = connection_parameters(amqp_url, name)
        self._link: _Link | None = None

    def publish(self, messages: Sequence[Message]) -> set[str]:
        """The ids that the broker could not route; all others are confirmed.

        Raises NotConfirmed when the fate of any is unknown: send all of them again.
        """
        if not messages:
            return set()
        if self._link is None:
            self._link = _Link(self._parameters)
        try:
            return self._link.publish(messages)
        except NotConfirmed:
            self.close()
            raise

    def close(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()


class Batch:
    """What one call of `publish` waits for. `tags` are set once, when all has been written."""

    def __init__(self) -> None:
        self._waiting: set[int] = set()
        self.unroutable: set[str] = set()
        self.failure: str | None = None
        self.settled = threading.Event()

    def sent(self, tags: set[int]) -> None:
        self._waiting = tags

    def confirm(self, last: int, *, multiple: bool) -> None:
        covered = {tag for tag in self._waiting if tag <= last} if multiple else {last}
        if not self._waiting & covered:
            return
        self._waiting -= covered
        if not self._waiting:
            self.settled.set()

    def fail(self, reason: str) -> None:
        self.failure = self.failure or reason
        self.settled.set()


class _Link:
    """One connection with one channel; its callbacks run in its own thread."""

    def __init__(self, parameters: pika.URLParameters) -> None:
        self._channel: Channel | None = None
        self._opened = threading.Event()
        self._batch = Batch()
        self._last_tag = 0
        self._connection = pika.SelectConnection(
            parameters,
            on_open_callback=self._open_channel,
            on_open_error_callback=self._lost,
            on_close_callback=self._lost,
        )
        loop = self._connection.ioloop
        threading.Thread(target=loop.start, name="publisher", daemon=True).start()

    def publish(self, messages: Sequence[Message]) -> set[str]:
        self._opened.wait(CONFIRM_TIMEOUT_SECONDS)
        if self._channel is None:
            raise NotConfirmed("no connection")
        batch = Batch()
        self._connection.ioloop.add_callback_threadsafe(lambda: self._send(batch, messages))
        if not batch.settled.wait(CONFIRM_TIMEOUT_SECONDS):
            batch.fail("no confirm in time")
        if batch.failure:
            raise NotConfirmed(batch.failure)
        return batch.unroutable

    def close(self) -> None:
        self._connection.ioloop.add_callback_threadsafe(self._close)

    def _close(self) -> None:
        if self._connection.is_open:
            self._connection.close()
        else:
            self._connection.ioloop.stop()

    def _open_channel(self, connection: pika.SelectConnection) -> None:
        connection.channel(on_open_callback=self._confirm_channel)

    def _confirm_channel(self, channel: Channel) -> None:
        channel.add_on_return_callback(self._returned)
        channel.add_on_close_callback(self._channel_lost)
        channel.confirm_delivery(self._confirmed, callback=lambda _: self._ready(channel))

    def _ready(self, channel: Channel) -> None:
        self._channel = channel
        self._opened.set()

    def _send(self, batch: Batch, messages: Sequence[Message]) -> None:
        channel = self._channel
        if channel is None or not channel.is_open:
            batch.fail("no connection")
            return
        self._batch = batch
        first = self._last_tag + 1
        self._last_tag += len(messages)
        batch.sent(set(range(first, self._last_tag + 1)))
        for message in messages:
            channel.basic_publish(
                message.exchange,
                message.routing_key,
                message.body,
                message.properties(),
                mandatory=message.mandatory,
            )

    def _returned(self, _: Channel, __: Any, properties: BasicProperties, ___: bytes) -> None:
        """An unroutable message comes back just before its own confirm."""
        self._batch.unroutable.add(properties.message_id)

    def _confirmed(self, frame: Any) -> None:
        method = frame.method
        if isinstance(method, Basic.Nack):
            self._batch.fail("refused by the broker")
        else:
            self._batch.confirm(method.delivery_tag, multiple=method.multiple)

    def _channel_lost(self, _: Channel, reason: Exception) -> None:
        self._batch.fail(f"channel lost: {type(reason).__name__}")
        self._close()

    def _lost(self, connection: pika.SelectConnection, reason: Any) -> None:
        self._channel = None
        self._batch.fail(f"connection lost: {type(reason).__name__}")
        self._opened.set()
        connection.ioloop.stop()


def connection_parameters(amqp_url: str, name: str) -> pika.URLParameters:
    parameters = pika.URLParameters(amqp_url)
    parameters.heartbeat = 30
    parameters.blocked_connection_timeout = 30
    parameters.client_properties = {"connection_name": name}
    return parameters
