"""GET /deliveries/<event>: for staff, how the messages of one event fared."""

from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from chassis.api import Blueprint
from chassis.auth import requires
from chassis.web import current_operator
from notifications.domain.delivery import Delivery, State


class DeliverySchema(Schema):
    entry = fields.String(required=True, metadata={"description": "Which message of the catalogue"})
    channel = fields.String(required=True)
    locale = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in State]))
    attempts = fields.Integer(required=True)
    reason = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it waits or failed: a code"}
    )
    provider_key = fields.String(
        required=True, metadata={"description": "By which the provider knows the message"}
    )
    provider_reference = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class EventDeliveriesSchema(Schema):
    event_id = fields.String(required=True)
    deliveries = fields.List(fields.Nested(DeliverySchema), required=True)


def deliveries_routes(of_event: Callable[[str, str], Sequence[Delivery]]) -> Blueprint:
    routes = Blueprint("deliveries", __name__)

    @routes.route("/deliveries/<event_id>")
    @requires("staff")
    @routes.response(200, EventDeliveriesSchema)
    def get_deliveries(event_id: str) -> dict[str, Any]:
        """The deliveries of an event; none when nothing was, or had to be, sent."""
        found = of_event(current_operator().slug, event_id)
        return {"event_id": event_id, "deliveries": found}

    return routes
