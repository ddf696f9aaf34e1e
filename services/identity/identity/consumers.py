"""The event contents page: which queues this service reads, and where each event leads."""

from collections.abc import Callable, Sequence

from chassis.messaging.admission import Refused
from chassis.messaging.envelope import Event
from chassis.messaging.topology import UNROUTED_QUEUE, Queue
from identity.usecases.record_crm import CONTRACT_CHANGED, CUSTOMER_CHANGED

Handler = Callable[[str, Sequence[Event]], None]

CRM = Queue("identity.crm", (CUSTOMER_CHANGED, CONTRACT_CHANGED))
# What an operator's system sent and no queue is bound for; it must learn that.
UNROUTED = Queue(UNROUTED_QUEUE, (), batch=1)
QUEUES: tuple[Queue, ...] = (CRM, UNROUTED)


def handlers(record_crm: Handler) -> dict[str, Handler]:
    return {CRM.name: record_crm, UNROUTED.name: refuse_unknown}


def refuse_unknown(slug: str, events: Sequence[Event]) -> None:  # noqa: ARG001  (a Handler)
    for event in events:
        raise Refused(f"unknown event type {event.type}", "/type")
