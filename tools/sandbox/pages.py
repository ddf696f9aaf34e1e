"""Pages on which a person reads what the suite sent."""

from flask import Blueprint, Response, abort, render_template, request

from tools.sandbox.clock import Clock
from tools.sandbox.faults import FaultPlan, Faults
from tools.sandbox.ledger import Ledger, Message
from tools.sandbox.smsapi import phone

SHOWN = 200
# A mail is foreign HTML: no scripts, nothing fetched; its links open in a window of their own.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox;"
    " default-src 'none'; img-src data:; style-src 'unsafe-inline'"
)


def page_routes(ledger: Ledger, clock: Clock, faults: FaultPlan) -> Blueprint:
    routes = Blueprint("pages", __name__)

    @routes.app_context_processor
    def state() -> dict[str, object]:
        active = {lane: f for lane, f in faults.show().items() if Faults(**f) != Faults()}
        return {"now": clock.now(), "offset": clock.offset(), "faults": active}

    @routes.get("/")
    def inbox() -> str:
        to = request.args.get("to", "").strip()
        found = ledger.messages(to=_recipient(to) if to else None)
        return render_template("inbox.html", messages=found[:SHOWN], total=len(found), to=to)

    @routes.get("/messages/<int:id>")
    def read(id: int) -> str:
        return render_template("message.html", message=_found(ledger, id))

    @routes.get("/messages/<int:id>/html")
    def mail_html(id: int) -> Response:
        html = f'<base target="_blank">{_found(ledger, id).html}'
        return Response(html, headers={"Content-Security-Policy": MAIL_POLICY})

    @routes.get("/messages/<int:id>/raw")
    def raw(id: int) -> Response:
        return Response(_found(ledger, id).raw, mimetype="text/plain")

    return routes


def _found(ledger: Ledger, id: int) -> Message:
    message = ledger.message(id)
    if message is None:
        abort(404)
    return message


def _recipient(text: str) -> str:
    return text if "@" in text else phone(text)
