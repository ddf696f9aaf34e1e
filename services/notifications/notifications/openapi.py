"""`python -m notifications.openapi` prints the document kept under contracts/http."""

import sys

from chassis.api import openapi_yaml
from chassis.clock import SystemClock
from chassis.operators import Operators
from chassis.tokens import TokenVerifier
from notifications.app import build_app
from notifications.domain.delivery import Delivery


def _nothing(_slug: str, _event_id: str) -> list[Delivery]:
    return []


def main() -> None:
    app = build_app(
        operators=Operators([]),
        verifier=TokenVerifier({}, "notifications", SystemClock()),
        of_event=_nothing,
        checks=[],
    )
    sys.stdout.write(openapi_yaml(app))


if __name__ == "__main__":
    main()
