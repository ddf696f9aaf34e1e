"""POST /sign-in: trade an identifier and a password for a session."""

from typing import Any

from marshmallow import Schema, fields

from chassis.api import Blueprint
from chassis.auth import requires
from chassis.web import current_operator
from identity.policies import Rulebook
from identity.routes.fields import Text
from identity.usecases.sign_in import SignIn


class SignInRequest(Schema):
    identifier = Text(most=254, required=True)
    # An empty password is compared like any other: a quick answer would tell who exists.
    password = Text(most=1024, required=True)
    device = Text(most=300, load_default="")


class SignInResponse(Schema):
    session = fields.String(required=True)


def sign_in_routes(rulebook: Rulebook, sign_in: SignIn) -> Blueprint:
    routes = Blueprint("sign_in", __name__)

    @routes.route("/sign-in", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(SignInRequest)
    @routes.response(201, SignInResponse)
    def post_sign_in(form: dict[str, Any]) -> dict[str, str]:
        return {"session": sign_in(rulebook.of(current_operator().slug), **form)}

    return routes
