"""What a person reads when something is not as it should be: what happened, whom to call."""

from typing import Any

import structlog
from flask import Flask, Response, g, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from chassis.http_client import ProblemResponse, ServiceUnavailable
from chassis.trace import current_trace_id
from gateway.access import SIGN_IN, here, sign_in_and_return
from gateway.hosts import UnknownHost

RETRY_AFTER_SECONDS = "30"
UNKNOWN_HOST_PAGE = (
    '<!doctype html><html lang="pl"><meta charset="utf-8"><title>404</title>'
    "<h1>Nie ma takiej strony</h1><p>Sprawdź adres. <span lang=en>There is no such page.</span>"
)
log = structlog.get_logger()


def show_errors(app: Flask) -> None:
    app.register_error_handler(UnknownHost, _unknown_host)
    app.register_error_handler(CSRFError, _form_not_ours)
    app.register_error_handler(ServiceUnavailable, _service_unavailable)
    app.register_error_handler(ProblemResponse, show_refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _failed)
    app.jinja_env.globals["reference_number"] = reference_number


def reference_number() -> str:
    """Short enough to read out on the telephone; begins the trace id of the logs."""
    start = current_trace_id()[:8].upper()
    return f"{start[:4]}-{start[4:]}"


def _unknown_host(_error: UnknownHost) -> Response:
    return Response(UNKNOWN_HOST_PAGE, 404)


def _form_not_ours(_error: CSRFError) -> tuple[str, int]:
    return _page("errors/csrf.html", 400)


def _service_unavailable(error: ServiceUnavailable) -> tuple[str, int, dict[str, str]]:
    log.warning("backend_silent", backend=error.service)
    retry = here() if request.method == "GET" else SIGN_IN
    page, status = _page("errors/503.html", 503, service=error.service, retry=retry)
    return page, status, {"Retry-After": RETRY_AFTER_SECONDS}


def show_refusal(error: ProblemResponse) -> Any:
    """A refusal that no page foresaw."""
    if error.status == 404:
        return _not_found()
    if error.status == 401:  # the session ended between the gateway's question and this one
        g.session_ended = "revoked"
        return redirect(sign_in_and_return(), 303)
    if error.status == 429:
        wait = error.headers.get("Retry-After", RETRY_AFTER_SECONDS)
        return (*_page("errors/429.html", 429), {"Retry-After": wait})
    if error.type == "already-registered":
        return _page("errors/already_registered.html", 409)
    log.error("backend_refused", status=error.status, type=error.type)
    return _failed(error)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    if error.code == 404:
        return _not_found()
    if error.code == 413:
        return _page("errors/413.html", 413)
    if error.code and error.code < 500:
        page, status = _page("errors/400.html", error.code)
        headers = {"Allow": ", ".join(getattr(error, "valid_methods", None) or [])}
        return page, status, headers if error.code == 405 else {}
    return _failed(error)


def _not_found() -> tuple[str, int]:
    return _page("errors/404.html", 404)


def _failed(_error: Exception) -> tuple[str, int]:
    return _page("errors/500.html", 500)


def _page(template: str, status: int, **facts: Any) -> tuple[str, int]:
    if "operator" not in g:
        return UNKNOWN_HOST_PAGE, status
    return render_template(template, **facts), status
