"""Signing in and out: L1, L2, L3, L15."""

import pytest
from gateway_testing import SESSION, refusal, title, words

from gateway.access import own_path


def sign_out(browser):
    browser.get("/")
    browser.post("/sign-out")


@pytest.mark.rule("L1")
def test_the_page_has_the_texts_of_the_manual(browser):
    page = browser.get("/sign-in")
    assert title(page) == "Zaloguj się – eBOK Virtual Operator"
    for text in (
        "Zaloguj się do Elektronicznego Biura Obsługi Klienta",
        "Nazwa użytkownika / Numer Klienta",
        "Hasło",
        "Zarejestruj się",
        "Jak uzyskać dostęp do eBOK?",
        "Problemy z logowaniem",
    ):
        assert text in words(page)
    assert 'href="#"' not in page.text


@pytest.mark.rule("L1")
@pytest.mark.parametrize("identifier", ["kornelia", "10482217", "  kornelia "])
def test_a_user_name_or_a_customer_number_opens(browser, identifier):
    answer = browser.sign_in(identifier)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Dzień dobry, Kornelia Szczuka" in words(browser.get("/"))


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser):
    header = next(
        line
        for line in browser.sign_in().headers.getlist("Set-Cookie")
        if line.startswith("__Host-okienko=")
    )
    assert header == f"__Host-okienko={SESSION}; Secure; HttpOnly; Path=/; SameSite=Lax"


def test_wrong_password_and_unknown_name_are_told_alike(browser):
    answers = [
        browser.sign_in("kornelia", "Zupelnie-Inne-1"),
        browser.sign_in("nobody", "Zupelnie-Inne-1"),
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert words(answers[0]) == words(answers[1])
    assert "lub hasło się nie zgadza" in words(answers[0])
    assert 'role="alert"' in answers[0].text
    assert browser.cookie("__Host-okienko") is None


def test_the_password_never_comes_back(browser):
    assert "Zupelnie-Inne-1" not in browser.sign_in("kornelia", "Zupelnie-Inne-1").text


def test_empty_fields_are_named(browser):
    page = browser.sign_in("", "")
    assert page.status_code == 422
    assert "Popraw 2 pola" in words(page)
    assert 'href="#identifier"' in page.text
    assert 'href="#password"' in page.text


@pytest.mark.rule("L2")
def test_only_the_user_name_is_remembered_and_only_when_asked(browser):
    browser.sign_in()
    assert browser.cookie("__Host-okienko-name") is None
    sign_out(browser)
    browser.sign_in(remember="y")
    assert browser.cookie("__Host-okienko-name").value == "kornelia"
    sign_out(browser)
    assert 'value="kornelia"' in browser.get("/sign-in").text
    browser.sign_in()
    assert browser.cookie("__Host-okienko-name") is None


@pytest.mark.rule("L2")
@pytest.mark.parametrize("number", ["10482217", "90010112345"])
def test_numbers_are_not_remembered(browser, number):
    assert browser.sign_in(number, remember="y").status_code == 303
    assert browser.cookie("__Host-okienko-name") is None


def test_a_closed_sign_in_tells_when_it_opens_and_whom_to_call(browser, identity):
    identity.refuse = refusal(423, "sign-in-closed", opens_at="2026-11-21T09:30:00.000Z")
    page = browser.sign_in()
    assert page.status_code == 423
    assert "10:30" in words(page)  # Warsaw
    assert "588 588 150" in words(page)
    assert 'type="password"' not in page.text


def test_one_that_only_the_office_opens_tells_no_time(browser, identity):
    identity.refuse = refusal(423, "sign-in-closed", opens_at=None)
    page = browser.sign_in()
    assert "Odblokuje je Biuro Obsługi Klienta" in words(page)


def test_a_busy_identity_asks_for_patience(browser, identity):
    identity.refuse = refusal(429, "busy", headers={"Retry-After": "3"})
    page = browser.sign_in()
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "3"
    assert "Odczekaj kilka sekund" in words(page)


@pytest.mark.rule("L15")
def test_after_signing_out_the_old_cookie_opens_nothing(customer):
    customer.get("/")
    answer = customer.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert customer.cookie("__Host-okienko") is None
    customer.client.set_cookie("__Host-okienko", SESSION, domain="virtual-operator.localhost")
    assert customer.get("/invoices").location == "/sign-in?next=%2Finvoices"


def test_a_page_asked_for_without_a_session_is_shown_after_signing_in(browser):
    assert browser.get("/invoices?status=paid").location == (
        "/sign-in?next=%2Finvoices%3Fstatus%3Dpaid"
    )
    browser.get("/sign-in?next=%2Finvoices%3Fstatus%3Dpaid")
    assert browser.sign_in(next="/invoices?status=paid").location == "/invoices?status=paid"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tevil",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        None,
    ],
)
def test_no_way_leads_to_another_site(browser, target):
    assert own_path(target) == "/"
    assert browser.sign_in(next=target or "").location == "/"


def test_a_session_that_ended_says_so_and_its_cookie_goes(customer, identity):
    identity.ended = "idle"
    answer = customer.get("/invoices")
    assert answer.location == "/sign-in?next=%2Finvoices&ended=idle"
    assert customer.cookie("__Host-okienko") is None
    page = words(customer.get(answer.location))
    assert "nic się nie działo, dlatego zakończyliśmy sesję. Zaloguj się ponownie, wrócisz" in page


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("absolute", "nie może trwać dłużej"), ("revoked", "na przykład po zmianie hasła")],
)
def test_every_end_has_its_sentence(browser, reason, sentence):
    assert sentence in words(browser.get(f"/sign-in?ended={reason}"))


@pytest.mark.parametrize("reason", ["unknown", "signed-out", "<b>", ""])
def test_an_end_that_is_no_surprise_is_not_told(browser, reason):
    assert 'role="status"' not in browser.get(f"/sign-in?ended={reason}").text


def test_a_form_that_came_after_the_end_leads_back_to_its_page(customer, identity):
    customer.get("/settings/password")
    identity.ended = "idle"
    answer = customer.post("/settings/password", current="a", new="b", new_repeat="b")
    assert answer.location == "/sign-in?next=%2Fsettings%2Fpassword&ended=idle"


def test_a_session_that_ends_between_two_services_leads_back_too(customer, billing):
    def refuse(*_):
        raise refusal(401, "token-expired")

    billing.invoices = refuse
    assert customer.get("/invoices").location == "/sign-in?next=%2Finvoices&ended=revoked"
