"""The registration flow, step by step; each step answers with the state that a page shows."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from chassis.api import Blueprint
from chassis.auth import requires
from identity.domain.registration import Registration
from identity.policies import Rulebook
from identity.routes.fields import Text
from identity.routes.flows import (
    CodeSteps,
    FlowStateResponse,
    Nothing,
    add_captcha,
    add_code,
    rules_of,
)
from identity.usecases.captchas import Captchas
from identity.usecases.choose_credentials import ChooseCredentials, Credentials
from identity.usecases.confirm import ConfirmCode, ResendCode
from identity.usecases.identify import Claim, Identify
from identity.usecases.registration import BeginRegistration, RegistrationState, ShowRegistration

PATH = "/registrations"


class IdentifyRequest(Schema):
    customer_number = Text(most=40, required=True)
    phone = Text(most=32, required=True)
    captcha = Text(most=64, load_default="")
    consents = fields.List(Text(most=64), required=True)
    locale = Text(most=8, required=True)


class CredentialsRequest(Schema):
    user_name = Text(most=254, required=True)
    password = Text(most=1024, required=True)
    email = Text(most=254, required=True)


class RegistrationStateResponse(FlowStateResponse):
    email = fields.String(required=True, allow_none=True)


@dataclass(frozen=True)
class RegistrationSteps:
    begin: BeginRegistration
    show: ShowRegistration
    captchas: Captchas[Registration]
    identify: Identify
    confirm: ConfirmCode[Registration]
    resend: ResendCode[Registration]
    choose_credentials: ChooseCredentials


def registration_routes(rulebook: Rulebook, steps: RegistrationSteps) -> Blueprint:
    routes = Blueprint("registrations", __name__)
    _add_flow(routes, rulebook, steps)
    add_captcha(routes, rulebook, PATH, steps.captchas)
    _add_identification(routes, rulebook, steps)
    code = CodeSteps(steps.show, steps.confirm, steps.resend)
    add_code(routes, rulebook, PATH, code, RegistrationStateResponse)
    _add_credentials(routes, rulebook, steps)
    return routes


def _add_flow(routes: Blueprint, rulebook: Rulebook, steps: RegistrationSteps) -> None:
    @routes.route(PATH, methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Nothing)
    @routes.response(201, RegistrationStateResponse)
    def begin_registration(_: dict[str, Any]) -> RegistrationState:
        return steps.begin(rules_of(rulebook))

    @routes.route(f"{PATH}/<flow>")
    @requires("anonymous")
    @routes.response(200, RegistrationStateResponse)
    def show_registration(flow: str) -> RegistrationState:
        return steps.show(rules_of(rulebook), flow)


def _add_identification(routes: Blueprint, rulebook: Rulebook, steps: RegistrationSteps) -> None:
    @routes.route(f"{PATH}/<flow>/identify", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(IdentifyRequest)
    @routes.response(200, RegistrationStateResponse)
    def identify(form: dict[str, Any], flow: str) -> RegistrationState:
        rules = rules_of(rulebook)
        number, consents = form.pop("customer_number").strip(), tuple(form.pop("consents"))
        steps.identify(rules, flow, Claim(customer_number=number, consents=consents, **form))
        return steps.show(rules, flow)


def _add_credentials(routes: Blueprint, rulebook: Rulebook, steps: RegistrationSteps) -> None:
    @routes.route(f"{PATH}/<flow>/credentials", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(CredentialsRequest)
    @routes.response(200, RegistrationStateResponse)
    def choose_credentials(form: dict[str, Any], flow: str) -> RegistrationState:
        rules = rules_of(rulebook)
        name, email = form["user_name"].strip(), form["email"].strip()
        steps.choose_credentials(rules, flow, Credentials(name, form["password"], email))
        return steps.show(rules, flow)
