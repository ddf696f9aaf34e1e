"""The e-invoice (B10, T13): what it is, the consent window, withdrawing the consent.

An operator without it has none of these pages.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as Answer
from wtforms import BooleanField, Form, HiddenField
from wtforms.validators import InputRequired

from chassis.clock import Clock, rfc3339
from chassis.http_client import ProblemResponse, ServiceUnavailable
from gateway.access import everybody, signed_in
from gateway.clients.billing import Billing
from gateway.clients.identity import Identity
from gateway.features import has_einvoice
from gateway.hosts import current_operator
from gateway.languages import in_language, language_of
from gateway.parts import part
from gateway.session import person_here

State = dict[str, Any]
# The text that was agreed to is not the operator's, or not any more.
NOT_THE_TEXT = ("consent-outdated", "validation")


class ConsentForm(Form):
    """`version` and `locale` name the text that the person has before them."""

    version = HiddenField()
    locale = HiddenField()
    consent = BooleanField(
        "", [InputRequired(_l("Zaznacz zgodę, bez niej nie włączymy e-Faktury"))]
    )


def einvoice_pages(billing: Billing, identity: Identity, clock: Clock) -> Blueprint:
    pages = Blueprint("einvoice", __name__)
    _hide_where_missing(pages)
    _add_details(pages, billing, clock)
    _add_window(pages, billing, identity)
    _add_agreement(pages, billing, identity)
    _add_withdrawal(pages, billing)
    return pages


def einvoice_state(billing: Billing) -> State | None:
    """None while billing is silent."""
    return part(billing.einvoice, person_here().tokens["billing"])


def can_activate(state: State) -> bool:
    """Where there is a payer whose invoices still come on paper."""
    return bool(state["payers"]) and not state["active"]


def _hide_where_missing(pages: Blueprint) -> None:
    @pages.before_request
    def hide() -> None:
        if not has_einvoice():
            abort(404)


def _add_details(pages: Blueprint, billing: Billing, clock: Clock) -> None:
    @pages.get("/einvoice")
    @everybody
    def details() -> str:
        """Strangers may read what it is: the sign-in page leads here (L3)."""
        state = einvoice_state(billing) if g.person else None
        return render_template(
            "pages/einvoice.html",
            state=state,
            terms=_terms(),
            now=rfc3339(clock.now()),
        )


def _add_window(pages: Blueprint, billing: Billing, identity: Identity) -> None:
    @pages.get("/einvoice/activate")
    @signed_in
    def window() -> Answer:
        state = einvoice_state(billing)
        if state and not can_activate(state):
            return redirect("/einvoice", 303)
        return _window(identity, _fresh_form(), state, silent=state is None)


def _add_agreement(pages: Blueprint, billing: Billing, identity: Identity) -> None:
    @pages.post("/einvoice/activate")
    @signed_in
    def activate() -> Answer:
        form = _labelled(ConsentForm(request.form))
        if not form.validate():
            return _window(identity, form, einvoice_state(billing), 422)
        try:
            state = _activated(billing, form)
        except ServiceUnavailable:
            return _window(identity, form, None, 503, silent=True)
        except ProblemResponse as refusal:
            if refusal.type not in NOT_THE_TEXT:
                raise
            return _window(identity, _fresh_form(), einvoice_state(billing), 409, outdated=True)
        if state["active"]:
            flash("einvoice-activated")
        return redirect("/einvoice", 303)


def _add_withdrawal(pages: Blueprint, billing: Billing) -> None:
    @pages.get("/einvoice/withdraw")
    @signed_in
    def ask() -> Answer:
        state = einvoice_state(billing)
        if state and not _any_active(state):
            return redirect("/einvoice", 303)
        return _question(state, silent=state is None)

    @pages.post("/einvoice/withdraw")
    @signed_in
    def withdraw() -> Answer:
        try:
            billing.withdraw_einvoice(person_here().tokens["billing"])
        except ServiceUnavailable:
            return _question(None, 503, silent=True)
        flash("einvoice-withdrawn")
        return redirect("/einvoice", 303)


def _activated(billing: Billing, form: ConsentForm) -> State:
    shown = form.locale.data
    locale = shown if shown in _terms()["consent"] else language_of(_terms()["consent"])
    return billing.activate_einvoice(person_here().tokens["billing"], form.version.data, locale)


def _window(
    identity: Identity, form: ConsentForm, state: State | None, status: int = 200, **told: bool
) -> Answer:
    _bind_to_text(form)
    text = render_template(
        "pages/einvoice_consent.html",
        form=form,
        state=state,
        terms=_terms(),
        email=_email(identity),
        **told,
    )
    return Response(text, status)


def _question(state: State | None, status: int = 200, *, silent: bool) -> Answer:
    return Response(
        render_template("pages/einvoice_withdraw.html", state=state, silent=silent), status
    )


def _fresh_form() -> ConsentForm:
    return _labelled(ConsentForm())


def _labelled(form: ConsentForm) -> ConsentForm:
    form.consent.label.text = in_language(_terms()["accept"])
    return form


def _bind_to_text(form: ConsentForm) -> None:
    """The form names the text that it is shown with; a tick under another one does not count."""
    terms = _terms()
    shown = (terms["version"], language_of(terms["consent"]))
    if (form.version.data, form.locale.data) != shown:
        form.version.data, form.locale.data = shown
        form.consent.data = False


def _email(identity: Identity) -> str | None:
    """Where notices go; without it the page says "your account's address"."""
    account = part(identity.account, person_here().tokens["identity"])
    return account["email"] if account else None


def _any_active(state: State) -> bool:
    return bool(state["active"] or any(payer["active"] for payer in state["payers"]))


def _terms() -> Mapping[str, Any]:
    return current_operator().section("einvoice")
