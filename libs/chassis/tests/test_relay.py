"""The outbox reaches the broker: promptly, once confirmed, and never less than everything."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from chassis.clock import SystemClock
from chassis.contracts import Contracts
from chassis.health import Heartbeat
from chassis.messaging.envelope import Event, EventFactory, new_event_id
from chassis.messaging.outbox import Outbox, outbox_entry, outbox_index
from chassis.messaging.publisher import Batch, NotConfirmed, Publisher
from chassis.messaging.relay import Relay, start_watching
from chassis.messaging.topology import Queue
from chassis.mongo import Databases, create_indexes
from chassis.testing.broker import Broker

OPERATOR = "virtual-operator"
CODES = Queue("notifications.codes", ("identity.code-issued.v1",))
USERS = ("identity", f"{OPERATOR}.crm")


@pytest.fixture
def identity(databases: Callable[[str], Databases]) -> Databases:
    made = databases("identity")
    create_indexes(made, [OPERATOR], [outbox_index("flows")])
    return made


@pytest.fixture
def outbox(identity: Databases) -> Outbox:
    return Outbox(identity, ["flows"])


@pytest.fixture
def door(broker: Broker) -> Broker:
    broker.create([OPERATOR], [CODES], USERS)
    return broker


@pytest.fixture
def publisher(door: Broker) -> Iterator[Publisher]:
    made = Publisher(door.url_of("identity"), "test")
    yield made
    made.close()


@pytest.fixture
def relay(outbox: Outbox, publisher: Publisher, contracts: Contracts) -> Relay:
    return Relay(outbox, publisher, [OPERATOR], contracts, Heartbeat(None))


def test_what_is_confirmed_leaves_the_outbox(
    identity: Databases, relay: Relay, door: Broker, contracts: Contracts
) -> None:
    event = code_issued(contracts)
    store(identity, event)
    assert relay.drain(OPERATOR) == 1
    _, published = door.await_message(CODES.name)
    assert published == event.to_document()
    assert identity.of(OPERATOR).flows.find_one()["outbox"] == []


def test_a_thousand_events_leave_in_order_within_their_document(
    identity: Databases, relay: Relay, door: Broker, contracts: Contracts
) -> None:
    events = [code_issued(contracts) for _ in range(1000)]
    store(identity, *events)
    assert sum(iter(lambda: relay.drain(OPERATOR), 0)) == 1000
    received = [door.await_message(CODES.name)[1]["id"] for _ in range(5)]
    assert received == [event.id for event in events[:5]]


def test_a_write_wakes_the_relay_within_a_second(
    identity: Databases, outbox: Outbox, relay: Relay, door: Broker, contracts: Contracts
) -> None:
    stop = threading.Event()
    wakeups = start_watching(identity, outbox, stop)
    running = threading.Thread(target=relay.run, args=(wakeups, stop))
    running.start()
    try:
        for _ in range(3):
            began = time.monotonic()
            store(identity, code_issued(contracts))
            door.await_message(CODES.name, seconds=5)
            assert time.monotonic() - began < 1
    finally:
        stop.set()
        running.join(10)


def test_without_any_wake_up_the_poll_finds_what_waits(
    identity: Databases, relay: Relay, door: Broker, contracts: Contracts
) -> None:
    store(identity, code_issued(contracts))
    stop = threading.Event()
    running = threading.Thread(target=relay.run, args=(queue.Queue(), stop))
    running.start()
    try:
        door.await_message(CODES.name)
    finally:
        stop.set()
        running.join(10)


def test_what_cannot_be_routed_stays_in_the_outbox(
    identity: Databases, outbox: Outbox, broker: Broker, contracts: Contracts
) -> None:
    broker.create([OPERATOR], [], USERS)  # nobody listens
    publisher = Publisher(broker.url_of("identity"), "test")
    store(identity, code_issued(contracts))
    relay = Relay(outbox, publisher, [OPERATOR], contracts, Heartbeat(None))
    assert relay.drain(OPERATOR) == 1
    assert len(outbox.pending(OPERATOR, 10)) == 1
    assert relay.drain(OPERATOR) == 0  # set aside until the next full poll
    publisher.close()


def test_what_cannot_be_published_does_not_stand_in_the_way_of_others(
    identity: Databases, outbox: Outbox, relay: Relay, door: Broker, contracts: Contracts
) -> None:
    stuck = replace(code_issued(contracts), type="identity.never-agreed.v1")
    for _ in range(300):  # more than a window
        store(identity, replace(stuck, id=new_event_id()))
    event = code_issued(contracts)
    store(identity, event)
    while relay.drain(OPERATOR):
        continue
    assert door.await_message(CODES.name)[1] == event.to_document()
    assert len(outbox.pending(OPERATOR, 1000)) == 300


def test_what_a_dead_broker_did_not_confirm_stays_in_the_outbox(
    identity: Databases, outbox: Outbox, contracts: Contracts
) -> None:
    publisher = Publisher("amqp://nobody:nothing@127.0.0.1:1/%2F", "test")
    store(identity, code_issued(contracts))
    relay = Relay(outbox, publisher, [OPERATOR], contracts, Heartbeat(None))
    with pytest.raises(NotConfirmed):
        relay.drain(OPERATOR)
    assert len(outbox.pending(OPERATOR, 10)) == 1


def test_a_partner_event_nobody_listens_to_is_done_and_not_an_error(
    identity: Databases, outbox: Outbox, relay: Relay, contracts: Contracts, door: Broker
) -> None:
    factory = EventFactory(contracts, "/identity", SystemClock())
    data = contracts.get("identity.account-activated.v1").examples()[0]["data"]
    store(identity, factory.make("identity.account-activated.v1", OPERATOR, "a7d9", data))
    assert relay.drain(OPERATOR) == 1
    assert outbox.pending(OPERATOR, 10) == []


def test_the_poll_reads_an_index_that_holds_only_what_waits(identity: Databases) -> None:
    plan = identity.of(OPERATOR).flows.find({"outbox.id": {"$exists": True}}).explain()
    assert plan["queryPlanner"]["winningPlan"]["inputStage"]["stage"] == "IXSCAN"


def store(identity: Databases, *events: Event) -> None:
    entries = [outbox_entry(event) for event in events]
    identity.of(OPERATOR).flows.insert_one({"outbox": entries})


def code_issued(contracts: Contracts) -> Event:
    data = contracts.get("identity.code-issued.v1").examples()[0]["data"]
    factory = EventFactory(contracts, "/identity", SystemClock())
    return factory.make("identity.code-issued.v1", OPERATOR, "f3b1d4e6a1", data)


def test_a_late_word_of_the_broker_settles_nothing_that_was_not_sent_yet() -> None:
    batch = Batch()
    batch.confirm(7, multiple=True)
    assert not batch.settled.is_set()
    batch.sent({8, 9})
    batch.confirm(7, multiple=True)
    batch.confirm(8, multiple=False)
    assert not batch.settled.is_set()
    batch.confirm(9, multiple=False)
    assert batch.settled.is_set()
