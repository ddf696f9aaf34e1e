"""The registration that a browser is in: its cookie, and the page of its step.

Identity knows where the registration stands. A page that is not due, whether by the back
button, a bookmark or a double submit, sends the person to the one that is.
"""

import re
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import Form

from chassis.http_client import ProblemResponse
from gateway.hosts import current_operator
from gateway.messages import rule_message

# The value opens the registration: whoever has it goes on where the person stopped.
FLOW_COOKIE = "__Host-okienko-flow"
FLOW_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")

PAGES = {
    "identify": "/register",
    "confirm": "/register/code",
    "credentials": "/register/credentials",
    "activate": "/register/mail-sent",
}

State = dict[str, Any]


class FlowOver(Exception):
    """The browser names no registration, or none that could be."""


def flow_token() -> str:
    token = request.cookies.get(FLOW_COOKIE, "")
    if FLOW_TOKEN.fullmatch(token) is None:
        raise FlowOver
    return token


def keep_flow(answer: Response, token: str) -> Response:
    answer.set_cookie(FLOW_COOKIE, token, secure=True, httponly=True, samesite="Lax", path="/")
    return answer


def forget_flow(answer: Response) -> Response:
    answer.delete_cookie(FLOW_COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    return answer


def page_of(step: str) -> Response:
    return redirect(PAGES[step], 303)


def lead_back(pages: Blueprint) -> None:
    """Every page of the wizard answers these refusals in the same way."""

    @pages.errorhandler(FlowOver)
    def show_over(_: FlowOver) -> Response:
        return forget_flow(make_response(render_template("pages/register_over.html"), 410))

    @pages.errorhandler(ProblemResponse)
    def lead(problem: ProblemResponse) -> Response:
        if problem.type == "wrong-step":
            return page_of(problem.problem["step"])
        if problem.type == "flow-unknown":
            return show_over(FlowOver())
        raise problem


def show_faults(form: Form, problem: ProblemResponse) -> None:
    """Identity's field errors, each at its field; what has no field stands above them all."""
    for error in problem.problem["errors"]:
        message = rule_message(error["rule"], current_operator())
        if error["field"] in form:
            field = form[error["field"]]
            field.errors = [*field.errors, message]
        else:
            form.form_errors.append(message)
