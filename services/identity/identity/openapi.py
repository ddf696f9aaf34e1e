"""`python -m identity.openapi` prints the document kept under contracts/http."""

import sys
from typing import Any

from chassis.api import openapi_yaml
from chassis.clock import SystemClock
from chassis.operators import Operators
from chassis.tokens import TokenVerifier
from identity.app import build_app
from identity.policies import Rulebook
from identity.routes.recoveries import RecoverySteps
from identity.routes.registrations import RegistrationSteps


def main() -> None:
    nothing: Any = None  # the routes are described, none is called
    app = build_app(
        operators=Operators([]),
        verifier=TokenVerifier({}, "identity", SystemClock()),
        rulebook=Rulebook([]),
        registration=RegistrationSteps(*[nothing] * 7),
        recovery=RecoverySteps(*[nothing] * 7),
        peek_link=nothing,
        activate_account=nothing,
        reset_by_link=nothing,
        sign_in=nothing,
        sessions=nothing,
        show_account=nothing,
        change_password=nothing,
        checks=[],
    )
    sys.stdout.write(openapi_yaml(app))


if __name__ == "__main__":
    main()
