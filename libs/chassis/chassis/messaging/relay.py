"""From outboxes to the broker: a change stream wakes the relay, a poll is the truth.

One relay per service follows one cluster-wide change stream. Operators that were active are
polled every second, all of them every 30 seconds, so a lost wake-up costs time, never an event.
"""

import contextlib
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

import structlog
from pymongo.errors import PyMongoError

from chassis.contracts import PARTNER, Contract, Contracts
from chassis.health import Heartbeat
from chassis.messaging.outbox import FIELD, Outbox, Pending
from chassis.messaging.publisher import Message, NotConfirmed
from chassis.messaging.topology import EVENTS, outlet
from chassis.mongo import Databases

WINDOW = 256
ACTIVE_POLL_SECONDS = 1.0
FULL_POLL_SECONDS = 30.0
REOPEN_SECONDS = 1.0
RETRY_SECONDS = 1.0

log = structlog.get_logger()


class Confirming(Protocol):
    def publish(self, messages: Sequence[Message]) -> set[str]: ...


class Relay:
    def __init__(
        self,
        outbox: Outbox,
        publisher: Confirming,
        slugs: Iterable[str],
        contracts: Contracts,
        heartbeat: Heartbeat,
    ) -> None:
        self._outbox = outbox
        self._publisher = publisher
        self._slugs = tuple(slugs)
        self._contracts = contracts
        self._heartbeat = heartbeat
        self._set_aside: defaultdict[str, set[str]] = defaultdict(set)

    def run(self, wakeups: "queue.Queue[str]", stop: threading.Event) -> None:
        """Until `stop`: drain whom a wake-up names at once, the active and all in their turn."""
        active = set(self._slugs)
        last_full = time.monotonic()
        while not stop.is_set():
            self._heartbeat.beat()
            if time.monotonic() - last_full > FULL_POLL_SECONDS:
                active, last_full = set(self._slugs), time.monotonic()
                self._set_aside.clear()
            busy = {slug for slug in active if self._drain_safely(slug, stop)}
            active = busy | _woken(wakeups, 0 if busy else ACTIVE_POLL_SECONDS)

    def drain(self, slug: str) -> int:
        """Publish one window of what an operator's aggregates have to tell.

        Answers how many events were looked at. What cannot be published is set aside until the
        next full poll, so that it does not stand in the way of others.
        """
        aside = self._set_aside[slug]
        pending = self._outbox.pending(slug, WINDOW, aside)
        known = [entry for entry in pending if self._has_contract(entry)]
        unroutable = self._publisher.publish(self._messages(known))
        done = [entry for entry in known if entry.event.id not in unroutable]
        self._outbox.remove(slug, done)
        stuck = {entry.event.id for entry in pending} - {entry.event.id for entry in done}
        if stuck:
            log.error("events_stuck", operator=slug, count=len(stuck))
            aside |= stuck
        return len(pending)

    def _drain_safely(self, slug: str, stop: threading.Event) -> bool:
        """Whether the operator had something to say, or may have."""
        try:
            return self.drain(slug) > 0
        except (NotConfirmed, PyMongoError) as problem:
            log.warning("relay_waits", operator=slug, problem=type(problem).__name__)
            stop.wait(RETRY_SECONDS)
            return True

    def _has_contract(self, entry: Pending) -> bool:
        return entry.event.type in self._contracts.by_type

    def _messages(self, pending: Iterable[Pending]) -> list[Message]:
        return [
            message
            for entry in pending
            for message in messages_of(entry, self._contracts.get(entry.event.type))
        ]


def messages_of(entry: Pending, contract: Contract) -> list[Message]:
    """Ours through the suite's exchange where somebody consumes it, partners' through `out.`."""
    event, body = entry.event, entry.event.to_json()
    messages = []
    if contract.consumers or contract.audience != PARTNER:
        mandatory = bool(contract.consumers)
        messages.append(Message(EVENTS, event.type, event.id, body, mandatory))
    if contract.audience == PARTNER:
        messages.append(Message(outlet(event.operator), event.type, event.id, body, False))
    return messages


def watch(
    databases: Databases, outbox: Outbox, wakeups: "queue.Queue[str]", stop: threading.Event
) -> None:
    """Turn the cluster's change stream into names of operators that have something to say."""
    while not stop.is_set():
        try:
            _follow(databases, outbox, wakeups, stop)
        except PyMongoError as problem:
            log.warning("change_stream_reopened", problem=type(problem).__name__)
            stop.wait(REOPEN_SECONDS)


def start_watching(
    databases: Databases, outbox: Outbox, stop: threading.Event
) -> "queue.Queue[str]":
    wakeups: queue.Queue[str] = queue.Queue()
    thread = threading.Thread(
        target=watch, args=(databases, outbox, wakeups, stop), name="change-stream", daemon=True
    )
    thread.start()
    return wakeups


def _follow(
    databases: Databases, outbox: Outbox, wakeups: "queue.Queue[str]", stop: threading.Event
) -> None:
    with databases.client.watch(_pipeline(databases, outbox), max_await_time_ms=1000) as stream:
        while not stop.is_set() and stream.alive:
            change = stream.try_next()
            if change is not None:
                wakeups.put(databases.slug_of(change["ns"]["db"]))


def _pipeline(databases: Databases, outbox: Outbox) -> list[dict[str, object]]:
    wanted = {
        "ns.db": {"$regex": databases.namespace_pattern},
        "ns.coll": {"$in": list(outbox.collections)},
        "operationType": {"$in": ["insert", "update", "replace"]},
        f"updateDescription.updatedFields.{FIELD}": {"$ne": []},  # the relay's own clean-up
    }
    return [{"$match": wanted}, {"$project": {"ns": 1}}]


def _woken(wakeups: "queue.Queue[str]", patience: float) -> set[str]:
    """Waits for the first name, at most `patience` seconds, and takes all that are there."""
    names: set[str] = set()
    with contextlib.suppress(queue.Empty):
        names.add(wakeups.get(patience > 0, patience or None))
        while True:
            names.add(wakeups.get_nowait())
    return names
