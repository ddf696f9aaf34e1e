"""The help page: L3, C19."""

import re

import pytest
from registration_testing import plain


@pytest.mark.rule("L3")
def test_both_questions_of_the_sign_in_page_have_their_answer(browser):
    text = plain(browser("GET", "/help"))
    assert '<section class="ok-card" id="access"' in text
    assert "Jak uzyskać dostęp do eBOK?" in text
    assert '<section class="ok-card" id="sign-in"' in text
    assert "Problemy z logowaniem" in text


@pytest.mark.rule("C19")
def test_every_department_is_there_with_its_hours(browser):
    text = re.sub(r"<[^>]+>", "", plain(browser("GET", "/help")))
    assert "588 588 150" in text
    assert "Infolinia obsługowa: pon.–pt. 8:00–20:00" in text
    assert "Dział Techniczny: pon.–pt. 7:00–22:00" in text


def test_the_hint_names_what_the_operator_lets_one_sign_in_with(browser):
    assert "albo Numer Klienta" in browser("GET", "/help").text
