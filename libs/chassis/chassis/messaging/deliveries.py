"""A message as it arrived, and what of it survives the ladder of retries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pika.spec import Basic, BasicProperties

from chassis.messaging.topology import RETURN

ORIGIN = "okienko-origin"
ATTEMPTS = "okienko-attempts"
ROUTING_KEY = "okienko-routing-key"


@dataclass(frozen=True)
class Delivery:
    """A message as it arrived; `origin` and `routing_key` survive the ladder of retries."""

    tag: int
    body: bytes
    origin: str
    routing_key: str
    message_id: str | None
    attempts: int

    @staticmethod
    def arrived(method: Basic.Deliver, about: BasicProperties, body: bytes) -> "Delivery":
        headers = about.headers or {}
        tag, exchange, key = method.delivery_tag, method.exchange, method.routing_key
        return Delivery.of(tag, exchange, key, about.message_id, headers, body)

    @staticmethod
    def of(tag: int, exchange: str, key: str, message_id: str | None, headers: Mapping[str, Any],
           body: bytes) -> "Delivery":  # fmt: skip
        """Only our own services may write to RETURN, so its headers can be believed."""
        if exchange != RETURN:
            return Delivery(tag, body, exchange, key, message_id, 0)
        return Delivery(
            tag, body, headers[ORIGIN], headers[ROUTING_KEY], message_id, headers[ATTEMPTS]
        )
