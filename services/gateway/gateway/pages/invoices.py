"""Invoices: the list, one of them, its PDF."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from chassis.http_client import ProblemResponse
from gateway.access import signed_in
from gateway.clients.billing import Billing
from gateway.languages import current_language
from gateway.session import person_here

STATUSES = ("all", "open", "paid")
CHUNK_BYTES = 64 * 1024


def invoice_pages(billing: Billing) -> Blueprint:
    pages = Blueprint("invoices", __name__)
    _add_list(pages, billing)
    _add_one(pages, billing)
    return pages


def _add_list(pages: Blueprint, billing: Billing) -> None:
    @pages.get("/invoices")
    @signed_in
    def invoices() -> Any:
        status, cursor = _status(), request.args.get("cursor", "")
        try:
            page = billing.invoices(_token(), status, cursor)
        except ProblemResponse as refusal:
            if not cursor or refusal.status == 401:
                raise
            return redirect(f"/invoices?status={status}", 303)  # an old or a broken bookmark
        return render_template(
            "pages/invoices.html", page=page, status=status, first_page=not cursor
        )


def _add_one(pages: Blueprint, billing: Billing) -> None:
    @pages.get("/invoices/<id>")
    @signed_in
    def invoice(id: str) -> str:
        found = _or_not_found(billing.invoice, id)
        return render_template("pages/invoice.html", invoice=found)

    @pages.get("/invoices/<id>.pdf")
    @signed_in
    def invoice_pdf(id: str) -> Response:
        document = _or_not_found(billing.invoice_pdf, id, current_language())
        answer = Response(document.iter_content(CHUNK_BYTES), mimetype="application/pdf")
        answer.call_on_close(document.close)
        answer.headers.update(_document_headers(document.headers))
        return answer


def _or_not_found(ask: Any, *about: str) -> Any:
    """Somebody else's invoice, and one that never was, are both not there."""
    try:
        return ask(_token(), *about)
    except ProblemResponse as refusal:
        if refusal.status in (404, 422):
            abort(404)
        raise


def _document_headers(given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: given[name] for name in ("Content-Length",) if name in given}
    return kept | {"Content-Disposition": given.get("Content-Disposition", "attachment")}


def _status() -> str:
    asked = request.args.get("status", "")
    return asked if asked in STATUSES else STATUSES[0]


def _token() -> str:
    return person_here().tokens["billing"]
