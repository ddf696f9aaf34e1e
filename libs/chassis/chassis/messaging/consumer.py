"""Consuming in batches, settling in the connection's own thread.

The connection turns in the thread that calls `run_worker`; handlers run in a pool, so that
heartbeats go on while a provider is slow. A lane belongs to one connection: what a handler
finishes after its connection was lost is settled nowhere, and the broker delivers it again.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from time import monotonic

import pika
import structlog
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import AMQPError, ChannelClosed
from pika.spec import Basic, BasicProperties

from chassis.clock import Clock
from chassis.contracts import Contracts
from chassis.health import Heartbeat
from chassis.messaging.admission import Admission
from chassis.messaging.batches import BatchHandler, Handler
from chassis.messaging.deliveries import Delivery
from chassis.messaging.publisher import connection_parameters
from chassis.messaging.settlement import Settlement, Settlements
from chassis.messaging.topology import Queue
from chassis.operators import Operators

RECONNECT_SECONDS = 1.0
TURN_SECONDS = 0.25
WIND_DOWN_SECONDS = 20.0

log = structlog.get_logger()

Work = Callable[[Sequence[Delivery]], list[Settlement]]


class Lane:
    """One queue on one connection: a buffer that fills to a batch, a pool that empties it."""

    def __init__(self, queue: Queue, work: Work, connection: BlockingConnection) -> None:
        self._queue = queue
        self._work = work
        self._connection = connection
        self._pool = ThreadPoolExecutor(queue.workers, thread_name_prefix=queue.name)
        self._buffer: list[Delivery] = []
        self._since = 0.0
        self._busy = 0
        self._taking = True
        self._channel: BlockingChannel = connection.channel()
        self._channel.confirm_delivery()
        self._channel.basic_qos(prefetch_count=queue.batch * (queue.workers + 1))
        self._channel.add_on_cancel_callback(self._cancelled)
        self._tag = self._channel.basic_consume(queue.name, self._arrived)

    @property
    def busy(self) -> bool:
        return self._busy > 0

    @property
    def patience(self) -> float:
        """How long the connection may turn before this lane wants to be asked again."""
        return self._queue.linger_ms / 1000 if self._buffer else TURN_SECONDS

    def turn(self) -> None:
        """Hand over a batch when it is full or has waited long enough, and somebody is free."""
        if not self._channel.is_open:
            raise ChannelClosed(0, f"the broker closed the channel of {self._queue.name}")
        while self._taking and self._busy < self._queue.workers and self._ripe():
            batch = self._buffer[: self._queue.batch]
            del self._buffer[: len(batch)]
            self._busy += 1
            self._pool.submit(self._work, batch).add_done_callback(self._come_back)

    def stop_taking(self) -> None:
        """What has not been handed over goes back to the queue when the connection closes."""
        self._taking = False
        self._buffer = []
        self._channel.basic_cancel(self._tag)

    def leave(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ripe(self) -> bool:
        full = len(self._buffer) >= self._queue.batch
        waited = monotonic() - self._since >= self._queue.linger_ms / 1000
        return full or (bool(self._buffer) and waited)

    def _arrived(
        self, _: BlockingChannel, method: Basic.Deliver, about: BasicProperties, body: bytes
    ) -> None:
        if not self._taking:
            return
        if not self._buffer:
            self._since = monotonic()
        self._buffer.append(Delivery.arrived(method, about, body))
        self.turn()

    def _cancelled(self, _: object) -> None:
        """The broker took the queue away; a closed channel makes the worker begin anew."""
        self._channel.close()

    def _come_back(self, future: "Future[list[Settlement]]") -> None:
        """Runs in the pool; the rest belongs to the connection's thread."""
        if future.cancelled():
            return
        try:
            self._connection.add_callback_threadsafe(lambda: self._settle_all(future.result()))
        except AMQPError:
            log.warning("settlement_lost", queue=self._queue.name)  # the broker delivers it again

    def _settle_all(self, settlements: Sequence[Settlement]) -> None:
        self._busy -= 1
        for settlement in settlements:
            self._settle(settlement)
        if self._taking:
            self.turn()

    def _settle(self, settlement: Settlement) -> None:
        for message in settlement.messages:
            self._channel.basic_publish(
                message.exchange,
                message.routing_key,
                message.body,
                message.properties(),
                mandatory=message.mandatory,
            )
        self._channel.basic_ack(settlement.delivery.tag)


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
    """Consume until `stop`; a lost connection or channel is opened again."""
    works = {
        queue: BatchHandler(
            Admission(queue, operators, contracts),
            handlers[queue.name],
            Settlements(queue, operators, contracts, clock),
            stop,
        )
        for queue in queues
    }
    parameters = connection_parameters(amqp_url, queues[0].service)
    while not stop.is_set():
        try:
            _consume(parameters, works, heartbeat, stop)
        except (AMQPError, OSError) as problem:
            log.warning("broker_away", problem=type(problem).__name__)
            stop.wait(RECONNECT_SECONDS)


def _consume(
    parameters: pika.URLParameters,
    works: Mapping[Queue, Work],
    heartbeat: Heartbeat,
    stop: threading.Event,
) -> None:
    connection = BlockingConnection(parameters)
    lanes: list[Lane] = []
    try:
        lanes += [Lane(queue, work, connection) for queue, work in works.items()]
        while not stop.is_set():
            connection.process_data_events(time_limit=min(lane.patience for lane in lanes))
            for lane in lanes:
                lane.turn()
            heartbeat.beat()
        _wind_down(connection, lanes)
    finally:
        for lane in lanes:
            lane.leave()
        with suppress(AMQPError):
            connection.close()


def _wind_down(connection: BlockingConnection, lanes: Sequence[Lane]) -> None:
    """A graceful stop: what is being handled is finished and settled, the rest goes back."""
    for lane in lanes:
        lane.stop_taking()
    end = monotonic() + WIND_DOWN_SECONDS
    while any(lane.busy for lane in lanes) and monotonic() < end:
        connection.process_data_events(time_limit=TURN_SECONDS)
