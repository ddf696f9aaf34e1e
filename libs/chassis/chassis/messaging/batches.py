"""What becomes of a batch: handled together, or halved until each event stands alone.

A bad event never holds its neighbours back. What is wrong for ever becomes a dead letter with its
reason; what may pass later climbs a ladder of fixed delays. MongoDB being away is nobody's fault:
the batch waits where it is. Knows nothing of connections, and never raises.
"""

import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from pymongo.errors import ConnectionFailure

from chassis.messaging.admission import Admission, NotYetKnown, Refused
from chassis.messaging.deliveries import Delivery
from chassis.messaging.envelope import Event
from chassis.messaging.settlement import Settlement, Settlements
from chassis.trace import bind_trace

Handler = Callable[[str, Sequence[Event]], None]
Admitted = tuple[Delivery, Event]

STORE_AWAY_SECONDS = 1.0

log = structlog.get_logger()


class BatchHandler:
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
            answer = self._admit(delivery)
            if isinstance(answer, Settlement):
                settled.append(answer)
            else:
                by_operator.setdefault(answer.operator, []).append((delivery, answer))
        for slug, admitted in by_operator.items():
            settled += self._bisect(slug, admitted)
        return settled

    def _admit(self, delivery: Delivery) -> Event | Settlement:
        try:
            return self._admission.admit(delivery)
        except Refused as refusal:
            return self._refused(delivery, refusal)
        except NotYetKnown as problem:
            return self._settle.retry(delivery, problem)
        except Exception as problem:  # noqa: BLE001  one odd message must not stop everybody's
            log.error("admission_failed", at=_place(problem), problem=type(problem).__name__)
            return self._refused(delivery, Refused(f"cannot be read: {type(problem).__name__}"))

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
            at=_place(problem),
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


def _place(problem: Exception) -> str:
    """Where it was raised: a fault of ours is found without printing anybody's data."""
    frames = traceback.extract_tb(problem.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-1:-4:-1])
