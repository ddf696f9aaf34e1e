"""The activation link: R7."""

import pytest
from registration_testing import LINK

PATH = f"/activate/{LINK}"


@pytest.mark.rule("R7")
def test_looking_at_a_link_changes_nothing(browser, identity):
    for _ in range(3):
        answer = browser("GET", PATH)
        assert answer.status_code == 200
        assert "Potwierdź</button>" in answer.text
    assert identity.link == "usable"


@pytest.mark.rule("R7")
def test_the_button_verifies_the_address(browser, identity):
    answer = browser("POST", PATH, follow_redirects=True)
    assert answer.request.path == "/activated"
    assert "Potwierdzenie adresu e-mail" in answer.text
    assert "Twój adres e-mail został poprawnie zweryfikowany." in answer.text
    assert "Przejdź do strony logowania" in answer.text
    assert identity.link == "used"


@pytest.mark.rule("R7")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("state", "heading", "way_on"),
    [
        ("used", "Ten link był już użyty", 'href="/sign-in"'),
        ("expired", "Ten link wygasł", 'href="/register"'),
    ],
)
def test_a_link_that_opens_nothing_says_what_to_do(
    browser, identity, method, state, heading, way_on
):
    identity.link = state
    answer = browser(method, PATH)
    assert answer.status_code == 410
    main = answer.text.split("<main")[1]
    assert heading in main
    assert way_on in main
    assert "Potwierdź</button>" not in main
    assert "tel:588588150" in main


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_link_says_what_to_do(browser, method):
    answer = browser(method, "/activate/torn")
    assert answer.status_code == 404
    assert "Nie znamy tego linku" in answer.text


def test_a_link_of_another_kind_activates_nothing(browser, identity):
    identity.peek_link = lambda *_: {"purpose": "reset-password", "state": "usable"}
    answer = browser("GET", PATH)
    assert answer.status_code == 404
    assert "Potwierdź</button>" not in answer.text


def test_the_secret_in_the_address_is_kept_from_caches_and_other_sites(browser):
    headers = browser("GET", PATH).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
