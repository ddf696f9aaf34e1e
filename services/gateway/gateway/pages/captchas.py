"""The challenge of a form, to see and to hear: never kept, and not there without a flow."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from chassis.http_client import ProblemResponse
from chassis.operators import Operator
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.hosts import current_operator
from gateway.pages.flows import Flow, FlowOver
from gateway.pages.register_flow import REGISTRATION

IMAGE, SOUND = "image/png", "audio/wav"

Challenge = Callable[[Operator, str], bytes]


def challenge(flow: Flow, ask: Challenge, media_type: str) -> Response:
    try:
        content = ask(current_operator(), flow.token())
    except (FlowOver, ProblemResponse):
        abort(404)
    answer = Response(content, mimetype=media_type, headers={"Cache-Control": "no-store"})
    # some browsers play only what they may fetch in ranges
    answer.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return answer


def spoken_captcha_pages(identity: Identity) -> Blueprint:
    """The second way through the first form of registration."""
    pages = Blueprint("spoken_captcha", __name__)

    @pages.get("/register/captcha.wav")
    @everybody
    def registration_sound() -> Response:
        return challenge(REGISTRATION, identity.captcha_sound, SOUND)

    return pages
