"""GET /overview, /invoices, /invoices/{id} and its PDF: what a customer is charged and has paid.

Amounts are integer grosze. An invoice of somebody else is not there.
"""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from billing.pdf.document import InvoiceDocument
from billing.routes.callers import customers
from billing.routes.einvoice import EinvoiceSchema
from billing.routes.paging import cursor_of, place_of
from billing.usecases.einvoice import Einvoice
from billing.usecases.read_invoices import ReadInvoices
from chassis.api import Blueprint, audience
from chassis.auth import requires
from chassis.web import current_operator

MOST_A_PAGE = 100


class SummarySchema(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    issued_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    gross = fields.Integer(required=True)
    remaining = fields.Integer(required=True)
    status = fields.String(validate=validate.OneOf(["open", "overdue", "partly-paid", "paid"]))
    payer_number = fields.String(required=True)


class OverviewSchema(Schema):
    state = fields.String(validate=validate.OneOf(["ready", "awaiting-data"]))
    currency = fields.String(required=True)
    due = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    on_account = fields.Integer(required=True)
    next_due_on = fields.Date(allow_none=True)
    open = fields.List(fields.Nested(SummarySchema))
    latest = fields.List(fields.Nested(SummarySchema))
    updated_at = fields.AwareDateTime(allow_none=True)
    einvoice = fields.Nested(EinvoiceSchema)


class ListQuery(Schema):
    status = fields.String(load_default="all", validate=validate.OneOf(["all", "open", "paid"]))
    cursor = fields.String(load_default="", validate=validate.Length(max=200))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, MOST_A_PAGE))


class PageSchema(Schema):
    items = fields.List(fields.Nested(SummarySchema))
    next_cursor = fields.String(allow_none=True)


class AddressSchema(Schema):
    street = fields.String()
    postal_code = fields.String()
    city = fields.String()


class PartySchema(Schema):
    name = fields.String()
    address = fields.Nested(AddressSchema)
    nip = fields.String()


class LineSchema(Schema):
    name = fields.String()
    unit = fields.String()
    quantity = fields.String(metadata={"description": "decimal"})
    unit_price = fields.String(metadata={"description": "decimal, net, in złoty"})
    net = fields.Integer()
    vat_rate = fields.String()
    vat = fields.Integer()
    gross = fields.Integer()


class RateSchema(Schema):
    rate = fields.String()
    net = fields.Integer()
    vat = fields.Integer()
    gross = fields.Integer()


class PeriodSchema(Schema):
    from_ = fields.String(data_key="from", attribute="from")
    to = fields.String()


class TransferSchema(Schema):
    iban = fields.String()
    title = fields.String()


class PaymentSchema(Schema):
    booked_on = fields.Date()
    amount = fields.Integer()
    method = fields.String()


class InvoiceSchema(SummarySchema):
    currency = fields.String()
    sold_on = fields.String()
    period = fields.Nested(PeriodSchema)
    seller = fields.Nested(PartySchema)
    buyer = fields.Nested(PartySchema)
    lines = fields.List(fields.Nested(LineSchema))
    vat_summary = fields.List(fields.Nested(RateSchema))
    net = fields.Integer()
    vat = fields.Integer()
    transfer = fields.Nested(TransferSchema)
    payments = fields.List(fields.Nested(PaymentSchema))


class PdfQuery(Schema):
    locale = fields.String(load_default="pl", validate=validate.OneOf(["pl", "en"]))


def invoice_routes(read: ReadInvoices, einvoice: Einvoice, document: InvoiceDocument) -> Blueprint:
    routes = Blueprint("invoices", __name__)

    @routes.route("/overview", methods=["GET"])
    @requires("customer")
    @audience("customer")
    @routes.response(200, OverviewSchema)
    def get_overview() -> dict[str, Any]:
        """With the state of electronic delivery: one call tells a home page all that it shows."""
        overview = read.overview(current_operator(), customers())
        return overview | {"einvoice": einvoice.show(current_operator(), customers())}

    @routes.route("/invoices", methods=["GET"])
    @requires("customer")
    @audience("customer")
    @routes.arguments(ListQuery, location="query")
    @routes.response(200, PageSchema)
    def get_invoices(query: dict[str, Any]) -> dict[str, Any]:
        after = place_of(query["cursor"])
        page = read.page(current_operator(), customers(), query["status"], after, query["limit"])
        return {"items": page.items, "next_cursor": cursor_of(page.next)}

    @routes.route("/invoices/<string:invoice_id>", methods=["GET"])
    @requires("customer")
    @audience("customer")
    @routes.response(200, InvoiceSchema)
    def get_invoice(invoice_id: str) -> dict[str, Any]:
        return read.one(current_operator(), customers(), invoice_id)

    @routes.route("/invoices/<string:invoice_id>/pdf", methods=["GET"])
    @requires("customer")
    @audience("customer")
    @routes.arguments(PdfQuery, location="query")
    @routes.response(200, content_type="application/pdf")
    def get_invoice_pdf(query: dict[str, Any], invoice_id: str) -> Response:
        invoice = read.one(current_operator(), customers(), invoice_id)
        content = document.render(current_operator(), invoice, query["locale"])
        return attachment(content, document.file_name(invoice))

    return routes


def attachment(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
