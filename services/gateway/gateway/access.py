"""Every view says whom it lets in; a view that says nothing lets in nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Flask, abort, current_app, g, redirect, request

from chassis.auth import ROLE_ATTRIBUTE
from chassis.http_client import ServiceUnavailable

ACCESS_ATTRIBUTE = "lets_in"
SIGN_IN = "/sign-in"
HOME = "/"
# Ends of a session that are worth a sentence: the others are no surprise.
ENDED = ("idle", "absolute", "revoked")

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
        return redirect(sign_in_and_return(), 303)

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


def sign_in_and_return() -> str:
    """The sign-in page, which says why, and leads back to where the person was."""
    asked = {"next": here()} if _has_a_page() and request.path != HOME else {}
    ended = g.get("session_ended")
    if ended in ENDED:
        asked["ended"] = ended
    return f"{SIGN_IN}?{urlencode(asked)}" if asked else SIGN_IN


def here() -> str:
    """The page that is shown, to come back to."""
    return request.full_path.removesuffix("?") if request.method == "GET" else request.path


def _has_a_page() -> bool:
    """A form that came too late leads back to its page, an address of a mere button does not."""
    return request.method == "GET" or bool(
        current_app.create_url_adapter(request).test(method="GET")  # type: ignore[union-attr]
    )


def _is_marked(view: Any) -> bool:
    return hasattr(view, ACCESS_ATTRIBUTE) or hasattr(view, ROLE_ATTRIBUTE)
