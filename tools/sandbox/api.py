"""The sandbox over HTTP: the provider's endpoint, and the JSON that tests and people read."""

import socket
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from tools.sandbox.clock import Clock
from tools.sandbox.durations import duration
from tools.sandbox.faults import FaultPlan
from tools.sandbox.ledger import Ledger, Message
from tools.sandbox.smsapi import ERRORS, AnswerLost, Refusal, SmsApi, phone


def provider_routes(smsapi: SmsApi) -> Blueprint:
    routes = Blueprint("provider", __name__)

    @routes.post("/smsapi/sms.do")
    def send() -> ResponseReturnValue:
        form = request.values
        try:
            accepted = smsapi.send(request.headers.get("Authorization", ""), form)
        except Refusal as refusal:
            return _refused(refusal.error, form)
        except AnswerLost:
            _hang_up()
            return "", 500
        return _accepted(accepted, form)

    return routes


def witness_routes(ledger: Ledger) -> Blueprint:
    routes = Blueprint("witness", __name__, url_prefix="/api")

    @routes.get("/sms")
    def sms() -> ResponseReturnValue:
        to = request.args.get("to")
        return jsonify([_sms(message) for message in ledger.messages("sms", to and phone(to))])

    @routes.get("/mail")
    def mail() -> ResponseReturnValue:
        to = request.args.get("to")
        return jsonify([_mail(message) for message in ledger.messages("mail", to)])

    @routes.get("/attempts")
    def attempts() -> ResponseReturnValue:
        return jsonify([{**vars(a), "at": a.at.isoformat()} for a in ledger.attempts()])

    @routes.delete("/messages")
    def forget() -> ResponseReturnValue:
        ledger.forget()
        return "", 204

    return routes


def control_routes(clock: Clock, faults: FaultPlan) -> Blueprint:
    routes = Blueprint("control", __name__, url_prefix="/api")

    @routes.get("/clock")
    def show_clock() -> ResponseReturnValue:
        offset = clock.offset().total_seconds()
        return jsonify(now=clock.now().isoformat(), offset_seconds=offset)

    @routes.post("/clock")
    def move_clock() -> ResponseReturnValue:
        _move(clock, request.get_json())
        return show_clock()

    @routes.get("/faults")
    def show_faults() -> ResponseReturnValue:
        return jsonify(faults.show())

    @routes.post("/faults")
    def set_faults() -> ResponseReturnValue:
        faults.set(request.get_json())
        return show_faults()

    @routes.errorhandler(ValueError)
    def refuse(error: ValueError) -> ResponseReturnValue:
        return jsonify(error=str(error)), 422

    return routes


def _move(clock: Clock, wanted: Any) -> None:
    if wanted == {"reset": True}:
        clock.reset()
    elif isinstance(wanted, dict) and wanted.keys() == {"advance"}:
        clock.advance(duration(wanted["advance"]))
    else:
        raise ValueError('send {"advance": "24h"} or {"reset": true}')


def _accepted(accepted: list[dict[str, Any]], form: Mapping[str, str]) -> ResponseReturnValue:
    if form.get("format") != "json":
        return ";".join(f"OK:{one['id']}:{one['points']}:{one['number']}" for one in accepted)
    return jsonify(count=len(accepted), list=accepted)


def _refused(error: int, form: Mapping[str, str]) -> ResponseReturnValue:
    # The provider tells failures in the body; only the missing authorisation and its own
    # breakdown have a status of their own.
    status = {101: 401, 201: 503}.get(error, 200)
    if form.get("format") != "json":
        return f"ERROR:{error}", status
    return jsonify(error=error, message=ERRORS[error]), status


def _hang_up() -> None:
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)


def _sms(message: Message) -> dict[str, Any]:
    return _common(message) | {"idx": message.key, "parts": message.parts}


def _mail(message: Message) -> dict[str, Any]:
    return _common(message) | {
        "message_id": message.key,
        "subject": message.subject,
        "html": message.html,
    }


def _common(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "to": message.to,
        "from": message.sender,
        "text": message.text,
        "at": message.at.isoformat(),
    }
