"""The link for a new password (L8): mail scanners only look, and looking changes nothing."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from chassis.http_client import ProblemResponse
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.errors import show_refusal
from gateway.forms.password import NewPasswordForm
from gateway.hosts import current_operator
from gateway.pages.new_password import new_password_page, refused_password
from gateway.pages.recover_flow import DONE

PURPOSE = "reset-password"
REFUSALS = ("link-used", "link-expired", "link-unknown")


def reset_pages(identity: Identity) -> Blueprint:
    pages = Blueprint("reset", __name__)
    _add_form(pages, identity)
    _explain_refusals(pages)
    return pages


def _add_form(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/reset/<token>")
    @everybody
    def show_link(token: str) -> Answer:
        link = identity.peek_link(current_operator(), token)
        if link["purpose"] != PURPOSE:
            return _unusable("link-unknown", 404)
        return new_password_page(NewPasswordForm())

    @pages.post("/reset/<token>")
    @everybody
    def reset(token: str) -> Answer:
        form = NewPasswordForm(request.form)
        if not form.validate():
            return new_password_page(form, 422)
        try:
            identity.reset_password(current_operator(), token, form.password.data)
        except ProblemResponse as problem:
            if _is_about_link(problem):
                raise
            return refused_password(form, problem, new_password_page)
        return redirect(DONE, 303)


def _explain_refusals(pages: Blueprint) -> None:
    @pages.errorhandler(ProblemResponse)
    def refuse(problem: ProblemResponse) -> Answer:
        if not _is_about_link(problem):
            return make_response(show_refusal(problem))
        if problem.type not in REFUSALS:  # longer than any link is, or of other letters
            return _unusable("link-unknown", 404)
        return _unusable(problem.type, problem.status)


def _is_about_link(problem: ProblemResponse) -> bool:
    faults = problem.problem.get("errors", ())
    return problem.type in REFUSALS or any(fault["field"] == "token" for fault in faults)


def _unusable(refusal: str, status: int) -> Answer:
    return Response(render_template("pages/reset_refused.html", refusal=refusal), status)
