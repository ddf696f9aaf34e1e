"""What a session stands for, asked on every page, and its end."""

from typing import Any

from marshmallow import Schema, fields

from chassis.api import Blueprint
from chassis.auth import caller, requires
from chassis.web import current_operator
from identity.policies import Rulebook
from identity.routes.fields import Instant, Text
from identity.usecases.sessions import OpenSessions, Standing


class SessionRequest(Schema):
    session = Text(most=128, required=True)


class GrantedCustomerResponse(Schema):
    customer_number = fields.String(required=True)
    name = fields.String(required=True)


class AccountResponse(Schema):
    id = fields.String(required=True)
    user_name = fields.String(required=True)
    display_name = fields.String(required=True)
    customers = fields.List(fields.Nested(GrantedCustomerResponse), required=True)


class PeekedSessionResponse(Schema):
    account = fields.Nested(AccountResponse, required=True)
    idle_expires_at = Instant(required=True)
    absolute_expires_at = Instant(required=True)


class TouchedSessionResponse(PeekedSessionResponse):
    tokens = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class SignOutRequest(Schema):
    """An empty object: the token says which session."""


def session_routes(rulebook: Rulebook, sessions: OpenSessions) -> Blueprint:
    routes = Blueprint("sessions", __name__)

    @routes.route("/sessions/touch", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(SessionRequest)
    @routes.response(200, TouchedSessionResponse)
    def touch_session(form: dict[str, Any]) -> Standing:
        return sessions.touch(rulebook.of(current_operator().slug), form["session"])

    @routes.route("/sessions/peek", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(SessionRequest)
    @routes.response(200, PeekedSessionResponse)
    def peek_session(form: dict[str, Any]) -> Standing:
        return sessions.peek(rulebook.of(current_operator().slug), form["session"])

    @routes.route("/sign-out", methods=["POST"])
    @requires("customer")
    @routes.arguments(SignOutRequest)
    @routes.response(204)
    def sign_out(_: dict[str, Any]) -> None:
        sessions.sign_out(current_operator().slug, caller().session or "")

    return routes
