"""Every view says whom it lets in; a view that says nothing lets in nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, abort, current_app, g, redirect, request

from chassis.auth import ROLE_ATTRIBUTE
from chassis.http_client import ServiceUnavailable

ACCESS_ATTRIBUTE = "lets_in"
SIGN_IN = "/sign-in"
HOME = "/"

View = TypeVar("View", bound=Callable[..., Any])


def everybody(view: View) -> View:
    setattr(view, ACCESS_ATTRIBUTE, "everybody")
    return view


def signed_in(view: View) -> View:
    """Only people with a session; others are sent to sign in and come back afterwards."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if g.person is not None:
            return view(*args, **kwargs)
        if g.identity_silent:
            raise ServiceUnavailable("identity")
        return redirect(_sign_in_and_return(), 303)

    setattr(guarded, ACCESS_ATTRIBUTE, "signed in")
    return guarded  # type: ignore[return-value]


def refuse_unmarked_views(app: Flask) -> None:
    @app.before_request
    def refuse() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is not None and not _is_marked(view):
            abort(404)


def unmarked_routes(app: Flask) -> list[str]:
    rules = app.url_map.iter_rules()
    return [rule.rule for rule in rules if not _is_marked(app.view_functions[rule.endpoint])]


def own_path(target: str | None) -> str:
    """`target` when it is a page of ours, else the home page: never a way out to another site."""
    text = target or ""
    # browsers take a backslash for a slash, and drop tabs and newlines
    if not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return HOME
    parts = urlsplit(text)
    return HOME if parts.scheme or parts.netloc else text


def here() -> str:
    """The page that is shown, to come back to."""
    return request.full_path.removesuffix("?") if request.method == "GET" else request.path


def _sign_in_and_return() -> str:
    if request.method != "GET" or request.path == HOME:
        return SIGN_IN
    return f"{SIGN_IN}?next={quote(here(), safe='')}"


def _is_marked(view: Any) -> bool:
    return hasattr(view, ACCESS_ATTRIBUTE) or hasattr(view, ROLE_ATTRIBUTE)
