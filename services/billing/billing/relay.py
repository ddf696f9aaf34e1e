"""The relay role: `python -m billing.relay` publishes what consents and invoices have to tell."""

from billing.settings import read_settings
from billing.wiring import SERVICE, Wiring
from chassis.health import Heartbeat
from chassis.logging import configure_logging
from chassis.messaging.publisher import Publisher
from chassis.messaging.relay import Relay, start_watching
from chassis.stopping import stop_event


def main() -> None:
    settings = read_settings()
    configure_logging(SERVICE, "relay", settings.common)
    wiring, stop = Wiring(settings), stop_event()
    relay = Relay(
        wiring.outbox,
        Publisher(settings.amqp_url, f"{SERVICE}-relay"),
        wiring.operators.slugs(),
        wiring.contracts,
        Heartbeat(settings.common.heartbeat_file),
    )
    relay.run(start_watching(wiring.databases, wiring.outbox, stop), stop)


if __name__ == "__main__":
    main()
