"""The fields of registration: what a person types, and what can be told before asking identity."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Form, PasswordField, StringField, TelField
from wtforms.validators import DataRequired, EqualTo, InputRequired, ValidationError

from chassis.operators import Operator
from gateway.languages import in_language
from gateway.messages import RULES

FormData = Any  # what a request's form is, or nothing


def stripped(text: str | None) -> str | None:
    return text.strip() if text else text


def unspaced(text: str | None) -> str | None:
    return "".join(text.split()) if text else text


class IdentifyForm(Form):
    """Step 1 (R2, R3); the consents are the operator's."""

    customer_number = StringField(
        _l("Numer Klienta"), [DataRequired(_l("Wpisz Numer Klienta"))], [stripped]
    )
    phone = TelField(_l("Numer telefonu"), [DataRequired(_l("Wpisz numer telefonu"))], [stripped])
    captcha = StringField(
        _l("Przepisz tekst z obrazka"), [DataRequired(_l("Przepisz tekst z obrazka"))], [stripped]
    )

    consent_fields: Mapping[str, str] = {}

    def consents(self) -> list[str]:
        """The keys of the consents that were given."""
        return [key for key, name in self.consent_fields.items() if self[name].data]


class CodeForm(Form):
    """The one-time SMS password (R5)."""

    code = StringField(_l("Hasło SMS"), [DataRequired(_l("Wpisz Hasło SMS"))], [unspaced])
    digits = 6

    def validate_code(self, field: StringField) -> None:
        """What cannot be a code costs no try."""
        if not re.fullmatch(f"[0-9]{{{self.digits}}}", field.data or ""):
            raise ValidationError(
                gettext("Hasło SMS to same cyfry, jest ich %(digits)s.", digits=self.digits)
            )


class CredentialsForm(Form):
    """Step 2 (R6)."""

    user_name = StringField(
        _l("Nazwa użytkownika"), [DataRequired(_l("Wpisz nazwę użytkownika"))], [stripped]
    )
    password = PasswordField(_l("Hasło"), [InputRequired(_l("Wpisz hasło"))])
    password_repeat = PasswordField(
        _l("Powtórz hasło"),
        [
            InputRequired(_l("Wpisz hasło jeszcze raz")),
            EqualTo("password", _l("Hasła różnią się od siebie")),
        ],
    )
    email = EmailField(_l("Adres e-mail"), [DataRequired(_l("Wpisz adres e-mail"))], [stripped])


def given(_: Form, consent: BooleanField) -> None:
    """The star stands at the consent's text, not at its box: no flag on the field."""
    if not consent.data:
        raise ValidationError(str(RULES["consent.required"]))


def identify_form(operator: Operator, typed: FormData = None) -> IdentifyForm:
    """Step 1 with the operator's consents, and without a captcha where there is none."""
    keys = operator.section("registration")["consents"]
    names = {key: consent_field(key) for key in keys}
    terms = operator.section("consents")
    fields = {names[key]: _consent(terms[key]) for key in keys}
    parts = {**fields, "consent_fields": names}
    form: IdentifyForm = type("OperatorsIdentifyForm", (IdentifyForm,), parts)(typed)
    if operator.section("registration")["captcha"] == "none":
        del form.captcha
    return form


def consent_field(key: str) -> str:
    """phone-processing → consent_phone"""
    return "consent_" + key.removesuffix("-processing").replace("-", "_")


def _consent(terms: Mapping[str, Any]) -> BooleanField:
    checks = [given] if terms["required"] else []
    return BooleanField(in_language(terms["accept"]), checks)
