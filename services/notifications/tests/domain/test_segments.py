"""Exact SMS segments: what the network makes of a text, not characters divided."""

import pytest

from notifications.domain.segments import GSM7, UCS2, segments


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "count"),
    [
        pytest.param("", GSM7, 0, 1, id="an empty text is one message"),
        pytest.param("a" * 160, GSM7, 160, 1, id="160 fit alone"),
        pytest.param("a" * 161, GSM7, 161, 2, id="161 need two"),
        pytest.param("a" * 306, GSM7, 306, 2, id="two hold 153 each"),
        pytest.param("a" * 307, GSM7, 307, 3, id="307 need three"),
        pytest.param("€" * 80, GSM7, 160, 1, id="the euro sign counts twice"),
        pytest.param("a" * 152 + "€" + "a" * 152, GSM7, 306, 3, id="an escape is never cut"),
        pytest.param("a" * 151 + "€" + "a" * 153, GSM7, 306, 2, id="unless it ends a segment"),
        pytest.param("@host #1\n", GSM7, 9, 1, id="at, hash and line break are basic"),
        pytest.param("ł" + "a" * 69, UCS2, 70, 1, id="one Polish letter: 70 alone"),
        pytest.param("ł" + "a" * 70, UCS2, 71, 2, id="71 need two"),
        pytest.param("ł" + "a" * 133, UCS2, 134, 2, id="two hold 67 each"),
        pytest.param("ł" + "a" * 134, UCS2, 135, 3, id="135 need three"),
        pytest.param("ł" + "a" * 65 + "🙂" + "a" * 66, UCS2, 134, 3, id="a pair is never cut"),
        pytest.param("ó", UCS2, 1, 1, id="even ó is not in GSM-7"),
        pytest.param("`", UCS2, 1, 1, id="nor is a backtick"),
    ],
)
def test_segments(text, alphabet, units, count):
    counted = segments(text)
    assert (counted.alphabet, counted.units, counted.count) == (alphabet, units, count)


@pytest.mark.parametrize("letter", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
def test_no_polish_letter_is_in_gsm_7(letter):
    assert segments(letter).alphabet is UCS2
