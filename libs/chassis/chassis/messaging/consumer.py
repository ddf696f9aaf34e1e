"""Consuming in batches: what succeeds is acknowledged, what fails is halved until it stands alone.

A batch that fails is bisected, so one bad event never holds its neighbours back. What is wrong
for ever becomes a dead letter with its reason; what may pass later climbs a ladder of fixed
delays. MongoDB being away is nobody's fault: the batch waits where it is.

The connection turns in the thread that calls `run`; handlers run in a pool, so that heartbeats
go on while a provider is slow, and their settlements come back to the connection's thread.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

import pika
import structlog
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import AMQPError
from pika.spec import Basic, BasicProperties
from pymongo.errors import ConnectionFailure

from chassis.clock import Clock
from chassis.contracts import Contracts
from chassis.health import Heartbeat
from chassis.messaging.admission import Admission, Refused
from chassis.messaging.envelope import Event
from chassis.messaging.publisher import connection_parameters
from chassis.messaging.settlement import Delivery, Settlement, Settlements
from chassis.messaging.topology import Queue
from chassis.operators import Operators
from chassis.trace import bind_trace

Handler = Callable[[str, Sequence[Event]], None]
Admitted = tuple[Delivery, Event]

RECONNECT_SECONDS = 1.0
IDLE_TURN_SECONDS = 0.25
STORE_AWAY_SECONDS = 1.0

log = structlog.get_logger()


class BatchHandler:
    """Deliveries in, settlements out; knows nothing of connections."""

    def __init__(
        self,
        admission: Admission,
        handler: Handler,
        settlements: Settlements,
        stop: threading.Event,
    ) -> None:
        self._admission = admission
        self._handle = handler
        self._settle = settlements
        self._stop = stop

    def __call__(self, deliveries: Sequence[Delivery]) -> list[Settlement]:
        settled: list[Settlement] = []
        by_operator: dict[str, list[Admitted]] = {}
        for delivery in deliveries:
            try:
                event = self._admit(delivery)
            except Refused as refusal:
                settled.append(self._refused(delivery, refusal))
            else:
                by_operator.setdefault(event.operator, []).append((delivery, event))
        for slug, admitted in by_operator.items():
            settled += self._bisect(slug, admitted)
        return settled

    def _admit(self, delivery: Delivery) -> Event:
        about = {"routing_key": delivery.routing_key, "message_id": delivery.message_id}
        return self._admission.admit(delivery.body, delivery.origin, about)

    def _bisect(self, slug: str, admitted: Sequence[Admitted]) -> list[Settlement]:
        try:
            self._patiently(slug, [event for _, event in admitted])
        except Exception as problem:  # noqa: BLE001  whatever it is, it is halved, retried or refused
            if len(admitted) == 1:
                return [self._failed(*admitted[0], problem)]
            middle = len(admitted) // 2
            return self._bisect(slug, admitted[:middle]) + self._bisect(slug, admitted[middle:])
        return [self._settle.done(delivery) for delivery, _ in admitted]

    def _patiently(self, slug: str, events: Sequence[Event]) -> None:
        bind_trace(events[0].traceparent)
        while True:
            try:
                return self._handle(slug, events)
            except ConnectionFailure as problem:
                log.warning("store_away", operator=slug, problem=type(problem).__name__)
                if self._stop.wait(STORE_AWAY_SECONDS):
                    raise

    def _failed(self, delivery: Delivery, event: Event, problem: Exception) -> Settlement:
        if isinstance(problem, Refused):
            refusal = Refused(problem.reason, problem.path, event.id, event.type)
            return self._refused(delivery, refusal)
        log.warning(
            "event_retried",
            event_type=event.type,
            event_id=event.id,
            attempts=delivery.attempts,
            problem=type(problem).__name__,
        )
        return self._settle.retry(delivery, problem)

    def _refused(self, delivery: Delivery, refusal: Refused) -> Settlement:
        log.warning(
            "event_refused",
            origin=delivery.origin,
            event_type=refusal.type,
            event_id=refusal.id,
            path=refusal.path,
            reason=refusal.reason,
        )
        return self._settle.refuse(delivery, refusal)


class Lane:
    """One queue on its own channel: a buffer that fills to a batch, and a pool that empties it."""

    def __init__(self, queue: Queue, handle: BatchHandler) -> None:
        self._queue = queue
        self._handle = handle
        self._pool = ThreadPoolExecutor(queue.workers, thread_name_prefix=queue.name)
        self._buffer: list[Delivery] = []

    def open(self, connection: BlockingConnection) -> None:
        self._connection = connection
        self._channel: BlockingChannel = connection.channel()
        self._channel.confirm_delivery()
        self._channel.basic_qos(prefetch_count=self._queue.batch * (self._queue.workers + 1))
        self._buffer = []
        self._since = 0.0
        self._busy = 0
        self._channel.basic_consume(self._queue.name, self._arrived)

    @property
    def waiting(self) -> bool:
        return bool(self._buffer)

    @property
    def linger_seconds(self) -> float:
        return self._queue.linger_ms / 1000

    def turn(self) -> None:
        """Hand over a batch when it is full or has waited long enough, and somebody is free."""
        while self._buffer and self._busy < self._queue.workers and self._ripe():
            batch = self._buffer[: self._queue.batch]
            del self._buffer[: len(batch)]
            self._busy += 1
            self._pool.submit(self._handle, batch).add_done_callback(self._come_back)

    def close(self) -> None:
        self._buffer = []
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _ripe(self) -> bool:
        full = len(self._buffer) >= self._queue.batch
        return full or monotonic() - self._since >= self.linger_seconds

    def _arrived(
        self, _: BlockingChannel, method: Basic.Deliver, about: BasicProperties, body: bytes
    ) -> None:
        if not self._buffer:
            self._since = monotonic()
        self._buffer.append(
            Delivery.of(
                method.delivery_tag,
                method.exchange,
                method.routing_key,
                about.message_id,
                about.headers or {},
                body,
            )
        )
        self.turn()

    def _come_back(self, future: "Future[list[Settlement]]") -> None:
        """Runs in the pool: what follows belongs to the connection's thread and this connection."""
        channel, connection = self._channel, self._connection
        try:
            connection.add_callback_threadsafe(lambda: self._settled(channel, future))
        except AMQPError:
            log.warning("settlement_lost", queue=self._queue.name)  # the broker delivers it again

    def _settled(self, channel: BlockingChannel, future: "Future[list[Settlement]]") -> None:
        if channel is not self._channel or not channel.is_open:
            return
        self._busy -= 1
        for settlement in future.result():
            self._settle(channel, settlement)
        self.turn()

    def _settle(self, channel: BlockingChannel, settlement: Settlement) -> None:
        for message in settlement.messages:
            channel.basic_publish(
                message.exchange,
                message.routing_key,
                message.body,
                message.properties(),
                mandatory=message.mandatory,
            )
        channel.basic_ack(settlement.delivery.tag)


def run_worker(
    amqp_url: str,
    queues: Sequence[Queue],
    handlers: Mapping[str, Handler],
    *,
    operators: Operators,
    contracts: Contracts,
    clock: Clock,
    heartbeat: Heartbeat,
    stop: threading.Event,
) -> None:
    """Consume until `stop`; a lost connection is opened again."""
    lanes = [
        Lane(
            queue,
            BatchHandler(
                Admission(queue, operators, contracts),
                handlers[queue.name],
                Settlements(queue, contracts, clock),
                stop,
            ),
        )
        for queue in queues
    ]
    parameters = connection_parameters(amqp_url, queues[0].service)
    while not stop.is_set():
        try:
            _consume(parameters, lanes, heartbeat, stop)
        except (AMQPError, OSError) as problem:
            log.warning("broker_away", problem=type(problem).__name__)
            stop.wait(RECONNECT_SECONDS)
    for lane in lanes:
        lane.close()


def _consume(
    parameters: pika.URLParameters,
    lanes: Sequence[Lane],
    heartbeat: Heartbeat,
    stop: threading.Event,
) -> None:
    connection = BlockingConnection(parameters)
    for lane in lanes:
        lane.open(connection)
    while not stop.is_set():
        waiting = [lane.linger_seconds for lane in lanes if lane.waiting]
        connection.process_data_events(time_limit=min(waiting, default=IDLE_TURN_SECONDS))
        for lane in lanes:
            lane.turn()
        heartbeat.beat()
    _drain(connection, lanes)


def _drain(connection: BlockingConnection, lanes: Sequence[Lane]) -> None:
    """On a graceful stop: what is under way finishes and is settled, the rest goes back."""
    for lane in lanes:
        lane.close()
    connection.process_data_events(time_limit=0)
    connection.close()
