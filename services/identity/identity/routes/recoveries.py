"""The recovery of a forgotten password, step by step; each step answers with its state."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from chassis.api import Blueprint
from chassis.auth import requires
from identity.domain.recovery import Recovery
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
from identity.usecases.confirm import ConfirmCode, ResendCode
from identity.usecases.identify_recovery import IdentifyRecovery, RecoveryClaim
from identity.usecases.recovery import BeginRecovery, RecoveryState, ShowRecovery
from identity.usecases.reset_password import ResetByCode

PATH = "/recoveries"


class RecoveryIdentifyRequest(Schema):
    identifier = Text(most=254, required=True)
    captcha = Text(most=64, load_default="")
    channel = Text(most=16, required=True)
    locale = Text(most=8, required=True)


class RecoveryPasswordRequest(Schema):
    password = Text(most=1024, required=True)


class RecoveryStateResponse(FlowStateResponse):
    channel = fields.String(required=True, allow_none=True)


@dataclass(frozen=True)
class RecoverySteps:
    begin: BeginRecovery
    show: ShowRecovery
    captchas: Captchas[Recovery]
    identify: IdentifyRecovery
    confirm: ConfirmCode[Recovery]
    resend: ResendCode[Recovery]
    reset: ResetByCode


def recovery_routes(rulebook: Rulebook, steps: RecoverySteps) -> Blueprint:
    routes = Blueprint("recoveries", __name__)
    _add_flow(routes, rulebook, steps)
    add_captcha(routes, rulebook, PATH, steps.captchas)
    _add_identification(routes, rulebook, steps)
    code = CodeSteps(steps.show, steps.confirm, steps.resend)
    add_code(routes, rulebook, PATH, code, RecoveryStateResponse)
    _add_password(routes, rulebook, steps)
    return routes


def _add_flow(routes: Blueprint, rulebook: Rulebook, steps: RecoverySteps) -> None:
    @routes.route(PATH, methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Nothing)
    @routes.response(201, RecoveryStateResponse)
    def begin_recovery(_: dict[str, Any]) -> RecoveryState:
        return steps.begin(rules_of(rulebook))

    @routes.route(f"{PATH}/<flow>")
    @requires("anonymous")
    @routes.response(200, RecoveryStateResponse)
    def show_recovery(flow: str) -> RecoveryState:
        return steps.show(rules_of(rulebook), flow)


def _add_identification(routes: Blueprint, rulebook: Rulebook, steps: RecoverySteps) -> None:
    @routes.route(f"{PATH}/<flow>/identify", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(RecoveryIdentifyRequest)
    @routes.response(200, RecoveryStateResponse)
    def identify(form: dict[str, Any], flow: str) -> RecoveryState:
        rules, identifier = rules_of(rulebook), form.pop("identifier").strip()
        steps.identify(rules, flow, RecoveryClaim(identifier=identifier, **form))
        return steps.show(rules, flow)


def _add_password(routes: Blueprint, rulebook: Rulebook, steps: RecoverySteps) -> None:
    @routes.route(f"{PATH}/<flow>/password", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(RecoveryPasswordRequest)
    @routes.response(200, RecoveryStateResponse)
    def set_password(form: dict[str, Any], flow: str) -> RecoveryState:
        rules = rules_of(rulebook)
        steps.reset(rules, flow, form["password"])
        return steps.show(rules, flow)
