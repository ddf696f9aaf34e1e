"""Links from mails: a page looks with `peek` as often as it likes, a button uses the link."""

from typing import Any

from marshmallow import Schema, fields

from chassis.api import Blueprint
from chassis.auth import requires
from chassis.web import current_operator
from identity.policies import Rulebook
from identity.routes.fields import Text
from identity.usecases.links import ActivateAccount, PeekLink
from identity.usecases.reset_password import ResetByLink


class LinkRequest(Schema):
    token = Text(most=128, required=True)


class ResetRequest(LinkRequest):
    password = Text(most=1024, required=True)


class LinkResponse(Schema):
    purpose = fields.String(required=True)
    state = fields.String(required=True)


class AccountNameResponse(Schema):
    user_name = fields.String(required=True)


def link_routes(
    rulebook: Rulebook, peek: PeekLink, activate: ActivateAccount, reset: ResetByLink
) -> Blueprint:
    routes = Blueprint("links", __name__)

    @routes.route("/links/peek", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(LinkRequest)
    @routes.response(200, LinkResponse)
    def peek_link(form: dict[str, Any]) -> dict[str, str]:
        link = peek(rulebook.of(current_operator().slug), form["token"])
        return {"purpose": link.purpose, "state": "usable"}

    @routes.route("/links/activate-account", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(LinkRequest)
    @routes.response(200, AccountNameResponse)
    def activate_account(form: dict[str, Any]) -> dict[str, str]:
        return {"user_name": activate(rulebook.of(current_operator().slug), form["token"])}

    @routes.route("/links/reset-password", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(ResetRequest)
    @routes.response(200, AccountNameResponse)
    def reset_password(form: dict[str, Any]) -> dict[str, str]:
        return {"user_name": reset(rulebook.of(current_operator().slug), **form)}

    return routes
