"""How a text fits into SMS parts: GSM-7 or UCS-2, and what `normalize` does to it."""

import unicodedata

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_ESCAPED = set("^{}\\[~]|€")
SINGLE, PART = {"gsm": 160, "ucs2": 70}, {"gsm": 153, "ucs2": 67}


def is_gsm(text: str) -> bool:
    return set(text) <= GSM | GSM_ESCAPED


def parts(text: str) -> int:
    """No character is ever split between two parts, hence the filling one by one."""
    alphabet = "gsm" if is_gsm(text) else "ucs2"
    widths = [_width(character, alphabet) for character in text]
    if sum(widths) <= SINGLE[alphabet]:
        return 1
    count, room = 1, PART[alphabet]
    for width in widths:
        if width > room:
            count, room = count + 1, PART[alphabet]
        room -= width
    return count


def normalized(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate({ord("ł"): "l", ord("Ł"): "L"}))
    return "".join(character for character in plain if not unicodedata.combining(character))


def _width(character: str, alphabet: str) -> int:
    if alphabet == "gsm":
        return 2 if character in GSM_ESCAPED else 1
    return len(character.encode("utf-16-be")) // 2
