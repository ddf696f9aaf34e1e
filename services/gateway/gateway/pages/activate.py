"""The activation link: looking changes nothing, as mail scanners look; the button acts (R7)."""

from flask import Blueprint, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as Answer

from chassis.http_client import ProblemResponse
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.errors import show_refusal
from gateway.hosts import current_operator

PURPOSE = "activate-account"
REFUSALS = {
    "link-used": "pages/link_used.html",
    "link-expired": "pages/link_expired.html",
    "link-unknown": "pages/link_unknown.html",
    "validation": "pages/link_unknown.html",  # longer than any link is
}


def activate_pages(identity: Identity) -> Blueprint:
    pages = Blueprint("activate", __name__)

    @pages.get("/activate/<token>")
    @everybody
    def show_link(token: str) -> Answer:
        link = identity.peek_link(current_operator(), token)
        if link["purpose"] != PURPOSE:
            return _unusable("link-unknown", 404)
        return Response(render_template("pages/activate.html"))

    @pages.post("/activate/<token>")
    @everybody
    def activate(token: str) -> Answer:
        identity.activate_account(current_operator(), token)
        return redirect("/activated", 303)

    @pages.get("/activated")
    @everybody
    def activated() -> str:
        return render_template("pages/activated.html")

    @pages.errorhandler(ProblemResponse)
    def refuse(problem: ProblemResponse) -> Answer:
        if problem.type not in REFUSALS:
            return make_response(show_refusal(problem))
        return _unusable(problem.type, problem.status)

    return pages


def _unusable(type: str, status: int) -> Answer:
    return Response(render_template(REFUSALS[type]), status)
