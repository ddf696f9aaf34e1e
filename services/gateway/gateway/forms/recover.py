"""The fields of recovery: who it is, how to reach them, the code that came."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from chassis.operators import Operator
from gateway.forms.register import stripped, unspaced

FormData = Any  # what a request's form is, or nothing
CHANNELS = {"sms": _l("SMS z kodem"), "email": _l("E-mail z linkiem")}


class RecoverForm(Form):
    """As much as signing in asks for, without the password."""

    identifier = StringField(
        _l("Nazwa użytkownika / Numer Klienta"),
        [DataRequired(_l("Wpisz nazwę użytkownika albo Numer Klienta"))],
        [stripped],
    )
    channel = RadioField(
        _l("Jak chcesz ustawić nowe hasło?"), [InputRequired(_l("Wybierz SMS albo e-mail"))]
    )
    captcha = StringField(
        _l("Przepisz tekst z obrazka"), [DataRequired(_l("Przepisz tekst z obrazka"))], [stripped]
    )

    channels: Sequence[str] = ()

    def chosen_channel(self) -> str:
        return str(self.channel.data) if self.channel else self.channels[0]


class RecoveryCodeForm(Form):
    code = StringField(_l("Kod z SMS"), [DataRequired(_l("Wpisz kod z SMS"))], [unspaced])
    digits = 6

    def validate_code(self, field: StringField) -> None:
        """What cannot be a code costs no try."""
        if not re.fullmatch(f"[0-9]{{{self.digits}}}", field.data or ""):
            raise ValidationError(
                gettext("Kod to same cyfry, jest ich %(digits)s.", digits=self.digits)
            )


def recover_form(operator: Operator, typed: FormData = None) -> RecoverForm:
    """With the operator's channels, and without a captcha where there is none."""
    rules = operator.section("recovery")
    form = RecoverForm(typed, channel=rules["channels"][0])
    form.channels = rules["channels"]
    form.channel.choices = [(name, CHANNELS[name]) for name in rules["channels"]]
    if len(rules["channels"]) == 1:
        del form.channel
    if rules["captcha"] == "none":
        del form.captcha
    return form
