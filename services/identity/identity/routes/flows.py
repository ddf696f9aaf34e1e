"""What the flows have in common over HTTP: the captcha, and the code from the phone."""

from collections.abc import Callable
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
from identity.usecases.confirm import ConfirmCode, ResendCode

BYTES = {"type": "string", "format": "binary"}
NOT_STORED = {"Cache-Control": "no-store"}


class Nothing(Schema):
    """An empty object."""


class ConfirmRequest(Schema):
    code = Text(most=16, required=True)


class FlowStateResponse(Schema):
    flow = fields.String(required=True)
    step = fields.String(required=True)
    expires_at = Instant(required=True)
    resend_at = Instant(required=True, allow_none=True)
    code_expires_at = Instant(required=True, allow_none=True)
    tries_left = fields.Integer(required=True, allow_none=True)


@dataclass(frozen=True)
class CodeSteps:
    """The steps of a flow that wait for a code, and how to tell where it then stands."""

    show: Callable[[Rules, str], Any]
    confirm: ConfirmCode[Any]
    resend: ResendCode[Any]


def rules_of(rulebook: Rulebook) -> Rules:
    return rulebook.of(current_operator().slug)


def add_captcha(routes: Blueprint, rulebook: Rulebook, path: str, captchas: Captchas[Any]) -> None:
    @routes.route(f"{path}/<flow>/captcha")
    @requires("anonymous")
    @routes.response(200, BYTES, content_type="image/png")
    def show_captcha(flow: str) -> Response:
        image = captchas.image(rules_of(rulebook), flow)
        return Response(image, mimetype="image/png", headers=NOT_STORED)

    @routes.route(f"{path}/<flow>/captcha.wav")
    @requires("anonymous")
    @routes.response(200, BYTES, content_type="audio/wav")
    def say_captcha(flow: str) -> Response:
        sound = captchas.sound(rules_of(rulebook), flow)
        return Response(sound, mimetype="audio/wav", headers=NOT_STORED)

    @routes.route(f"{path}/<flow>/captcha", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Nothing)
    @routes.response(204)
    def renew_captcha(_: dict[str, Any], flow: str) -> None:
        captchas.another(rules_of(rulebook), flow)


def add_code(
    routes: Blueprint, rulebook: Rulebook, path: str, steps: CodeSteps, state: type[Schema]
) -> None:
    @routes.route(f"{path}/<flow>/resend-code", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(Nothing)
    @routes.response(200, state)
    def resend_code(_: dict[str, Any], flow: str) -> Any:
        rules = rules_of(rulebook)
        steps.resend(rules, flow)
        return steps.show(rules, flow)

    @routes.route(f"{path}/<flow>/confirm", methods=["POST"])
    @requires("anonymous")
    @routes.arguments(ConfirmRequest)
    @routes.response(200, state)
    def confirm(form: dict[str, Any], flow: str) -> Any:
        rules = rules_of(rulebook)
        steps.confirm(rules, flow, "".join(form["code"].split()))
        return steps.show(rules, flow)
