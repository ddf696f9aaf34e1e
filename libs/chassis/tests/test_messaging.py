"""Events between real servers: who may write where, what is refused, what comes once."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from chassis.clock import SystemClock
from chassis.contracts import Contracts
from chassis.health import Heartbeat
from chassis.messaging.admission import Refused
from chassis.messaging.batches import Handler
from chassis.messaging.consumer import run_worker
from chassis.messaging.envelope import Event
from chassis.messaging.topology import UNROUTED_QUEUE, Queue, dead_queue
from chassis.operators import Operators
from chassis.testing.broker import Broker

CRM = Queue("identity.crm", ("crm.customer-changed.v1",), batch=50, linger_ms=20)
STRAYS = Queue(UNROUTED_QUEUE, ())
OPERATOR = "virtual-operator"
OTHER = "other-operator"
USERS = ("identity", f"{OPERATOR}.crm", f"{OPERATOR}.erp", f"{OTHER}.crm")


@pytest.fixture
def two_operators(operators: Operators) -> Operators:
    first = operators.get(OPERATOR)
    return Operators([first, replace(first, slug=OTHER, hosts=("other.example",))])


@pytest.fixture
def door(broker: Broker) -> Broker:
    broker.create((OPERATOR, OTHER), [CRM, STRAYS], USERS)
    return broker


@pytest.fixture
def consuming(
    door: Broker, two_operators: Operators, contracts: Contracts
) -> Iterator[Callable[[Handler], None]]:
    stop = threading.Event()
    threads = []

    def start(handler: Handler) -> None:
        thread = threading.Thread(
            target=run_worker,
            args=(
                door.url_of("identity"),
                [CRM, STRAYS],
                {CRM.name: handler, UNROUTED_QUEUE: handler},
            ),
            kwargs={
                "operators": two_operators,
                "contracts": contracts,
                "clock": SystemClock(),
                "heartbeat": Heartbeat(None),
                "stop": stop,
            },
        )
        thread.start()
        threads.append(thread)

    yield start
    stop.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


class Kept:
    """A handler that keeps what it was given, and fails for the ids it is told to."""

    def __init__(self, failing: Callable[[Event], Exception | None] = lambda _: None) -> None:
        self.events: list[Event] = []
        self._failing = failing

    def __call__(self, slug: str, events: Sequence[Event]) -> None:
        for event in events:
            problem = self._failing(event)
            if problem is not None:
                raise problem
        self.events += events

    def await_ids(self, *ids: str, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while {event.id for event in self.events} != set(ids):
            assert time.monotonic() < deadline, [event.id for event in self.events]
            time.sleep(0.02)


def test_an_event_of_the_operators_crm_reaches_the_handler_with_its_operator(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    kept = Kept()
    consuming(kept)
    publish(door, customer_changed(contracts, "1"))
    kept.await_ids("1")
    assert kept.events[0].operator == OPERATOR


@pytest.mark.parametrize(
    ("exchange", "user"),
    [
        pytest.param(f"in.{OTHER}", f"{OPERATOR}.crm", id="another operator's inlet"),
        pytest.param("okienko.events", f"{OPERATOR}.crm", id="the suite's own exchange"),
        pytest.param("okienko.return", f"{OPERATOR}.crm", id="the return of retries"),
        pytest.param(f"out.{OPERATOR}", f"{OPERATOR}.crm", id="its own outlet"),
        pytest.param(f"in.{OPERATOR}", f"{OPERATOR}.erp", id="the ERP speaking for the CRM"),
    ],
)
def test_a_broker_user_may_write_only_its_own_kind_into_its_own_inlet(
    door: Broker, contracts: Contracts, exchange: str, user: str
) -> None:
    with pytest.raises(ChannelClosedByBroker) as refused:
        publish(door, customer_changed(contracts, "1"), exchange=exchange, user=user)
    assert refused.value.reply_code == 403


@pytest.mark.parametrize(
    "exchange", [f"out.{OTHER}", f"in.{OTHER}", f"in.{OPERATOR}", "okienko.events"]
)
def test_an_operators_system_reads_only_its_own_outlet(door: Broker, exchange: str) -> None:
    with pytest.raises(ChannelClosedByBroker) as refused:
        listen(door, f"{OPERATOR}.crm", exchange)
    assert refused.value.reply_code == 403


@pytest.mark.parametrize("queue", [CRM.name, dead_queue(CRM.name), f"out.{OTHER}.crm"])
def test_an_operators_system_reads_no_queue_but_its_own(door: Broker, queue: str) -> None:
    listen(door, f"{OTHER}.crm", f"out.{OTHER}", f"out.{OTHER}.crm")
    with (
        pika.BlockingConnection(pika.URLParameters(door.url_of(f"{OPERATOR}.crm"))) as connection,
        pytest.raises(ChannelClosedByBroker) as refused,
    ):
        connection.channel().basic_get(queue)
    assert refused.value.reply_code == 403


def test_a_malformed_event_becomes_a_dead_letter_with_its_reason_and_the_partner_is_told(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    listen(door, f"{OPERATOR}.crm", f"out.{OPERATOR}", f"out.{OPERATOR}.crm")
    consuming(Kept())
    bad = customer_changed(contracts, "bad")
    del bad["data"]["customer_number"]
    publish(door, bad)

    properties, body = door.await_message(dead_queue(CRM.name))
    assert body == bad
    assert "required" in properties.headers["okienko-reason"]
    _, told = door.await_message(f"out.{OPERATOR}.crm")
    assert isinstance(told, dict)
    assert told["type"] == "integration.event-refused.v1"
    assert told["data"]["refused_id"] == "bad"
    assert "customer_number" in told["data"]["reason"]
    contracts.get(told["type"]).validate(told["data"])


def test_a_refusal_does_not_repeat_the_offending_value(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    consuming(Kept())
    bad = customer_changed(contracts, "bad")
    bad["data"]["pesel"] = "4405140145X"
    publish(door, bad)
    properties, _ = door.await_message(dead_queue(CRM.name))
    assert "pesel" in properties.headers["okienko-reason"]
    assert "4405140145X" not in str(properties.headers)


def test_what_is_not_json_becomes_a_dead_letter(door: Broker, consuming: Any) -> None:
    consuming(Kept())
    door.publish(f"in.{OPERATOR}", CRM.events[0], b"{", user=f"{OPERATOR}.crm")
    properties, body = door.await_message(dead_queue(CRM.name))
    assert body == b"{"
    assert properties.headers["okienko-reason"] == "not JSON"


def test_an_event_that_names_another_operator_than_its_exchange_is_refused(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    kept = Kept()
    consuming(kept)
    publish(door, customer_changed(contracts, "forged") | {"operator": OTHER})
    properties, _ = door.await_message(dead_queue(CRM.name))
    assert properties.headers["okienko-reason"].startswith("/operator: differs")
    assert kept.events == []


def test_an_event_of_an_unknown_type_is_caught_and_not_lost(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    consuming(Kept(lambda event: Refused("unknown event type", "/type")))
    stray = customer_changed(contracts, "stray") | {"type": "crm.parrot-bought.v1"}
    publish(door, stray)
    properties, body = door.await_message(dead_queue(UNROUTED_QUEUE))
    assert body == stray
    assert properties.headers["okienko-reason"] == "/type: unknown event type"


def test_a_bad_event_in_a_batch_is_refused_alone(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    kept = Kept(lambda event: Refused("nonsense") if event.id == "7" else None)
    for number in range(20):
        publish(door, customer_changed(contracts, str(number)))
    consuming(kept)
    kept.await_ids(*(str(number) for number in range(20) if number != 7))
    properties, body = door.await_message(dead_queue(CRM.name))
    assert isinstance(body, dict)
    assert (body["id"], properties.headers["okienko-reason"]) == ("7", "nonsense")
    assert len(kept.events) == 19


def test_a_passing_failure_climbs_the_ladder_and_comes_back_as_its_operators(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    failures = iter([RuntimeError("a provider is away")])
    kept = Kept(lambda _: next(failures, None))
    consuming(kept)
    publish(door, customer_changed(contracts, "1"))
    kept.await_ids("1", seconds=15)
    assert kept.events[0].operator == OPERATOR


def test_every_queue_is_a_quorum_queue_whose_policy_keeps_dead_letters(door: Broker) -> None:
    found = {queue["name"]: queue for queue in door.queues()}
    policies = {policy["name"]: policy["definition"] for policy in door.policies()}
    for queue in (CRM, STRAYS):
        assert found[queue.name]["arguments"]["x-queue-type"] == "quorum"
        assert found[dead_queue(queue.name)]["arguments"]["x-queue-type"] == "quorum"
        assert policies[queue.name]["dead-letter-routing-key"] == queue.name
        assert policies[queue.name]["dead-letter-strategy"] == "at-least-once"
        assert policies[queue.name]["overflow"] == "reject-publish"


def customer_changed(contracts: Contracts, event_id: str) -> dict[str, Any]:
    example = contracts.get("crm.customer-changed.v1").examples()[0]
    return {**example, "id": event_id, "data": dict(example["data"])}


def publish(
    door: Broker,
    event: dict[str, Any],
    exchange: str = f"in.{OPERATOR}",
    user: str = f"{OPERATOR}.crm",
) -> None:
    body = json.dumps(event).encode()
    door.publish(exchange, event["type"], body, user=user, message_id=event["id"])


def listen(door: Broker, user: str, exchange: str, queue: str = f"out.{OPERATOR}.crm") -> None:
    """What a partner does: a queue of its own, bound to what it wants to hear."""
    with pika.BlockingConnection(pika.URLParameters(door.url_of(user))) as connection:
        channel = connection.channel()
        channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(queue, exchange, "#")


ONE_BY_ONE = Queue(CRM.name, CRM.events, batch=1, linger_ms=0)


class Gated:
    """A handler that holds the event `b` until it is let go, once."""

    def __init__(self) -> None:
        self.began, self.go = threading.Event(), threading.Event()
        self.seen: list[str] = []

    def __call__(self, slug: str, events: Sequence[Event]) -> None:
        for event in events:
            self.seen.append(event.id)
            if event.id == "b" and not self.began.is_set():
                self.began.set()
                assert self.go.wait(30)


def test_what_finishes_after_its_connection_was_lost_settles_nobody_elses_event(
    door: Broker, two_operators: Operators, contracts: Contracts
) -> None:
    door.create((OPERATOR,), [ONE_BY_ONE], USERS)
    gated, stop = Gated(), threading.Event()
    worker = start_worker(door, two_operators, contracts, gated, stop)
    for event_id in "abc":
        publish(door, customer_changed(contracts, event_id))
    assert gated.began.wait(10)
    door.close_connections("identity")
    await_true(lambda: "c" in gated.seen or gated.seen.count("b") == 2, 20)
    gated.go.set()
    publish(door, customer_changed(contracts, "z"))
    await_true(lambda: {"b", "c", "z"} <= set(gated.seen) and gated.seen.count("b") == 2, 20)
    stop.set()
    worker.join(30)
    assert not worker.is_alive()
    assert door.depth(ONE_BY_ONE.name) == 0


def test_a_graceful_stop_settles_what_is_being_handled_and_gives_back_the_rest(
    door: Broker, two_operators: Operators, contracts: Contracts
) -> None:
    door.create((OPERATOR,), [ONE_BY_ONE], USERS)
    gated, stop = Gated(), threading.Event()
    worker = start_worker(door, two_operators, contracts, gated, stop)
    publish(door, customer_changed(contracts, "b"))
    assert gated.began.wait(10)
    stop.set()
    publish(door, customer_changed(contracts, "later"))
    gated.go.set()
    worker.join(30)
    assert not worker.is_alive()
    assert gated.seen == ["b"]
    await_true(lambda: door.depth(ONE_BY_ONE.name) == 1, 10)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"time": "2026-11-21t10:00:60Z"}, id="a leap second"),
        pytest.param({"time": "0000-01-01T00:00:00Z"}, id="before every calendar"),
        pytest.param({"subject": "\ud800"}, id="half a surrogate pair"),
        pytest.param({"id": "\ud800", "data": {}}, id="an id that cannot be written"),
    ],
)
def test_an_odd_message_is_a_dead_letter_and_stops_nobody(
    door: Broker, consuming: Any, contracts: Contracts, change: dict[str, Any]
) -> None:
    kept = Kept()
    consuming(kept)
    odd = customer_changed(contracts, "odd") | change
    door.publish(f"in.{OPERATOR}", odd["type"], json.dumps(odd).encode(), user=f"{OPERATOR}.crm")
    publish(door, customer_changed(contracts, "next"))
    kept.await_ids("next")
    assert door.await_message(dead_queue(CRM.name))[0].headers["okienko-reason"]


def test_a_message_nested_beyond_reason_is_a_dead_letter_and_stops_nobody(
    door: Broker, consuming: Any, contracts: Contracts
) -> None:
    kept = Kept()
    consuming(kept)
    door.publish(f"in.{OPERATOR}", CRM.events[0], b"[" * 100_000, user=f"{OPERATOR}.crm")
    publish(door, customer_changed(contracts, "next"))
    kept.await_ids("next")
    assert door.await_message(dead_queue(CRM.name))[0].headers["okienko-reason"] == "not JSON"


def test_events_of_an_operator_this_worker_does_not_know_yet_wait_on_the_ladder(
    door: Broker, operators: Operators, contracts: Contracts
) -> None:
    kept, stop = Kept(), threading.Event()
    known = Operators([operators.get(OPERATOR)])
    worker = start_worker(door, known, contracts, kept, stop, CRM)
    newer = customer_changed(contracts, "newer") | {"operator": OTHER}
    publish(door, newer, exchange=f"in.{OTHER}", user=f"{OTHER}.crm")
    await_true(lambda: door.depth("okienko.retry.5s") == 1, 10)
    stop.set()
    worker.join(30)
    assert door.get(dead_queue(CRM.name)) is None


def start_worker(
    door: Broker,
    operators: Operators,
    contracts: Contracts,
    handler: Handler,
    stop: threading.Event,
    queue: Queue = ONE_BY_ONE,
) -> threading.Thread:
    thread = threading.Thread(
        target=run_worker,
        args=(door.url_of("identity"), [queue], {queue.name: handler}),
        kwargs={
            "operators": operators,
            "contracts": contracts,
            "clock": SystemClock(),
            "heartbeat": Heartbeat(None),
            "stop": stop,
        },
        daemon=True,
    )
    thread.start()
    return thread


def await_true(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
