"""GET /messages: what we wrote to a customer lately, without what it said."""

from collections.abc import Sequence
from typing import Any, Protocol

from marshmallow import Schema, fields, validate

from chassis.api import Blueprint, audience
from chassis.auth import caller, requires
from chassis.web import current_operator
from notifications.domain.delivery import Delivery

MOST = 50


class MessagesQuery(Schema):
    limit = fields.Integer(load_default=10, validate=validate.Range(1, MOST))


class FactsSchema(Schema):
    """Only what a message was about and is no secret; each is there where it applies."""

    invoice_number = fields.String()
    invoice_id = fields.String()


class MessageSchema(Schema):
    id = fields.String(required=True, attribute="provider_key")
    kind = fields.String(
        required=True,
        attribute="entry",
        metadata={"description": "Which message of the catalogue"},
    )
    at = fields.AwareDateTime(required=True, attribute="created_at")
    channel = fields.String(required=True)
    facts = fields.Nested(FactsSchema, required=True)


class MessagesSchema(Schema):
    items = fields.List(fields.Nested(MessageSchema), required=True)


class ReadsMessages(Protocol):
    def __call__(
        self, slug: str, account: str, customers: Sequence[str], limit: int
    ) -> Sequence[Delivery]: ...


def messages_routes(read: ReadsMessages) -> Blueprint:
    routes = Blueprint("messages", __name__)

    @routes.route("/messages")
    @requires("customer")
    @audience("customer")
    @routes.arguments(MessagesQuery, location="query")
    @routes.response(200, MessagesSchema)
    def get_messages(query: dict[str, int]) -> dict[str, Any]:
        """Messages about the caller's account and granted customers, newest first."""
        who = caller()
        customers = [grant.customer for grant in who.grants]
        found = read(current_operator().slug, who.account or "", customers, query["limit"])
        return {"items": found}

    return routes
