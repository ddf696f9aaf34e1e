"""Registration, steps 2 and 3: user name, password, e-mail; then look into the mail (R6, R7)."""

from flask import Blueprint, Response, render_template, request
from flask_babel import format_timedelta, gettext
from werkzeug.wrappers import Response as Answer

from chassis.http_client import ProblemResponse
from chassis.operators import Operator, duration
from gateway.access import everybody
from gateway.clients.identity import Identity
from gateway.forms.faults import show_faults
from gateway.forms.register import CredentialsForm
from gateway.hosts import current_operator
from gateway.messages import limits
from gateway.pages.register_flow import REGISTRATION


def add_credentials(pages: Blueprint, identity: Identity) -> None:
    _add_choice(pages, identity)
    _add_mail_sent(pages, identity)


def _add_choice(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/register/credentials")
    @everybody
    def credentials() -> Answer:
        state = identity.registration(current_operator(), REGISTRATION.token())
        if state["step"] != "credentials":
            return REGISTRATION.page_of(state["step"])
        return _page(CredentialsForm(email=state["email"]))

    @pages.post("/register/credentials")
    @everybody
    def choose_credentials() -> Answer:
        flow, form = REGISTRATION.token(), CredentialsForm(request.form)
        if not form.validate():
            return _page(form, 422)
        try:
            return REGISTRATION.page_of(_chosen(identity, flow, form))
        except ProblemResponse as problem:
            if problem.type != "validation":
                raise
            show_faults(form, problem)
            return _page(form, 422)


def _add_mail_sent(pages: Blueprint, identity: Identity) -> None:
    @pages.get("/register/mail-sent")
    @everybody
    def mail_sent() -> Answer:
        state = identity.registration(current_operator(), REGISTRATION.token())
        if state["step"] != "activate":
            return REGISTRATION.page_of(state["step"])
        life = _in_words(current_operator().section("registration")["activation_link_life"])
        return Response(render_template("pages/register_mail_sent.html", link_life=life))


def _chosen(identity: Identity, flow: str, form: CredentialsForm) -> str:
    """The step that is due next."""
    state = identity.choose_credentials(
        current_operator(),
        flow,
        user_name=form.user_name.data,
        password=form.password.data,
        email=form.email.data,
    )
    return str(state["step"])


def _page(form: CredentialsForm, status: int = 200) -> Answer:
    operator = current_operator()
    text = render_template(
        "pages/register_credentials.html",
        form=form,
        user_name_hint=_user_name_hint(operator),
        password_hint=_password_hint(operator),
    )
    return Response(text, status)


def _user_name_hint(operator: Operator) -> str:
    return gettext(
        "Tą nazwą będziesz się logować. Od %(user_name_min)s do %(user_name_max)s znaków: litery, "
        "cyfry i . _ - + @, na początku litera.",
        **limits(operator),
    )


def _password_hint(operator: Operator) -> str:
    """The rules before typing, as the profile has them."""
    length = gettext("Od %(password_min)s do %(password_max)s znaków.", **limits(operator))
    needed = ", ".join(
        _class_name(name) for name in operator.section("password")["required_classes"]
    )
    parts = [
        length,
        gettext("Potrzebne są: %(classes)s.", classes=needed) if needed else "",
        gettext("Dobre są trzy lub cztery niepowiązane słowa."),
        gettext("Możesz wkleić hasło z menedżera haseł."),
    ]
    return " ".join(part for part in parts if part)


def _class_name(name: str) -> str:
    names = {
        "upper": gettext("wielka litera"),
        "lower": gettext("mała litera"),
        "digit": gettext("cyfra"),
        "special": gettext("znak specjalny"),
    }
    return names[name]


def _in_words(life: str) -> str:
    """24 godziny, 3 dni."""
    return format_timedelta(duration(life), granularity="minute", threshold=2)
