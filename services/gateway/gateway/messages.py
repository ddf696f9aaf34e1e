"""What the person reads when identity refuses: one sentence for each problem and broken rule.

A sentence says what to do. `%(name)s` is filled in from the operator's profile and from the
facts of the problem.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from chassis.http_client import ProblemResponse
from chassis.operators import Operator
from gateway.formats import time_of_day

RULES: Mapping[str, Any] = {
    "customer-number.format": _l("To nie wygląda na Numer Klienta. Sprawdź go na fakturze."),
    "phone.invalid": _l("To nie jest numer telefonu. Numer w Polsce ma 9 cyfr."),
    "channel.unknown": _l("Wybierz SMS albo e-mail"),
    "locale.unknown": _l("Wybierz inny język strony."),
    "consent.required": _l("Zaznacz zgodę, bez niej nie wyślemy SMS"),
    "consent.unknown": _l("Odśwież stronę i zaznacz zgodę jeszcze raz."),
    "user-name.taken": _l("Ta nazwa jest zajęta. Wybierz inną."),
    "user-name.too-short": _l(
        "Ta nazwa jest za krótka. Najmniejsza liczba znaków: %(user_name_min)s."
    ),
    "user-name.too-long": _l(
        "Ta nazwa jest za długa. Największa liczba znaków: %(user_name_max)s."
    ),
    "user-name.characters": _l(
        "Nazwa zaczyna się od litery; dalej mogą być litery, cyfry i znaki . _ - + @"
    ),
    "user-name.reserved": _l("Tej nazwy nie można wybrać. Wybierz inną."),
    "password.wrong": _l("To nie jest Twoje aktualne hasło. Sprawdź, co wpisujesz."),
    "password.too-short": _l(
        "To hasło jest za krótkie. Najmniejsza liczba znaków: %(password_min)s."
    ),
    "password.too-long": _l("To hasło jest za długie. Największa liczba znaków: %(password_max)s."),
    "password.common": _l("To hasło jest na listach najczęściej zgadywanych. Wymyśl inne."),
    "password.contains-context": _l(
        "Hasło nie może zawierać Twojej nazwy, numeru, adresu ani nazwy operatora."
    ),
    "password.missing-upper": _l("Dodaj do hasła wielką literę."),
    "password.missing-lower": _l("Dodaj do hasła małą literę."),
    "password.missing-digit": _l("Dodaj do hasła cyfrę."),
    "password.missing-special": _l("Dodaj do hasła znak specjalny, na przykład ! albo -"),
    "email.invalid": _l("To nie wygląda na adres e-mail. Wzór: nazwa@domena.pl"),
}

PROBLEMS: Mapping[str, Any] = {
    "captcha-wrong": _l("Tekst nie zgadza się z obrazkiem. Przepisz tekst z nowego obrazka."),
    "already-registered": _l(
        "Podany numer klienta jest już zarejestrowany w systemie – zaloguj się lub skorzystaj "
        "z funkcji Zapomniałem hasła"
    ),
    "code-wrong": _l("To hasło jest nieprawidłowe. Pozostałe próby: %(tries_left)s."),
    "code-expired": _l("To hasło wygasło. Wyślij nowe hasło i przepisz je tutaj."),
    "resend-too-soon": _l("Nowe hasło możesz wysłać od %(retry_at)s."),
    "too-many-codes": _l(
        "Na ten numer wysłaliśmy już zbyt wiele haseł. Spróbuj po %(retry_at)s albo zadzwoń do nas."
    ),
}

# Where a new password is at stake, the SMS brings a code, lest two passwords are confused.
RECOVERY_PROBLEMS: Mapping[str, Any] = {
    "captcha-wrong": PROBLEMS["captcha-wrong"],
    "code-wrong": _l("Ten kod jest nieprawidłowy. Pozostałe próby: %(tries_left)s."),
    "code-expired": _l("Ten kod wygasł. Wyślij nowy kod i przepisz go tutaj."),
    "resend-too-soon": _l("Nowy kod możesz wysłać od %(retry_at)s."),
    "too-many-codes": _l(
        "Wysłaliśmy już zbyt wiele kodów. Spróbuj po %(retry_at)s albo zadzwoń do nas."
    ),
}

UNKNOWN_RULE = _l("Popraw to pole.")


def rule_message(rule: str, operator: Operator) -> str:
    return str(RULES.get(rule, UNKNOWN_RULE)) % limits(operator)


def problem_message(
    problem: ProblemResponse, operator: Operator, sentences: Mapping[str, Any] = PROBLEMS
) -> str:
    facts = dict(problem.problem)
    if "retry_at" in facts:
        facts["retry_at"] = first_minute(facts["retry_at"], operator.timezone)
    return str(sentences[problem.type]) % facts


def first_minute(instant: str, timezone: str) -> str:
    """The first full minute at which a moment has come: 10:24:40 → 10:25."""
    minute = timedelta(minutes=1)
    moment = datetime.fromisoformat(instant)
    rest = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return time_of_day((moment + (minute - rest) % minute).isoformat(), timezone)


def limits(operator: Operator) -> dict[str, int]:
    """The numbers of the operator's profile that a sentence may name."""
    user_name, password = operator.section("user_name"), operator.section("password")
    return {
        "user_name_min": user_name["min_length"],
        "user_name_max": user_name["max_length"],
        "password_min": password["min_length"],
        "password_max": password["max_length"],
    }
