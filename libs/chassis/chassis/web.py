"""The web role of a service: operator from the token, trace, roles, problems, health."""

from collections.abc import Iterable, Sequence
from time import perf_counter

import structlog
from flask import Flask, Response, current_app, g, request

from chassis.api import Blueprint, create_api
from chassis.auth import caller, protect
from chassis.health import Check, health_routes
from chassis.operators import Operator, Operators, UnknownOperator
from chassis.problems import Problem, Problems, install_problems
from chassis.tokens import TokenVerifier
from chassis.trace import bind_trace

MAX_BODY_BYTES = 256 * 1024
log = structlog.get_logger()

WEB_PROBLEMS: Problems = {
    UnknownOperator: lambda _: Problem(404, "operator-unknown", "No such operator", "OKN-0404"),
}


def create_service_app(
    name: str,
    *,
    operators: Operators,
    verifier: TokenVerifier,
    blueprints: Iterable[Blueprint],
    problems: Problems,
    checks: Sequence[Check],
) -> Flask:
    """A Flask application in which every route is closed until its view says who may call it."""
    app = Flask(name, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions["operators"] = operators
    follow_requests(app)
    protect(app, verifier)
    install_problems(app, {**WEB_PROBLEMS, **problems})
    app.register_blueprint(health_routes(checks))
    api = create_api(app, f"Okienko {name}")
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return app


def current_operator() -> Operator:
    """The operator that the caller's token names."""
    from_token: Operator = _operators().get(caller().operator)
    return from_token


def follow_requests(app: Flask) -> None:
    """Continue the caller's trace and log each request by its route, never by its path."""

    @app.before_request
    def begin() -> None:
        bind_trace(request.headers.get("traceparent"))
        g.began = perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint and not request.endpoint.startswith("health."):
            _log_request(response)
        return response


def _log_request(response: Response) -> None:
    log.info(
        "request_answered",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((perf_counter() - g.began) * 1000, 1),
    )


def _operators() -> Operators:
    operators: Operators = current_app.extensions["operators"]
    return operators
