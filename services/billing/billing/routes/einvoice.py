"""GET /einvoice, POST /einvoice/activate and /withdraw: invoices in the portal instead of on paper.

What is decided goes for every payer of the customers that the caller was granted.
"""

from typing import Any

from marshmallow import Schema, fields, validate

from billing.routes.callers import account, customers
from billing.usecases.einvoice import Einvoice
from chassis.api import Blueprint, audience
from chassis.auth import requires
from chassis.web import current_operator


class PayerSchema(Schema):
    payer_number = fields.String(required=True)
    customer_number = fields.String(required=True)
    name = fields.String(required=True)
    active = fields.Boolean(required=True)
    since = fields.AwareDateTime(required=True, allow_none=True)


class EinvoiceSchema(Schema):
    available = fields.Boolean(
        required=True, metadata={"description": "Whether the operator offers it"}
    )
    text_version = fields.String(required=True)
    active = fields.Boolean(required=True, metadata={"description": "For every payer"})
    payers = fields.List(fields.Nested(PayerSchema), required=True)


class ActivateBody(Schema):
    version = fields.String(
        required=True,
        validate=validate.Length(1, 20),
        metadata={"description": "Of the consent text that was on the screen"},
    )
    locale = fields.String(required=True, validate=validate.OneOf(["pl", "en"]))


class WithdrawBody(Schema):
    pass


def einvoice_routes(einvoice: Einvoice) -> Blueprint:
    routes = Blueprint("einvoice", __name__)

    def shown() -> dict[str, Any]:
        return einvoice.show(current_operator(), customers())

    @routes.route("/einvoice", methods=["GET"])
    @requires("customer")
    @audience("customer")
    @routes.response(200, EinvoiceSchema)
    def get_einvoice() -> dict[str, Any]:
        return shown()

    @routes.route("/einvoice/activate", methods=["POST"])
    @requires("customer")
    @audience("customer")
    @routes.arguments(ActivateBody)
    @routes.response(200, EinvoiceSchema)
    def post_activate(body: dict[str, str]) -> dict[str, Any]:
        operator = current_operator()
        einvoice.activate(operator, customers(), account(), body["version"], body["locale"])
        return shown()

    @routes.route("/einvoice/withdraw", methods=["POST"])
    @requires("customer")
    @audience("customer")
    @routes.arguments(WithdrawBody)
    @routes.response(200, EinvoiceSchema)
    def post_withdraw(_body: dict[str, str]) -> dict[str, Any]:
        einvoice.withdraw(current_operator(), customers(), account())
        return shown()

    return routes
