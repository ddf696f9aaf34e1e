"""A flow that a browser is in: its cookie, and the page of its step.

Identity knows where the flow stands. A page that is not due, whether by the back button, a
bookmark or a double submit, sends the person to the one that is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from chassis.http_client import ProblemResponse
from gateway.errors import show_refusal

FLOW_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")

State = dict[str, Any]


class FlowOver(Exception):
    """The browser names no flow, or none that could be."""


@dataclass(frozen=True)
class Flow:
    """The cookie's value opens the flow: whoever has it goes on where the person stopped."""

    cookie: str
    pages: Mapping[str, str]
    over: str

    def token(self) -> str:
        token = request.cookies.get(self.cookie, "")
        if FLOW_TOKEN.fullmatch(token) is None:
            raise FlowOver
        return token

    def keep(self, answer: Response, token: str) -> Response:
        answer.set_cookie(self.cookie, token, secure=True, httponly=True, samesite="Lax", path="/")
        return answer

    def forget(self, answer: Response) -> Response:
        answer.delete_cookie(self.cookie, secure=True, httponly=True, samesite="Lax", path="/")
        return answer

    def page_of(self, step: str) -> Response:
        return redirect(self.pages[step], 303)

    def lead_back(self, pages: Blueprint) -> None:
        """Every page of the flow answers these refusals in the same way."""

        @pages.errorhandler(FlowOver)
        def show_over(_: FlowOver) -> Response:
            return self.forget(make_response(render_template(self.over), 410))

        @pages.errorhandler(ProblemResponse)
        def lead(problem: ProblemResponse) -> Response:
            if problem.type == "wrong-step":
                return self.page_of(problem.problem["step"])
            if problem.type == "flow-unknown":
                return show_over(FlowOver())
            # raised here it would end as a fault: an error handler's errors reach no other handler
            return make_response(show_refusal(problem))
