"""Every route states the role it needs; a route that states none refuses everybody."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from chassis.tokens import Caller, TokenVerifier, Unauthenticated

PUBLIC = "public"
ROLES = {
    PUBLIC: frozenset[str](),
    "anonymous": frozenset({"anonymous", "customer"}),
    "customer": frozenset({"customer"}),
    "staff": frozenset({"staff"}),
}
ROLE_ATTRIBUTE = "required_role"

View = TypeVar("View", bound=Callable[..., Any])


class Forbidden(Exception):
    """The caller's role does not open this route."""


def requires(role: str) -> Callable[[View], View]:
    """State who may call a route: public (health only), anonymous, customer or staff."""
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")

    def mark(view: View) -> View:
        setattr(view, ROLE_ATTRIBUTE, role)
        return view

    return mark


def caller() -> Caller:
    found: Caller = g.caller
    return found


def required_role(app: Flask, endpoint: str | None) -> str | None:
    view = app.view_functions.get(endpoint or "")
    return getattr(view, ROLE_ATTRIBUTE, None)


def routes_without_role(app: Flask) -> list[str]:
    """For the test that walks all routes."""
    rules = app.url_map.iter_rules()
    return [rule.rule for rule in rules if required_role(app, rule.endpoint) is None]


def protect(app: Flask, verifier: TokenVerifier) -> None:
    @app.before_request
    def admit() -> None:
        if request.url_rule is None:
            return  # nothing there: the answer is 404 or 405 for everybody
        role = required_role(current_app, request.endpoint)
        if role == PUBLIC:
            return
        g.caller = verifier.verify(_bearer())
        if role is None or g.caller.role not in ROLES[role]:
            raise Forbidden(role)


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise Unauthenticated("no bearer token")
    return token
