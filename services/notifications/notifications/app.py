"""The HTTP contents page: who may ask what, and which error becomes which answer."""

from collections.abc import Callable, Sequence

from flask import Flask

from chassis.health import Check
from chassis.operators import Operators
from chassis.problems import Problems
from chassis.tokens import TokenVerifier
from chassis.web import create_service_app
from notifications.domain.delivery import Delivery
from notifications.routes.deliveries import deliveries_routes
from notifications.routes.messages import ReadsMessages, messages_routes

PROBLEMS: Problems = {}  # people only read here; what the chassis refuses it also words


def build_app(
    *,
    operators: Operators,
    verifier: TokenVerifier,
    of_event: Callable[[str, str], Sequence[Delivery]],
    messages: ReadsMessages,
    checks: Sequence[Check],
) -> Flask:
    return create_service_app(
        "notifications",
        operators=operators,
        verifier=verifier,
        blueprints=[deliveries_routes(of_event), messages_routes(messages)],
        problems=PROBLEMS,
        checks=checks,
    )
