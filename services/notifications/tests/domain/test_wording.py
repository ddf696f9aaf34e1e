"""Spans, office hours and masked names, as people read them."""

from datetime import timedelta

import pytest

from notifications.domain.wording import hours, masked, money, span


@pytest.mark.parametrize(
    ("length", "pl", "en"),
    [
        (timedelta(seconds=5), "1 minutę", "1 minute"),
        (timedelta(minutes=2), "2 minuty", "2 minutes"),
        (timedelta(minutes=5), "5 minut", "5 minutes"),
        (timedelta(minutes=12), "12 minut", "12 minutes"),
        (timedelta(minutes=22), "22 minuty", "22 minutes"),
        (timedelta(hours=1), "1 godzinę", "1 hour"),
        (timedelta(minutes=90), "90 minut", "90 minutes"),
        (timedelta(hours=24), "24 godziny", "24 hours"),
        (timedelta(hours=24) - timedelta(milliseconds=7), "24 godziny", "24 hours"),
        (timedelta(hours=23, minutes=50), "23 godziny", "23 hours"),
        (timedelta(days=2), "2 dni", "2 days"),
        (timedelta(days=3), "3 dni", "3 days"),
    ],
)
def test_a_span_in_words(length, pl, en):
    assert (span(length, "pl"), span(length, "en")) == (pl, en)


def test_office_hours_name_every_part_of_the_week():
    opening = [
        {"days": "mon-wed", "from": "07:00", "to": "15:00"},
        {"days": "thu", "from": "07:00", "to": "17:00"},
        {"days": "fri", "from": "07:00", "to": "13:00"},
    ]
    assert hours(opening, "pl") == "pon.–śr. 7:00–15:00, czw. 7:00–17:00, pt. 7:00–13:00"
    assert hours(opening, "en") == "Mon–Wed 7:00–15:00, Thu 7:00–17:00, Fri 7:00–13:00"


@pytest.mark.parametrize(
    ("grosze", "pl", "en"),
    [
        (0, "0,00 zł", "0.00 zł"),
        (5, "0,05 zł", "0.05 zł"),
        (12847, "128,47 zł", "128.47 zł"),
        (123456, "1 234,56 zł", "1,234.56 zł"),
        (123456789, "1 234 567,89 zł", "1,234,567.89 zł"),
        (-1250, "\u221212,50 zł", "\u221212.50 zł"),
    ],
)
def test_an_amount_never_breaks(grosze, pl, en):
    assert (money(grosze, "pl"), money(grosze, "en")) == (
        pl.replace(" ", "\xa0"),
        en.replace(" ", "\xa0"),
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("jan.kowalski", "ja•••i"),
        ("kasia1", "ka•••1"),
        ("anna", "a•••a"),
        ("ola", "o•••"),
        ("", "•••"),
    ],
)
def test_a_masked_name_hides_its_middle_and_its_length(name, shown):
    assert masked(name) == shown
