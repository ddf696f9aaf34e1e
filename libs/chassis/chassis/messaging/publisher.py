"""Publishing with windowed confirms: many messages under way, none forgotten.

A pika SelectConnection turns in a thread of its own; `publish` hands it a batch and waits until
the broker has taken responsibility for each message, or has said that it cannot route it.
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
    message_id: str
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


class _Batch:
    """What one call of `publish` waits for."""

    def __init__(self) -> None:
        self.waiting: set[int] = set()
        self.unroutable: set[str] = set()
        self.failure: str | None = None
        self.settled = threading.Event()

    def confirm(self, tags: set[int]) -> None:
        self.waiting -= tags
        if not self.waiting:
            self.settled.set()

    def fail(self, reason: str) -> None:
        self.failure = self.failure or reason
        self.settled.set()


class Publisher:
    """One per relay or worker, called by one thread at a time; connects at the first `publish`."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self._parameters = connection_parameters(amqp_url, name)
        self._connection: pika.SelectConnection | None = None
        self._channel: Channel | None = None
        self._opened = threading.Event()
        self._batch = _Batch()
        self._last_tag = 0

    def publish(self, messages: Sequence[Message]) -> set[str]:
        """The ids that the broker could not route; all others are confirmed.

        Raises NotConfirmed when the fate of any is unknown: send all of them again.
        """
        if not messages:
            return set()
        connection, channel = self._connected()
        batch = self._batch = _Batch()
        connection.ioloop.add_callback_threadsafe(lambda: self._send(channel, batch, messages))
        if not batch.settled.wait(CONFIRM_TIMEOUT_SECONDS):
            batch.fail("no confirm in time")
        if batch.failure:
            self.close()
            raise NotConfirmed(batch.failure)
        return batch.unroutable

    def close(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None and connection.is_open:
            connection.ioloop.add_callback_threadsafe(connection.close)

    def _connected(self) -> tuple[pika.SelectConnection, Channel]:
        if self._connection is None or self._channel is None or not self._channel.is_open:
            self._connect()
        if self._connection is None or self._channel is None:
            raise NotConfirmed("no connection")
        return self._connection, self._channel

    def _connect(self) -> None:
        self.close()
        self._opened.clear()
        self._last_tag = 0
        self._connection = pika.SelectConnection(
            self._parameters,
            on_open_callback=self._open_channel,
            on_open_error_callback=self._lost,
            on_close_callback=self._lost,
        )
        loop = self._connection.ioloop
        threading.Thread(target=loop.start, name="publisher", daemon=True).start()
        self._opened.wait(CONFIRM_TIMEOUT_SECONDS)

    def _open_channel(self, connection: pika.SelectConnection) -> None:
        connection.channel(on_open_callback=self._confirm_channel)

    def _confirm_channel(self, channel: Channel) -> None:
        channel.add_on_return_callback(self._returned)
        channel.add_on_close_callback(self._channel_lost)
        channel.confirm_delivery(self._confirmed, callback=lambda _: self._ready(channel))

    def _ready(self, channel: Channel) -> None:
        self._channel = channel
        self._opened.set()

    def _send(self, channel: Channel, batch: _Batch, messages: Sequence[Message]) -> None:
        if not channel.is_open:
            batch.fail("connection lost")
            return
        first = self._last_tag + 1
        self._last_tag += len(messages)
        batch.waiting = set(range(first, self._last_tag + 1))
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
            self._batch.confirm(self._covered(method.delivery_tag, method.multiple))

    def _covered(self, last: int, multiple: bool) -> set[int]:
        return {tag for tag in self._batch.waiting if tag <= last} if multiple else {last}

    def _channel_lost(self, channel: Channel, reason: Exception) -> None:
        self._batch.fail(f"channel lost: {type(reason).__name__}")
        if channel.connection.is_open:
            channel.connection.close()

    def _lost(self, connection: pika.SelectConnection, reason: Any) -> None:
        self._batch.fail(f"connection lost: {type(reason).__name__}")
        self._opened.set()
        connection.ioloop.stop()


def connection_parameters(amqp_url: str, name: str) -> pika.URLParameters:
    parameters = pika.URLParameters(amqp_url)
    parameters.heartbeat = 30
    parameters.blocked_connection_timeout = 30
    parameters.client_properties = {"connection_name": name}
    return parameters
