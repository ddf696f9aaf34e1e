"""The home page: what is owed and until when, what it consists of, the latest invoices."""

from typing import Any

from flask import Blueprint, render_template

from chassis.clock import Clock, rfc3339
from gateway.access import signed_in
from gateway.clients.billing import Billing
from gateway.clients.notifications import Notifications
from gateway.features import has_einvoice
from gateway.pages.einvoice import can_activate
from gateway.parts import part
from gateway.session import person_here

MESSAGES_SHOWN = 5
ABOUT_EINVOICE = ("einvoice_activated", "einvoice_withdrawn")


def home_pages(billing: Billing, notifications: Notifications, clock: Clock) -> Blueprint:
    pages = Blueprint("home", __name__)

    @pages.get("/")
    @signed_in
    def home() -> str:
        overview = _overview(billing)
        return render_template(
            "pages/home.html",
            overview=overview,
            offers_einvoice=overview is not None and _offers_einvoice(overview),
            messages=_messages(notifications),
            now=rfc3339(clock.now()),
        )

    return pages


def _overview(billing: Billing) -> dict[str, Any] | None:
    """None while billing is silent."""
    return part(billing.overview, person_here().tokens["billing"])


def _offers_einvoice(overview: dict[str, Any]) -> bool:
    """To those who have invoices to come and get them on paper."""
    return has_einvoice() and can_activate(overview["einvoice"])


def _messages(notifications: Notifications) -> list[dict[str, Any]] | None:
    """None while notifications is silent."""
    found = part(notifications.messages, person_here().tokens["notifications"], MESSAGES_SHOWN)
    if found is None:
        return None
    return [one for one in found["items"] if has_einvoice() or one["kind"] not in ABOUT_EINVOICE]
