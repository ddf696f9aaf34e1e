"""Whose request this is: asked of identity once for every page, never kept and never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, g, request

from chassis.http_client import ProblemResponse, ServiceUnavailable
from gateway.clients.identity import Identity
from gateway.hosts import current_operator

COOKIE = "__Host-okienko"
# What says that a cookie opens nothing: the session is over, or it never was a secret of ours.
ENDED = ("session-ended", "validation")
# Blueprints for which no session is touched: their answers are the same for everybody, or they ask
# about the session themselves.
IMPERSONAL = frozenset({"assets", "brand", "health", "language", "session"})


log = structlog.get_logger()


@dataclass(frozen=True)
class Person:
    """A customer who is signed in, with short-lived tokens for the other services."""

    user_name: str
    display_name: str
    customers: tuple[Mapping[str, str], ...]
    tokens: Mapping[str, str]


def recognise_people(app: Flask, identity: Identity) -> None:
    @app.before_request
    def recognise() -> None:
        g.person, g.identity_silent = None, False
        secret = request.cookies.get(COOKIE)
        if secret and request.blueprint and request.blueprint not in IMPERSONAL:
            _recognise(identity, secret)

    @app.after_request
    def forget_ended(response: Response) -> Response:
        if g.get("session_ended") and "session_begun" not in g:
            response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
        return response

    @app.context_processor
    def person() -> dict[str, Person | None]:
        return {"person": g.get("person")}


def person_here() -> Person:
    person: Person = g.person
    return person


def begin_session(response: Response, secret: str) -> None:
    g.session_begun = True
    response.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="Lax")


def end_session() -> None:
    g.session_ended = "signed-out"


def _recognise(identity: Identity, secret: str) -> None:
    try:
        g.person = _person(identity.touch(current_operator(), secret))
    except ServiceUnavailable:
        g.identity_silent = True  # pages for everybody stand without identity
    except ProblemResponse as refusal:
        if refusal.type not in ENDED:  # a fault of ours must sign nobody out
            log.error("session_not_asked", status=refusal.status, type=refusal.type)
            g.identity_silent = True
            return
        g.session_ended = refusal.problem.get("reason", "unknown")


def _person(standing: Mapping[str, Any]) -> Person:
    account = standing["account"]
    return Person(
        user_name=account["user_name"],
        display_name=account["display_name"],
        customers=tuple(account["customers"]),
        tokens=standing["tokens"],
    )
