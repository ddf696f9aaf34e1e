"""The HTTP contents page: which routes there are, and which refusal becomes which answer."""

from collections.abc import Sequence

from flask import Flask

from billing.domain import errors
from billing.pdf.document import InvoiceDocument
from billing.routes.einvoice import einvoice_routes
from billing.routes.invoices import invoice_routes
from billing.usecases.einvoice import Einvoice
from billing.usecases.read_invoices import ReadInvoices
from chassis.health import Check
from chassis.operators import Operators
from chassis.problems import FieldError, Problem, Problems
from chassis.tokens import TokenVerifier
from chassis.web import create_service_app

CURSOR = FieldError("cursor", "invalid", "Is not a cursor of this list")

PROBLEMS: Problems = {
    errors.InvoiceUnknown: lambda _: Problem(
        404, "invoice-unknown", "No such invoice among yours", "OKN-2001"
    ),
    errors.CursorInvalid: lambda _: Problem(
        422, "validation", "Some fields are wrong", "OKN-0422", errors=[CURSOR]
    ),
    errors.ConsentOutdated: lambda problem: Problem(
        409,
        "consent-outdated",
        "The consent's text has changed: show the new one and ask again",
        "OKN-2101",
        {"text_version": problem.current},
    ),
    errors.EinvoiceUnavailable: lambda _: Problem(
        404, "einvoice-unavailable", "This operator offers no e-invoice", "OKN-2102"
    ),
}


def build_app(
    *,
    operators: Operators,
    verifier: TokenVerifier,
    read: ReadInvoices,
    document: InvoiceDocument,
    einvoice: Einvoice,
    checks: Sequence[Check],
) -> Flask:
    return create_service_app(
        "billing",
        operators=operators,
        verifier=verifier,
        blueprints=[invoice_routes(read, einvoice, document), einvoice_routes(einvoice)],
        problems=PROBLEMS,
        checks=checks,
    )
