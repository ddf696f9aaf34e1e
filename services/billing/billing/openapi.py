"""`python -m billing.openapi` prints the document kept under contracts/http."""

import sys
from typing import Any

from billing.app import build_app
from chassis.api import openapi_yaml
from chassis.clock import SystemClock
from chassis.operators import Operators
from chassis.tokens import TokenVerifier


def main() -> None:
    nothing: Any = None  # the routes are described, none is called
    app = build_app(
        operators=Operators([]),
        verifier=TokenVerifier({}, "billing", SystemClock()),
        read=nothing,
        document=nothing,
        einvoice=nothing,
        checks=[],
    )
    sys.stdout.write(openapi_yaml(app))


if __name__ == "__main__":
    main()
