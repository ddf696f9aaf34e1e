"""Signing in and out (L1, L2, L15): one answer for a wrong password and for an unknown name."""

import re
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask import session as form_cookie
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired

from chassis.http_client import ProblemResponse
from gateway.access import SIGN_IN, everybody, own_path, signed_in
from gateway.clients.identity import Identity
from gateway.hosts import current_operator
from gateway.session import begin_session, end_session, person_here

NAME_COOKIE = "__Host-okienko-name"
NAME_SECONDS = 365 * 24 * 3600
LONGEST_IDENTIFIER, LONGEST_PASSWORD, LONGEST_DEVICE = 254, 1024, 300
# 10 or 11 digits may be a NIP or a PESEL; a customer number is no user name either (L2).
NOT_A_NAME = re.compile(r"[\d\s-]+")


class SignInForm(Form):
    identifier = StringField(
        _l("Nazwa użytkownika / Numer Klienta"),
        [DataRequired(_l("Wpisz nazwę użytkownika albo Numer Klienta"))],
        [lambda text: text.strip() if text else text],
    )
    password = PasswordField(_l("Hasło"), [InputRequired(_l("Wpisz hasło"))])
    remember = BooleanField(_l("Zapamiętaj Nazwę Użytkownika"))


def sign_in_pages(identity: Identity) -> Blueprint:
    pages = Blueprint("sign_in", __name__)
    _add_sign_in(pages, identity)
    _add_sign_out(pages, identity)
    return pages


def _add_sign_in(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/sign-in")
    @everybody
    def show_sign_in() -> Any:
        if g.person is not None:
            return redirect(own_path(request.args.get("next")), 303)
        name = request.cookies.get(NAME_COOKIE, "")
        return _form_page(SignInForm(identifier=name, remember=bool(name)))

    @pages.post("/sign-in")
    @everybody
    def sign_in() -> Any:
        form = SignInForm(request.form)
        if not form.validate():
            return _form_page(form), 422
        try:
            return _signed_in(form, _open_session(identity, form))
        except ProblemResponse as refusal:
            return _refused(form, refusal)


def _add_sign_out(pages: Blueprint, identity: Identity) -> None:
    @pages.post("/sign-out")
    @signed_in
    def sign_out() -> Any:
        try:
            identity.sign_out(person_here().tokens["identity"])
        except ProblemResponse as refusal:
            if refusal.status != 401:  # ended already: what was wanted
                raise
        end_session()
        form_cookie.clear()
        return redirect(SIGN_IN, 303)


def _open_session(identity: Identity, form: SignInForm) -> str:
    # cut, not refused: what is longer than anybody's gets the answer of a wrong one
    identifier = (form.identifier.data or "")[:LONGEST_IDENTIFIER]
    password = (form.password.data or "")[:LONGEST_PASSWORD]
    device = request.user_agent.string[:LONGEST_DEVICE]
    return identity.sign_in(current_operator(), identifier, password, device)


def _signed_in(form: SignInForm, secret: str) -> Response:
    form_cookie.clear()  # a form shown before the sign-in proves nothing after it
    answer = make_response(redirect(own_path(request.form.get("next")), 303))
    begin_session(answer, secret)
    _remember(answer, form)
    return answer


def _remember(answer: Response, form: SignInForm) -> None:
    name = form.identifier.data or ""
    if form.remember.data and not NOT_A_NAME.fullmatch(name):
        answer.set_cookie(
            NAME_COOKIE,
            name,
            max_age=NAME_SECONDS,
            path="/",
            secure=True,
            httponly=True,
            samesite="Lax",
        )
    elif NAME_COOKIE in request.cookies:
        answer.delete_cookie(NAME_COOKIE, path="/", secure=True, httponly=True, samesite="Lax")


def _refused(form: SignInForm, refusal: ProblemResponse) -> Any:
    if refusal.type == "sign-in-closed":
        return _closed_page(refusal.problem.get("opens_at")), 423
    if refusal.type == "not-yet-active":
        return _form_page(form, not_yet=refusal.problem.get("active_at")), 403
    if refusal.type == "busy":
        wait = refusal.headers.get("Retry-After", "5")
        return _form_page(form, busy=True), 429, {"Retry-After": wait}
    if refusal.type in ("credentials-wrong", "validation"):
        return _form_page(form, wrong=True), 401
    raise refusal


def _form_page(form: SignInForm, **told: Any) -> str:
    next_page = own_path(request.values.get("next"))
    ended = g.get("session_ended") or request.args.get("ended")
    return render_template(
        "pages/sign_in.html", form=form, next_page=next_page, ended=ended, **told
    )


def _closed_page(opens_at: str | None) -> str:
    return render_template("pages/locked.html", opens_at=opens_at)
