"""The worker role: `python -m identity.worker` consumes what the CRM tells."""

from chassis.health import Heartbeat
from chassis.logging import configure_logging
from chassis.messaging.consumer import run_worker
from chassis.stopping import stop_event
from identity.consumers import QUEUES, handlers
from identity.settings import read_settings
from identity.wiring import SERVICE, Wiring


def main() -> None:
    settings = read_settings()
    configure_logging(SERVICE, "worker", settings.common)
    wiring = Wiring(settings)
    run_worker(
        settings.amqp_url,
        QUEUES,
        handlers(wiring.record_crm),
        operators=wiring.operators,
        contracts=wiring.contracts,
        clock=wiring.clock,
        heartbeat=Heartbeat(settings.common.heartbeat_file),
        stop=stop_event(),
    )


if __name__ == "__main__":
    main()
