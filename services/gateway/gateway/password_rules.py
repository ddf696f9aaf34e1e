"""The operator's rules for passwords, told before anything is typed."""

from flask_babel import gettext

from chassis.operators import Operator
from gateway.messages import limits


def password_hint(operator: Operator) -> str:
    needed = ", ".join(
        _class_name(name) for name in operator.section("password")["required_classes"]
    )
    parts = [
        gettext("Od %(password_min)s do %(password_max)s znaków.", **limits(operator)),
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
