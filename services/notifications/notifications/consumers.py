"""Which queues this service reads, and what each event of them leads to.

Codes have a queue, workers and provider connections of their own: a person waits for them.
"""

from collections.abc import Callable, Mapping, Sequence

from chassis.messaging.envelope import Event
from chassis.messaging.topology import Queue

CODES = Queue(
    "notifications.codes",
    ("identity.already-registered.v1", "identity.code-issued.v1"),
    batch=1,
    workers=8,
)
LINKS = Queue(
    "notifications.links",
    ("identity.link-issued.v1", "identity.password-changed.v1"),
    batch=1,
    workers=4,
)
NOTICES = Queue(
    "notifications.notices",
    (
        "billing.einvoice-activated.v1",
        "billing.einvoice-withdrawn.v1",
        "billing.invoice-published.v1",
    ),
    batch=1,
    workers=4,
)
# Becomes no message: it says where the messages of others go.
CONTACTS = Queue("notifications.contacts", ("identity.contact-changed.v1",))
QUEUES: tuple[Queue, ...] = (CODES, LINKS, NOTICES, CONTACTS)

# Which queues each worker role reads; the names are the catalogue's lanes.
LANES: Mapping[str, tuple[Queue, ...]] = {
    "codes": (CODES,),
    "messages": (LINKS, NOTICES, CONTACTS),
}

Handler = Callable[[str, Sequence[Event]], None]


def handlers(
    deliver: Callable[[str, Event], None], record_contacts: Handler, lane: str
) -> dict[str, Handler]:
    def each(slug: str, events: Sequence[Event]) -> None:
        for event in events:
            deliver(slug, event)

    return {queue.name: record_contacts if queue is CONTACTS else each for queue in LANES[lane]}
