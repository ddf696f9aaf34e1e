"""The account of who is signed in: what it says, and another password for it."""

from typing import Any

from marshmallow import Schema, fields

from chassis.api import Blueprint
from chassis.auth import caller, requires
from identity.policies import Rulebook
from identity.routes.fields import Instant, Text
from identity.routes.flows import rules_of
from identity.routes.sessions import GrantedCustomerResponse
from identity.usecases.change_password import ChangePassword
from identity.usecases.show_account import AccountDetails, ShowAccount


class ConsentResponse(Schema):
    purpose = fields.String(required=True)
    version = fields.String(required=True)
    given_at = Instant(required=True)
    channel = fields.String(required=True)


class AccountDetailsResponse(Schema):
    user_name = fields.String(required=True)
    email = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    customers = fields.List(fields.Nested(GrantedCustomerResponse), required=True)
    consents = fields.List(fields.Nested(ConsentResponse), required=True)
    created_at = Instant(required=True)


class PasswordChangeRequest(Schema):
    # Compared like any other, however empty: the answer is the same.
    current = Text(most=1024, required=True)
    new = Text(most=1024, required=True)


def account_routes(rulebook: Rulebook, show: ShowAccount, change: ChangePassword) -> Blueprint:
    routes = Blueprint("account", __name__)

    @routes.route("/account")
    @requires("customer")
    @routes.response(200, AccountDetailsResponse)
    def show_account() -> AccountDetails:
        return show(rules_of(rulebook), caller().account or "")

    @routes.route("/password", methods=["POST"])
    @requires("customer")
    @routes.arguments(PasswordChangeRequest)
    @routes.response(204)
    def change_password(form: dict[str, Any]) -> None:
        who = caller()
        change(rules_of(rulebook), who.account or "", who.session or "", **form)

    return routes
