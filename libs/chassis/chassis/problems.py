"""Errors as RFC 9457 problem documents with a stable type, a numbered message and field errors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException

from chassis.auth import Forbidden
from chassis.clock import rfc3339
from chassis.tokens import Unauthenticated
from chassis.trace import current_trace_id

log = structlog.get_logger()


@dataclass(frozen=True)
class FieldError:
    field: str
    rule: str
    message: str


@dataclass(frozen=True)
class Problem:
    status: int
    type: str
    title: str
    message_id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


Problems = Mapping[type[Exception], Callable[[Any], Problem]]

CHASSIS_PROBLEMS: Problems = {
    Unauthenticated: lambda _: Problem(
        401, "unauthenticated", "A valid token is needed", "OKN-0401"
    ),
    Forbidden: lambda _: Problem(403, "forbidden", "The role does not allow this", "OKN-0403"),
}


def install_problems(app: Flask, problems: Problems) -> None:
    for exception, describe in {**CHASSIS_PROBLEMS, **problems}.items():
        app.register_error_handler(exception, _handler(describe))
    app.register_error_handler(HTTPException, lambda error: render(http_problem(error)))
    app.register_error_handler(Exception, _unforeseen)


def render(problem: Problem) -> Response:
    body = {
        "type": f"urn:okienko:problem:{problem.type}",
        "title": problem.title,
        "status": problem.status,
        "message_id": problem.message_id,
        "request_id": current_trace_id(),
        "errors": [asdict(error) for error in problem.errors],
        **{name: _plain(value) for name, value in problem.facts.items()},
    }
    return Response(
        json.dumps(body), problem.status, problem.headers, mimetype="application/problem+json"
    )


def http_problem(error: HTTPException) -> Problem:
    """Werkzeug's and flask-smorest's aborts in the suite's own form."""
    code = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    if code == 422:
        errors = field_errors(getattr(error, "data", {}).get("messages", {}))
        return Problem(422, "validation", "Some fields are wrong", "OKN-0422", errors=errors)
    return Problem(code, _slug(error.name), error.name, f"OKN-0{code}", headers=kept)


def field_errors(messages: Mapping[str, Any]) -> list[FieldError]:
    """Flatten marshmallow's messages by location (json, query) and field."""
    return [
        FieldError(".".join(path), "invalid", text)
        for location in messages.values()
        for path, text in _leaves(location, ())
    ]


def _leaves(node: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(node, Mapping):
        inner = [_leaves(value, (*path, str(key))) for key, value in node.items()]
        return [leaf for leaves in inner for leaf in leaves]
    return [(path, str(text)) for text in (node if isinstance(node, list) else [node])]


def _handler(describe: Callable[[Any], Problem]) -> Callable[[Exception], Response]:
    return lambda error: render(describe(error))


def _unforeseen(error: Exception) -> Response:
    log.error("request_failed", exc_info=error)
    return render(Problem(500, "internal", "Something went wrong on our side", "OKN-0500"))


def _plain(value: Any) -> Any:
    return rfc3339(value) if isinstance(value, datetime) else value


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
