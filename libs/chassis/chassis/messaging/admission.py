"""Whether a delivery is an event that this queue may take, and whose it is.

The exchange through which an event entered names the operator; an `operator` attribute that
says otherwise is refused.
"""

from chassis.contracts import Contracts, InvalidEvent, UnknownEventType
from chassis.messaging.deliveries import Delivery
from chassis.messaging.envelope import Event, MalformedEvent, parse_event
from chassis.messaging.topology import EVENTS, INLET_PREFIX, Queue
from chassis.operators import Operators


class Refused(Exception):
    """An event that is wrong for ever: it becomes a dead letter with this reason."""

    def __init__(
        self, reason: str, path: str = "", id: str | None = None, type: str | None = None
    ) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason
        self.path = path
        self.id = id
        self.type = type


class NotYetKnown(Exception):
    """An operator that this process has not been told of yet: a later try may know it."""


class Admission:
    def __init__(self, queue: Queue, operators: Operators, contracts: Contracts) -> None:
        self._queue = queue
        self._contracts = contracts
        self._slugs = frozenset(operators.slugs())

    def admit(self, delivery: Delivery) -> Event:
        """Raises Refused with the first broken rule, or NotYetKnown."""
        event = self._parsed(delivery.body)
        self._check_operator(event, delivery.origin)
        self._check_identity(event, delivery)
        if self._queue.events:
            self._check_contract(event)
        return event

    def _parsed(self, body: bytes) -> Event:
        try:
            return parse_event(body, self._contracts)
        except MalformedEvent as problem:
            raise Refused(problem.reason, problem.path, problem.id, problem.type) from None

    def _check_operator(self, event: Event, origin: str) -> None:
        owner = event.operator if origin == EVENTS else origin.removeprefix(INLET_PREFIX)
        if owner not in self._slugs:
            raise NotYetKnown(owner)
        if owner != event.operator:
            raise _refused(event, "/operator", "differs from the exchange it came through")

    def _check_identity(self, event: Event, delivery: Delivery) -> None:
        if delivery.routing_key != event.type:
            raise _refused(event, "/type", "differs from the routing key")
        if delivery.message_id not in (None, event.id):
            raise _refused(event, "/id", "differs from the message's id")

    def _check_contract(self, event: Event) -> None:
        try:
            contract = self._contracts.get(event.type)
        except UnknownEventType:
            raise _refused(event, "/type", "unknown event type") from None
        if event.type not in self._queue.events:
            raise _refused(event, "/type", "not an event of this queue")
        try:
            contract.validate(event.data)
        except InvalidEvent as problem:
            raise _refused(event, problem.path, problem.reason) from None


def _refused(event: Event, path: str, reason: str) -> Refused:
    return Refused(reason, path, event.id, event.type)
