"""A forgotten password: the code from the SMS (L10)."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from chassis.clock import Clock
from chassis.http_client import ProblemResponse
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.forms.faults import show_faults
from gateway.forms.recover import RecoveryCodeForm
from gateway.hosts import current_operator
from gateway.messages import RECOVERY_PROBLEMS, problem_message
from gateway.pages.flows import State
from gateway.pages.one_time_codes import code_digits, code_facts
from gateway.pages.recover_flow import RECOVERY

WRONG_CODE = ("code-wrong", "code-expired")
NOT_SENT = ("resend-too-soon", "too-many-codes")

Show = Callable[[RecoveryCodeForm, int, str], Answer]


def add_code(pages: Blueprint, identity: Identity, clock: Clock) -> None:
    def show(form: RecoveryCodeForm, status: int, refusal: str) -> Answer:
        state = identity.recovery(current_operator(), RECOVERY.token())
        return _page(state, form, clock.now(), status, refusal)

    _add_confirm(pages, identity, show)
    _add_resend(pages, identity, show)


def _add_confirm(pages: Blueprint, identity: Identity, show: Show) -> None:
    @pages.get("/recover/code")
    @everybody
    def code() -> Answer:
        return show(RecoveryCodeForm(), 200, "")

    @pages.post("/recover/code")
    @everybody
    def confirm() -> Answer:
        form = RecoveryCodeForm(request.form)
        form.digits = code_digits()
        if not form.validate():
            return show(form, 422, "")
        try:
            state = identity.confirm_recovery(current_operator(), RECOVERY.token(), form.code.data)
        except ProblemResponse as problem:
            return _wrong(problem, form) or show(form, problem.status, "")
        return RECOVERY.page_of(state["step"])


def _add_resend(pages: Blueprint, identity: Identity, show: Show) -> None:
    @pages.post("/recover/resend")
    @everybody
    def resend() -> Answer:
        try:
            identity.resend_recovery_code(current_operator(), RECOVERY.token())
        except ProblemResponse as problem:
            if problem.type == "code-exhausted":
                return _exhausted()
            if problem.type not in NOT_SENT:
                raise
            return show(RecoveryCodeForm(), problem.status, _sentence(problem))
        flash("code-sent-again")
        return redirect("/recover/code", 303)

    @pages.get("/recover/resend")
    @everybody
    def back_to_code() -> Answer:
        return redirect("/recover/code", 303)


def _wrong(problem: ProblemResponse, form: RecoveryCodeForm) -> Answer | None:
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


def _page(state: State, form: RecoveryCodeForm, now: datetime, status: int, refusal: str) -> Answer:
    if state["step"] != "confirm":
        return RECOVERY.page_of(state["step"])
    if not state["tries_left"]:
        return _exhausted()
    facts = code_facts(state, now)
    page = render_template("pages/recover_code.html", form=form, refusal=refusal, facts=facts)
    return Response(page, status)


def _exhausted() -> Answer:
    return Response(render_template("pages/recover_exhausted.html"), 410)


def _sentence(problem: ProblemResponse) -> str:
    return problem_message(problem, current_operator(), RECOVERY_PROBLEMS)
