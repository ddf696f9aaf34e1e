"""The registration flow, step by step; each step answers with the state that a page shows."""

from dataclasses import dataclass
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from chassis.api import Blueprint
from chassis.auth import requires
from chassis.web import current_operator
from identity.policies import Rulebook, Rules
from identity.routes.fields import Instant, Text
from identity.usecases.captchas import Captchas
from identity.usecases.choose_credentials import ChooseCredentials, Credentials
from identity.usecases.confirm import ConfirmCode, ResendCode
from identity.usecases.identify import Claim, Identify
from identity.usecases.registration import BeginRegistration, RegistrationState, ShowRegistration


class Nothing(Schema):
    """An empty object."""


class IdentifyRequest(Schema):
    customer_number = Text(most=40, required=True)
    phone = Text(most=32, required=True)
    captcha = Text(most=64, load_default="")
    consents = fields.List(Text(most=64), required=True)
    locale = Text(most=8, required=True)


class ConfirmRequest(Schema):
    code = Text(most=16, required=True)


class CredentialsRequest(Schema):
    user_name = Text(most=254, required=True)
    password = Text(most=1024, required=True)
    email = Text(most=254, required=True)


class RegistrationStateResponse(Schema):
    flow = fields.String(required=True)
    step = fields.String(required=True)
    expires_at = Instant(required=True)
    resend_at = Instant(required=True, allow_none=True)
    code_expires_at = Instant(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    tries_left = fields.Integer(required=True, allow_none=True)


@dataclass(frozen=True)
class RegistrationSteps:
    begin: BeginRegistration
    show: ShowRegistration
    captchas: Captchas
    identify: Identify
    confirm: ConfirmCode
    resend: ResendCode
    choose_credentials: ChooseCredentials


def registration_routes(rulebook: Rulebook, steps: RegistrationSteps) -> Blueprint:
    routes = Blueprint("registrations", __name__)
    _add_flow(routes, rulebook, steps)
    _add_captcha(routes, rulebook, steps.captchas)
    _add_identification(routes, rulebook, steps)
    _add_credentials(routes, rulebook, steps)
    return routes


def _add_flow(routes: Blueprint, rulebook: Rulebook, steps: RegistrationSteps) -> None:
    @routes.route("/registrations", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Nothing)
    @routes.response(201, RegistrationStateResponse)
    def begin_registration(_: dict[str, Any]) -> RegistrationState:
        return steps.begin(_rules(rulebook))

    @routes.route("/registrations/<flow>")
    @requires("anonymous")
    @routes.response(200, RegistrationStateResponse)
    def show_registration(flow: str) -> RegistrationState:
        return steps.show(_rules(rulebook), flow)


def _add_captcha(routes: Blueprint, rulebook: Rulebook, captchas: Captchas) -> None:
    @routes.route("/registrations/<flow>/captcha")
    @requires("anonymous")
    @routes.response(200, {"type": "string", "format": "binary"}, content_type="image/png")
    def show_captcha(flow: str) -> Response:
        image = captchas.image(_rules(rulebook), flow)
        return Response(image, mimetype="image/png", headers={"Cache-Control": "no-store"})

    @routes.route("/registrations/<flow>/captcha", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Nothing)
    @routes.response(204)
    def renew_captcha(_: dict[str, Any], flow: str) -> None:
        captchas.another_image(_rules(rulebook), flow)


def _add_identification(routes: Blueprint, rulebook: Rulebook, steps: RegistrationSteps) -> None:
    @routes.route("/registrations/<flow>/identify", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(IdentifyRequest)
    @routes.response(200, RegistrationStateResponse)
    def identify(form: dict[str, Any], flow: str) -> RegistrationState:
        rules = _rules(rulebook)
        number, consents = form.pop("customer_number").strip(), tuple(form.pop("consents"))
        steps.identify(rules, flow, Claim(customer_number=number, consents=consents, **form))
        return steps.show(rules, flow)

    @routes.route("/registrations/<flow>/resend-code", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Nothing)
    @routes.response(200, RegistrationStateResponse)
    def resend_code(_: dict[str, Any], flow: str) -> RegistrationState:
        rules = _rules(rulebook)
        steps.resend(rules, flow)
        return steps.show(rules, flow)

    @routes.route("/registrations/<flow>/confirm", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(ConfirmRequest)
    @routes.response(200, RegistrationStateResponse)
    def confirm(form: dict[str, Any], flow: str) -> RegistrationState:
        rules = _rules(rulebook)
        steps.confirm(rules, flow, "".join(form["code"].split()))
        return steps.show(rules, flow)


def _add_credentials(routes: Blueprint, rulebook: Rulebook, steps: RegistrationSteps) -> None:
    @routes.route("/registrations/<flow>/credentials", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(CredentialsRequest)
    @routes.response(200, RegistrationStateResponse)
    def choose_credentials(form: dict[str, Any], flow: str) -> RegistrationState:
        rules = _rules(rulebook)
        name, email = form["user_name"].strip(), form["email"].strip()
        steps.choose_credentials(rules, flow, Credentials(name, form["password"], email))
        return steps.show(rules, flow)


def _rules(rulebook: Rulebook) -> Rules:
    return rulebook.of(current_operator().slug)
