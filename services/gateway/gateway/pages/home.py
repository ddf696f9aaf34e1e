"""The home page: what is owed and until when, what it consists of, the latest invoices."""

from typing import Any

from flask import Blueprint, render_template

from chassis.clock import Clock, rfc3339
from chassis.http_client import ServiceUnavailable
from gateway.access import signed_in
from gateway.clients.billing import Billing
from gateway.session import person_here


def home_pages(billing: Billing, clock: Clock) -> Blueprint:
    pages = Blueprint("home", __name__)

    @pages.get("/")
    @signed_in
    def home() -> str:
        now = rfc3339(clock.now())
        return render_template("pages/home.html", overview=_overview(billing), now=now)

    return pages


def _overview(billing: Billing) -> dict[str, Any] | None:
    """None while billing is silent: the rest of the page stays."""
    try:
        return billing.overview(person_here().tokens["billing"])
    except ServiceUnavailable:
        return None
