"""Telephone numbers and e-mail addresses as people type them."""

import re

import phonenumbers

# Deliberately loose: the activation mail is the real proof of an address.
LOCAL_PART = r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}"
DOMAIN = r"(?=.{4,190}\Z)(?:[0-9A-Za-z-]+\.)+[0-9A-Za-z-]{2,}"
EMAIL = re.compile(f"{LOCAL_PART}@{DOMAIN}")


def e164(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked_phone(number: str) -> str:
    """+48600100200 as 600 ••• 200; of other lengths and countries only the end is shown."""
    end = number[-3:]
    if number.startswith("+48") and len(number) == len("+48600100200"):
        return f"{number[3:6]} ••• {end}"
    return f"••• {end}"


def is_email(text: str) -> bool:
    return EMAIL.fullmatch(text) is not None
