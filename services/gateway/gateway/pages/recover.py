"""A forgotten password (L8, L10): who it is, and whether an SMS or a mail shall come."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from chassis.clock import Clock
from chassis.http_client import ProblemResponse
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.forms.faults import show_faults
from gateway.forms.recover import RecoverForm, recover_form
from gateway.hosts import current_operator
from gateway.languages import current_language
from gateway.messages import RECOVERY_PROBLEMS, problem_message
from gateway.pages.captchas import IMAGE, SOUND, challenge
from gateway.pages.flows import FlowOver, State
from gateway.pages.recover_code import add_code
from gateway.pages.recover_flow import RECOVERY
from gateway.pages.recover_password import add_password

# After these identity has a new challenge, and the old text is of no use.
NEW_CHALLENGE = ("captcha-wrong", "too-many-codes")


def recover_pages(identity: Identity, clock: Clock) -> Blueprint:
    pages = Blueprint("recover", __name__)
    RECOVERY.lead_back(pages)
    _add_start(pages, identity)
    _add_identify(pages, identity)
    _add_captcha(pages, identity)
    _add_sent(pages, identity)
    add_code(pages, identity, clock)
    add_password(pages, identity)
    return pages


def _add_start(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/recover")
    @everybody
    def start() -> Answer:
        state = _resumed(identity) or identity.begin_recovery(current_operator())
        if state["step"] != "identify":
            return RECOVERY.page_of(state["step"])
        page = make_response(_page(recover_form(current_operator())))
        return RECOVERY.keep(page, state["flow"])

    @pages.post("/recover/restart")
    @everybody
    def restart() -> Answer:
        return RECOVERY.forget(redirect("/recover", 303))


def _add_identify(pages: Blueprint, identity: Identity) -> None:
    @pages.post("/recover")
    @everybody
    def identify() -> Answer:
        flow, form = RECOVERY.token(), recover_form(current_operator(), request.form)
        if not form.validate():
            return Response(_page(form), 422)
        try:
            return RECOVERY.page_of(_identified(identity, flow, form)["step"])
        except ProblemResponse as problem:
            _explain(form, problem)
            return Response(_page(form), problem.status)


def _add_captcha(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/recover/captcha.png")
    @everybody
    def captcha_image() -> Answer:
        return challenge(RECOVERY, identity.recovery_captcha_image, IMAGE)

    @pages.get("/recover/captcha.wav")
    @everybody
    def captcha_sound() -> Answer:
        return challenge(RECOVERY, identity.recovery_captcha_sound, SOUND)

    @pages.post("/recover/captcha")
    @everybody
    def new_captcha() -> str:
        """Keeps what was typed."""
        identity.renew_recovery_captcha(current_operator(), RECOVERY.token())
        form = recover_form(current_operator(), request.form)
        form.captcha.data = ""
        return _page(form, fresh_captcha=True)

    @pages.get("/recover/captcha")
    @everybody
    def back_to_form() -> Answer:
        return redirect("/recover", 303)


def _add_sent(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/recover/sent")
    @everybody
    def sent() -> Answer:
        state = identity.recovery(current_operator(), RECOVERY.token())
        if state["step"] != "sent":
            return RECOVERY.page_of(state["step"])
        life = current_operator().section("recovery")["link_life"]
        return Response(render_template("pages/recover_sent.html", link_life=life))


def _resumed(identity: Identity) -> State | None:
    """The one that is under way; one that is done is followed by a new one."""
    try:
        state = identity.recovery(current_operator(), RECOVERY.token())
    except FlowOver:
        return None
    except ProblemResponse as problem:
        if problem.type != "flow-unknown":
            raise
        return None
    return None if state["step"] == "done" else state


def _identified(identity: Identity, flow: str, form: RecoverForm) -> State:
    return identity.identify_for_recovery(
        current_operator(),
        flow,
        identifier=form.identifier.data,
        captcha=form.captcha.data if form.captcha else "",
        channel=form.chosen_channel(),
        locale=current_language(),
    )


def _explain(form: RecoverForm, problem: ProblemResponse) -> None:
    if problem.type == "validation":
        show_faults(form, problem)
        return
    if problem.type not in NEW_CHALLENGE:
        raise problem
    sentence = problem_message(problem, current_operator(), RECOVERY_PROBLEMS)
    if problem.type == "captcha-wrong":
        form.captcha.errors = [sentence]
    else:
        form.form_errors.append(sentence)
    if form.captcha:
        form.captcha.data = ""


def _page(form: RecoverForm, fresh_captcha: bool = False) -> str:
    return render_template("pages/recover.html", form=form, fresh_captcha=fresh_captcha)
