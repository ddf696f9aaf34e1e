"""What becomes of a delivery: done, a later try, or a dead letter with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.clock import Clock
from chassis.contracts import Contracts
from chassis.messaging.admission import Refused
from chassis.messaging.deliveries import ATTEMPTS, ORIGIN, ROUTING_KEY, Delivery
from chassis.messaging.envelope import EventFactory
from chassis.messaging.publisher import Message
from chassis.messaging.topology import (
    DEAD,
    RUNGS_SECONDS,
    Queue,
    inlet,
    outlet,
    rung,
)
from chassis.operators import Operators

REASON = "okienko-reason"
REFUSED_EVENT = "integration.event-refused.v1"


@dataclass(frozen=True)
class Settlement:
    """Publish `messages` first, then acknowledge the delivery."""

    delivery: Delivery
    messages: tuple[Message, ...] = field(default=())


class Settlements:
    """Writes the messages by which a queue settles what it could not handle."""

    def __init__(
        self, queue: Queue, operators: Operators, contracts: Contracts, clock: Clock
    ) -> None:
        self._queue = queue
        self._inlets = {inlet(slug): slug for slug in operators.slugs()}
        self._refusals = EventFactory(contracts, f"/{queue.service}", clock)

    def done(self, delivery: Delivery) -> Settlement:
        return Settlement(delivery)

    def retry(self, delivery: Delivery, problem: Exception) -> Settlement:
        """The next rung of the ladder, or a dead letter when there is none."""
        if delivery.attempts >= len(RUNGS_SECONDS):
            reason = f"gave up after {delivery.attempts} retries: {type(problem).__name__}"
            return self.refuse(delivery, Refused(reason))
        exchange = rung(RUNGS_SECONDS[delivery.attempts])
        headers = _origin(delivery) | {ATTEMPTS: delivery.attempts + 1}
        return Settlement(delivery, (self._copy(delivery, exchange, headers),))

    def refuse(self, delivery: Delivery, refusal: Refused) -> Settlement:
        reason = f"{refusal.path}: {refusal.reason}".removeprefix(": ")
        dead = self._copy(delivery, DEAD, _origin(delivery) | {REASON: reason[:1000]})
        return Settlement(delivery, (dead, *self._answer(delivery, refusal)))

    def _answer(self, delivery: Delivery, refusal: Refused) -> tuple[Message, ...]:
        """A partner's system is told on its own exchange; our own faults are ours to find."""
        slug = self._inlets.get(delivery.origin)
        if slug is None:
            return ()
        data = {
            "refused_id": refusal.id,
            "refused_type": refusal.type,
            "path": refusal.path[:500],
            "reason": refusal.reason[:1000],
        }
        event = self._refusals.make(REFUSED_EVENT, slug, refusal.id or "unreadable", data)
        return (Message(outlet(slug), event.type, event.id, event.to_json(), mandatory=False),)

    def _copy(self, delivery: Delivery, exchange: str, headers: Mapping[str, Any]) -> Message:
        name, body = self._queue.name, delivery.body
        return Message(exchange, name, delivery.message_id, body, headers=headers)


def _origin(delivery: Delivery) -> dict[str, Any]:
    return {
        ORIGIN: delivery.origin,
        ROUTING_KEY: delivery.routing_key,
        ATTEMPTS: delivery.attempts,
    }
