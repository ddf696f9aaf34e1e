"""An e-mail as bytes: what a mail program reads, and what nobody can smuggle in."""

from email import message_from_bytes
from email.policy import default

import pytest
from notifications_testing import LINK, MAILBOX, a_mail

from notifications.channels.base import Undeliverable
from notifications.channels.email_message import address, compose


def read(message):
    return message_from_bytes(compose(message).content, policy=default)


def test_a_mail_bears_sender_recipient_subject_and_the_providers_key():
    mail = read(a_mail())
    assert str(mail["From"]) == "eBOK Virtual Operator <ebok@virtualoperator.pl>"
    assert str(mail["To"]) == MAILBOX
    assert str(mail["Subject"]) == "Potwierdź adres"
    assert str(mail["Message-ID"]) == "<key-1@virtualoperator.pl>"
    assert str(mail["Content-Language"]) == "pl"
    assert str(mail["Auto-Submitted"]) == "auto-generated"
    assert mail["Date"].datetime.isoformat() == "2026-11-21T10:00:00+00:00"


def test_both_texts_arrive_unbroken():
    mail = read(a_mail())
    assert LINK in mail.get_body(("plain",)).get_content()
    assert mail.get_body(("html",)).get_content().strip() == "<p>ł</p>"
    assert mail.get_content_type() == "multipart/alternative"


def test_lines_are_short_ascii_and_end_as_strict_servers_want():
    content = compose(a_mail(text="ł" * 3000, html="<p>" + "ż " * 3000 + "</p>")).content
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("subject", ["Hej\r\nBcc: x@example.com", "Hej\nBcc: x@example.com"])
def test_a_subject_cannot_add_a_header(subject):
    with pytest.raises(Undeliverable, match="email-header"):
        compose(a_mail(subject=subject))


@pytest.mark.parametrize(
    "recipient",
    [
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\nRCPT TO:<b@example.com>",
        "a@example.com>\r\nDATA",
        "a@example.com, b@example.com",
        "<a@example.com>",
        "a b@example.com",
        "żółw@example.com",
        "a@",
        "@example.com",
        "example.com",
        "a@exa mple.com",
        "a@..example.com",
        "",
    ],
)
def test_what_is_not_one_address_is_never_sent(recipient):
    with pytest.raises(Undeliverable, match="email-not-an-address"):
        compose(a_mail(recipient=recipient))


def test_an_international_domain_travels_in_its_encoded_form():
    assert address("jan@żółw.example") == "jan@xn--w-uga1v8h.example"
