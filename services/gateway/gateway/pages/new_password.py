"""Where a new password is chosen: its page, and what identity may say to it."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask.wrappers import Response

from chassis.http_client import ProblemResponse
from gateway.forms.faults import show_faults
from gateway.forms.password import NewPasswordForm
from gateway.hosts import current_operator
from gateway.password_rules import password_hint


def new_password_page(form: NewPasswordForm, status: int = 200, **told: Any) -> Response:
    """For those who forgot theirs; the form goes to the address it is on."""
    hint = password_hint(current_operator())
    page = render_template("pages/recover_password.html", form=form, password_hint=hint, **told)
    return Response(page, status)


def refused_password(
    form: Any, problem: ProblemResponse, page: Callable[..., Response]
) -> Response:
    """`page(form, status, busy=…)` shows the form again, with what is wrong."""
    if problem.type == "validation":
        show_faults(form, problem)
        return page(form, 422)
    if problem.type == "busy":
        answer = page(form, 429, busy=True)
        answer.headers["Retry-After"] = problem.headers.get("Retry-After", "5")
        return answer
    raise problem
