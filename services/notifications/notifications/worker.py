"""The worker roles: `python -m notifications.worker codes` and `… messages`."""

import sys

from chassis.clock import clock_for
from chassis.health import Heartbeat
from chassis.logging import configure_logging
from chassis.messaging.consumer import run_worker
from chassis.stopping import stop_event
from notifications.consumers import LANES, handlers
from notifications.settings import read_settings
from notifications.wiring import SERVICE, wire_worker


def main(lane: str) -> None:
    settings = read_settings()
    configure_logging(SERVICE, f"worker-{lane}", settings.common)
    parts = wire_worker(settings)
    run_worker(
        settings.amqp_url,
        LANES[lane],
        handlers(parts.deliver, parts.record_contacts, lane),
        operators=parts.operators,
        contracts=parts.contracts,
        clock=clock_for(settings.common),
        heartbeat=Heartbeat(settings.common.heartbeat_file),
        stop=stop_event(),
    )


if __name__ == "__main__":
    if sys.argv[1:] not in [[lane] for lane in LANES]:
        sys.exit(f"usage: python -m notifications.worker {'|'.join(LANES)}")
    main(sys.argv[1])
