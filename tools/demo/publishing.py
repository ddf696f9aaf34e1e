"""Handing events to the broker as an operator's system does, with that system's own user."""

from collections.abc import Iterable, Iterator
from itertools import islice

import pika

from chassis.messaging.publisher import Message, Publisher
from chassis.testing.readiness import wait_until
from tools.demo.events import Announcement

# Under way at once; the broker confirms each.
WINDOW = 500


class NotTaken(Exception):
    """The broker has no queue for an event, or the services do not empty theirs."""


def publish(amqp_url: str, slug: str, system: str, events: Iterable[Announcement]) -> int:
    """How many the broker has taken responsibility for."""
    publisher = Publisher(amqp_url, f"{slug}.{system}")
    count = 0
    for window in _windows(events):
        messages = [Message(f"in.{slug}", event.type, event.id, event.body) for event in window]
        unroutable = publisher.publish(messages)
        if unroutable:
            raise NotTaken(f"nobody takes {len(unroutable)} events of {slug}.{system}")
        count += len(messages)
    publisher.close()
    return count


def wait_empty(admin_url: str, queue: str, limit: float) -> None:
    """Until a service has fetched all that stood in its queue."""
    connection = pika.BlockingConnection(pika.URLParameters(admin_url))
    channel = connection.channel()

    def empty() -> bool:
        answer = channel.queue_declare(queue, passive=True)
        return bool(answer.method.message_count == 0)

    came = wait_until(empty, limit)
    connection.close()
    if not came:
        raise NotTaken(f"queue {queue} is not empty after {limit:.0f} s")


def _windows(events: Iterable[Announcement]) -> Iterator[list[Announcement]]:
    iterator = iter(events)
    while window := list(islice(iterator, WINDOW)):
        yield window
