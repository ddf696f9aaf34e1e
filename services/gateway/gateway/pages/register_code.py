"""Registration, step 1, second half: the one-time SMS password (R5)."""

import math
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from chassis.clock import Clock
from chassis.http_client import ProblemResponse
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.formats import time_of_day
from gateway.forms.faults import show_faults
from gateway.forms.register import CodeForm
from gateway.hosts import current_operator
from gateway.messages import first_minute, problem_message
from gateway.pages.flows import State
from gateway.pages.register_flow import REGISTRATION

WRONG_CODE = ("code-wrong", "code-expired")
NOT_SENT = ("resend-too-soon", "too-many-codes")


Show = Callable[[CodeForm, int, str], Answer]


def add_code(pages: Blueprint, identity: Identity, clock: Clock) -> None:
    def show(form: CodeForm, status: int, refusal: str) -> Answer:
        state = identity.registration(current_operator(), REGISTRATION.token())
        return _page(state, form, clock.now(), status, refusal)

    _add_confirm(pages, identity, show)
    _add_resend(pages, identity, show)


def _add_confirm(pages: Blueprint, identity: Identity, show: Show) -> None:
    @pages.get("/register/code")
    @everybody
    def code() -> Answer:
        return show(CodeForm(), 200, "")

    @pages.post("/register/code")
    @everybody
    def confirm() -> Answer:
        form = CodeForm(request.form)
        form.digits = _digits()
        if not form.validate():
            return show(form, 422, "")
        try:
            state = identity.confirm(current_operator(), REGISTRATION.token(), form.code.data)
        except ProblemResponse as problem:
            return _wrong(problem, form) or show(form, problem.status, "")
        return REGISTRATION.page_of(state["step"])


def _add_resend(pages: Blueprint, identity: Identity, show: Show) -> None:
    @pages.post("/register/resend")
    @everybody
    def resend() -> Answer:
        try:
            identity.resend_code(current_operator(), REGISTRATION.token())
        except ProblemResponse as problem:
            return _not_sent(problem) or show(CodeForm(), problem.status, _sentence(problem))
        return redirect("/register/code?sent=again", 303)

    @pages.get("/register/resend")
    @everybody
    def back_to_code() -> Answer:
        return redirect("/register/code", 303)


def _wrong(problem: ProblemResponse, form: CodeForm) -> Answer | None:
    """The page without a field when no try is left; else the form says what is wrong."""
    if problem.type == "code-exhausted":
        return _exhausted()
    if problem.type == "validation":
        show_faults(form, problem)
    elif problem.type in WRONG_CODE:
        form.code.errors = [_sentence(problem)]
        form.code.data = ""
    else:
        raise problem
    return None


def _not_sent(problem: ProblemResponse) -> Answer | None:
    if problem.type == "code-exhausted":
        return _exhausted()
    if problem.type not in NOT_SENT:
        raise problem
    return None


def _page(state: State, form: CodeForm, now: datetime, status: int, refusal: str) -> Answer:
    if state["step"] != "confirm":
        return REGISTRATION.page_of(state["step"])
    if not state["tries_left"]:
        return _exhausted()
    text = render_template(
        "pages/register_code.html",
        form=form,
        refusal=refusal,
        sent_again=request.args.get("sent") == "again" and not form.errors,
        digits=_digits(),
        tries_left=state["tries_left"],
        expired=_seconds_until(state["code_expires_at"], now) == 0,
        valid_until=time_of_day(state["code_expires_at"], current_operator().timezone),
        resend_seconds=_seconds_until(state["resend_at"], now),
        resend_from=first_minute(state["resend_at"], current_operator().timezone),
    )
    return Response(text, status)


def _exhausted() -> Answer:
    return Response(render_template("pages/register_exhausted.html"), 410)


def _sentence(problem: ProblemResponse) -> str:
    return problem_message(problem, current_operator())


def _digits() -> int:
    digits: int = current_operator().section("one_time_code")["digits"]
    return digits


def _seconds_until(instant: str, now: datetime) -> int:
    return max(0, math.ceil((datetime.fromisoformat(instant) - now).total_seconds()))
