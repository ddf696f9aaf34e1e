"""A forgotten password: the new one, after the code from the SMS (L10)."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from chassis.http_client import ProblemResponse
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.forms.password import NewPasswordForm
from gateway.hosts import current_operator
from gateway.pages.new_password import new_password_page, refused_password
from gateway.pages.recover_flow import DONE, RECOVERY


def add_password(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/recover/password")
    @everybody
    def password() -> Answer:
        state = identity.recovery(current_operator(), RECOVERY.token())
        if state["step"] != "password":
            return RECOVERY.page_of(state["step"])
        return new_password_page(NewPasswordForm())

    @pages.post("/recover/password")
    @everybody
    def choose_password() -> Answer:
        flow, form = RECOVERY.token(), NewPasswordForm(request.form)
        if not form.validate():
            return new_password_page(form, 422)
        try:
            identity.recover_password(current_operator(), flow, form.password.data)
        except ProblemResponse as problem:
            return refused_password(form, problem, new_password_page)
        return RECOVERY.forget(redirect(DONE, 303))

    @pages.get(DONE)
    @everybody
    def done() -> str:
        return render_template("pages/recover_done.html")
