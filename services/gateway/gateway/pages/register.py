"""Registration, step 1: customer number, phone, captcha and consent (R1 to R4)."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from chassis.clock import Clock
from chassis.http_client import ProblemResponse
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.forms.faults import show_faults
from gateway.forms.register import IdentifyForm, identify_form
from gateway.hosts import current_operator
from gateway.languages import current_language
from gateway.messages import problem_message
from gateway.pages.captchas import IMAGE, challenge
from gateway.pages.flows import FlowOver, State
from gateway.pages.register_code import add_code
from gateway.pages.register_credentials import add_credentials
from gateway.pages.register_flow import REGISTRATION

# After these identity has a new image, and the old text is of no use.
NEW_IMAGE = ("captcha-wrong", "too-many-codes", "already-registered")


def register_pages(identity: Identity, clock: Clock) -> Blueprint:
    pages = Blueprint("register", __name__)
    REGISTRATION.lead_back(pages)
    _add_start(pages, identity)
    _add_identify(pages, identity)
    _add_captcha(pages, identity)
    add_code(pages, identity, clock)
    add_credentials(pages, identity)
    return pages


def _add_start(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/register")
    @everybody
    def start() -> Answer:
        state = _resumed(identity) or identity.begin_registration(current_operator())
        if state["step"] != "identify":
            return REGISTRATION.page_of(state["step"])
        return REGISTRATION.keep(
            make_response(_page(identify_form(current_operator()))), state["flow"]
        )

    @pages.post("/register/restart")
    @everybody
    def restart() -> Answer:
        return REGISTRATION.forget(redirect("/register", 303))


def _add_identify(pages: Blueprint, identity: Identity) -> None:
    @pages.post("/register")
    @everybody
    def identify() -> Answer:
        flow, form = REGISTRATION.token(), identify_form(current_operator(), request.form)
        if not form.validate():
            return Response(_page(form), 422)
        try:
            return REGISTRATION.page_of(_identified(identity, flow, form)["step"])
        except ProblemResponse as problem:
            _explain(form, problem)
            return Response(_page(form), problem.status)


def _add_captcha(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/register/captcha.png")
    @everybody
    def captcha_image() -> Answer:
        return challenge(REGISTRATION, identity.captcha_image, IMAGE)

    @pages.post("/register/captcha")
    @everybody
    def new_captcha() -> str:
        """Keeps what was typed."""
        identity.renew_captcha(current_operator(), REGISTRATION.token())
        form = identify_form(current_operator(), request.form)
        form.captcha.data = ""
        return _page(form, fresh_captcha=True)

    @pages.get("/register/captcha")
    @everybody
    def back_to_form() -> Answer:
        return redirect("/register", 303)


def _resumed(identity: Identity) -> State | None:
    try:
        return identity.registration(current_operator(), REGISTRATION.token())
    except FlowOver:
        return None
    except ProblemResponse as problem:
        if problem.type != "flow-unknown":
            raise
        return None


def _identified(identity: Identity, flow: str, form: IdentifyForm) -> State:
    return identity.identify(
        current_operator(),
        flow,
        customer_number=form.customer_number.data,
        phone=form.phone.data,
        captcha=form.captcha.data if form.captcha else "",
        consents=form.consents(),
        locale=current_language(),
    )


def _explain(form: IdentifyForm, problem: ProblemResponse) -> None:
    if problem.type == "validation":
        show_faults(form, problem)
    elif problem.type == "captcha-wrong":
        form.captcha.errors = [problem_message(problem, current_operator())]
    elif problem.type in NEW_IMAGE:
        form.form_errors.append(problem_message(problem, current_operator()))
    else:
        raise problem
    if form.captcha and problem.type in NEW_IMAGE:
        form.captcha.data = ""


def _page(form: IdentifyForm, fresh_captcha: bool = False) -> str:
    return render_template("pages/register_identify.html", form=form, fresh_captcha=fresh_captcha)
