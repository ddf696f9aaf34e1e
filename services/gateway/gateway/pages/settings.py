"""Settings: the account's data, its consents, the e-invoice; the password (L16)."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from chassis.clock import Clock, rfc3339
from chassis.http_client import ProblemResponse
from gateway.access import signed_in
from gateway.clients.billing import Billing
from gateway.clients.identity import Identity
from gateway.features import has_einvoice
from gateway.forms.password import ChangePasswordForm
from gateway.hosts import current_operator
from gateway.languages import in_language
from gateway.pages.einvoice import einvoice_state
from gateway.pages.new_password import refused_password
from gateway.parts import part
from gateway.password_rules import password_hint
from gateway.session import person_here

FOOTNOTE_MARK = " ¹"


def settings_pages(identity: Identity, billing: Billing, clock: Clock) -> Blueprint:
    pages = Blueprint("settings", __name__)
    _add_settings(pages, identity, billing, clock)
    _add_password(pages, identity)
    return pages


def _add_settings(pages: Blueprint, identity: Identity, billing: Billing, clock: Clock) -> None:
    @pages.get("/settings")
    @signed_in
    def settings() -> str:
        account = part(identity.account, person_here().tokens["identity"])
        return render_template(
            "pages/settings.html",
            account=account,
            consents=_consents(account) if account else [],
            einvoice=einvoice_state(billing) if has_einvoice() else None,
            now=rfc3339(clock.now()),
        )


def _add_password(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/settings/password")
    @signed_in
    def password() -> Answer:
        return _password_page(ChangePasswordForm())

    @pages.post("/settings/password")
    @signed_in
    def change_password() -> Answer:
        form = ChangePasswordForm(request.form)
        if not form.validate():
            return _password_page(form, 422)
        try:
            token = person_here().tokens["identity"]
            identity.change_password(token, form.current.data, form.new.data)
        except ProblemResponse as problem:
            return _refused(form, problem)
        flash("password-changed")
        return redirect("/settings", 303)


def _refused(form: ChangePasswordForm, problem: ProblemResponse) -> Answer:
    if problem.status == 423:
        return _password_page(form, 423, closed=True, opens_at=problem.problem.get("opens_at"))
    return refused_password(form, problem, _password_page)


def _password_page(form: ChangePasswordForm, status: int = 200, **told: Any) -> Response:
    hint = password_hint(current_operator())
    page = render_template("pages/settings_password.html", form=form, password_hint=hint, **told)
    return Response(page, status)


def _consents(account: Mapping[str, Any]) -> list[dict[str, Any]]:
    """With the words that the operator's file has for a purpose today, else the purpose itself."""
    terms = current_operator().section("consents").values()
    texts = {one["purpose"]: in_language(one["text"]).replace(FOOTNOTE_MARK, "") for one in terms}
    return [
        {**consent, "text": texts.get(consent["purpose"], consent["purpose"])}
        for consent in account["consents"]
    ]
