"""The sandbox put together: one ledger, one clock, one fault plan behind every door."""

from pathlib import Path

from aiosmtpd.controller import Controller
from flask import Flask
from flask.json.provider import DefaultJSONProvider

from tools.sandbox.api import control_routes, provider_routes, witness_routes
from tools.sandbox.clock import Clock
from tools.sandbox.faults import FaultPlan
from tools.sandbox.ledger import Ledger
from tools.sandbox.pages import page_routes
from tools.sandbox.smsapi import SmsApi
from tools.sandbox.smtp import Sink, sink_server


def create_sandbox(
    clock_file: Path, smtp_port: int, sms_token: str | None = None
) -> tuple[Flask, Controller]:
    ledger, clock, faults = Ledger(), Clock(clock_file), FaultPlan()
    app = Flask(__name__)
    app.json = DefaultJSONProvider(app)
    app.json.sort_keys, app.json.ensure_ascii = False, False
    for routes in (
        provider_routes(SmsApi(ledger, clock, faults, sms_token)),
        witness_routes(ledger),
        control_routes(clock, faults),
        page_routes(ledger, clock, faults),
    ):
        app.register_blueprint(routes)
    return app, sink_server(Sink(ledger, clock, faults), smtp_port)
