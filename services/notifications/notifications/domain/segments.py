"""How many messages a phone network makes, and bills, of one SMS text (3GPP TS 23.038, 23.040).

Counting characters and dividing is wrong at the seams: an escaped GSM-7 character (the euro
sign) and a surrogate pair (an emoji) are never cut in two, so a segment may stay unfilled.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True)
class Alphabet:
    name: str
    alone: int  # units in a message of one segment
    joined: int  # units in each of several segments, less the header that joins them


GSM7 = Alphabet("GSM-7", 160, 153)
UCS2 = Alphabet("UCS-2", 70, 67)


@dataclass(frozen=True)
class Segments:
    alphabet: Alphabet
    units: int
    count: int


def segments(text: str) -> Segments:
    alphabet = GSM7 if _BASIC.union(_EXTENDED).issuperset(text) else UCS2
    widths = [_width(char, alphabet) for char in text]
    units = sum(widths)
    count = 1 if units <= alphabet.alone else _packed(widths, alphabet.joined)
    return Segments(alphabet, units, count)


def _width(char: str, alphabet: Alphabet) -> int:
    if alphabet is GSM7:
        return 2 if char in _EXTENDED else 1
    return 2 if ord(char) > 0xFFFF else 1


def _packed(widths: Iterable[int], size: int) -> int:
    count, used = 1, 0
    for width in widths:
        if used + width > size:
            count, used = count + 1, 0
        used += width
    return count
