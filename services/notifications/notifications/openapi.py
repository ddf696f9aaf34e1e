"""`python -m notifications.openapi` prints the document kept under contracts/http."""

import sys
from typing import Any

from chassis.api import openapi_yaml
from chassis.clock import SystemClock
from chassis.operators import Operators
from chassis.tokens import TokenVerifier
from notifications.app import build_app


def main() -> None:
    nothing: Any = None  # the routes are described, none is called
    app = build_app(
        operators=Operators([]),
        verifier=TokenVerifier({}, "notifications", SystemClock()),
        of_event=nothing,
        messages=nothing,
        checks=[],
    )
    sys.stdout.write(openapi_yaml(app))


if __name__ == "__main__":
    main()
