"""Password policies: each seed's rules are data."""

import pytest

from identity.domain.password import PasswordPolicy, context_words, password_faults

COMMON = frozenset({"qwertyuiop123"})
MODERN = PasswordPolicy(12, 128, COMMON)
S3 = PasswordPolicy(8, 128, frozenset(), False, (("upper",), ("digit", "special")))
S4 = PasswordPolicy(8, 32, frozenset(), False, (("upper",), ("lower",), ("digit",)))


@pytest.mark.parametrize(
    ("policy", "password", "rules"),
    [
        pytest.param(MODERN, "a" * 11, ("password.too-short",), id="eleven"),
        pytest.param(MODERN, "abcdefghijk!", (), id="twelve, no classes asked"),
        pytest.param(MODERN, "a" * 129, ("password.too-long",), id="too long"),
        pytest.param(MODERN, "QWERTYuiop123", ("password.common",), id="common, any case"),
        pytest.param(MODERN, "xqwertyuiop123", (), id="the block list means whole passwords"),
        pytest.param(MODERN, "zażółć gęślą jaźń", (), id="spaces and diacritics"),
        pytest.param(S3, "Abcdefgh", ("password.missing-special",), id="L5: digit or special"),
        pytest.param(S3, "Abcdefg1", (), id="L5: a digit will do"),
        pytest.param(S3, "Abcdefg!", (), id="L5: a special will do"),
        pytest.param(S3, "abcdefg1", ("password.missing-upper",), id="L5: upper"),
        pytest.param(
            S4,
            "--------",
            ("password.missing-upper", "password.missing-lower", "password.missing-digit"),
            id="L6: all three",
        ),
        pytest.param(S4, "Aa1" + "x" * 29, (), id="L6: thirty-two"),
        pytest.param(S4, "Aa1" + "x" * 30, ("password.too-long",), id="L6: thirty-three"),
    ],
)
def test_policies(policy, password, rules):
    assert password_faults(password, policy, ()) == rules


@pytest.mark.parametrize("password", ["mojobarbara12", "BARBARA-zielona", "xx10482217xx"])
def test_context_is_refused(password):
    context = context_words("barbara.nowa@poczta", "10482217", None)
    assert password_faults(password, MODERN, context) == ("password.contains-context",)


def test_short_words_are_no_context():
    assert context_words("jan.kot", "vo") == {"jan.kot"}


def test_length_is_counted_in_characters_as_the_person_sees_them():
    """Twelve letters, of which one came in two parts."""
    assert password_faults("o\u0301" + "b" * 11, MODERN, ()) == ()
    assert password_faults("o\u0301" + "b" * 10, MODERN, ()) == ("password.too-short",)
