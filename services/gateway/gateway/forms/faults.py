"""What identity finds wrong with a form, each sentence at its field."""

from wtforms import Form

from chassis.http_client import ProblemResponse
from gateway.hosts import current_operator
from gateway.messages import rule_message


def show_faults(form: Form, problem: ProblemResponse) -> None:
    """What has no field stands above them all."""
    for error in problem.problem["errors"]:
        message = rule_message(error["rule"], current_operator())
        if error["field"] in form:
            field = form[error["field"]]
            field.errors = [*field.errors, message]
        else:
            form.form_errors.append(message)
