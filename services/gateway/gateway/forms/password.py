"""New passwords: chosen in Settings, or after the old one was forgotten."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, PasswordField
from wtforms.validators import EqualTo, InputRequired

NEEDED = _l("Wpisz nowe hasło")
NEEDED_AGAIN = _l("Wpisz nowe hasło jeszcze raz")
DIFFERENT = _l("Hasła różnią się od siebie")


class NewPasswordForm(Form):
    password = PasswordField(_l("Nowe hasło"), [InputRequired(NEEDED)])
    password_repeat = PasswordField(
        _l("Powtórz nowe hasło"), [InputRequired(NEEDED_AGAIN), EqualTo("password", DIFFERENT)]
    )


class ChangePasswordForm(Form):
    """L16; named as identity names them."""

    current = PasswordField(_l("Aktualne hasło"), [InputRequired(_l("Wpisz aktualne hasło"))])
    new = PasswordField(_l("Nowe hasło"), [InputRequired(NEEDED)])
    new_repeat = PasswordField(
        _l("Powtórz nowe hasło"), [InputRequired(NEEDED_AGAIN), EqualTo("new", DIFFERENT)]
    )
