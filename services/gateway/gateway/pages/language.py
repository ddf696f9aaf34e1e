"""POST /language: the person's choice, kept in a cookie for a year."""

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from gateway.access import everybody, own_path
from gateway.hosts import current_operator
from gateway.languages import LANGUAGE_COOKIE

ONE_YEAR_SECONDS = 365 * 24 * 3600


def language_pages() -> Blueprint:
    pages = Blueprint("language", __name__)

    @pages.post("/language")
    @everybody
    def choose_language() -> Response:
        chosen = request.form.get("language", "")
        if chosen not in current_operator().locales:
            abort(400)
        answer = redirect(own_path(request.form.get("next")), 303)
        answer.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=ONE_YEAR_SECONDS,
            path="/",
            secure=True,
            httponly=True,
            samesite="Lax",
        )
        return answer

    return pages
