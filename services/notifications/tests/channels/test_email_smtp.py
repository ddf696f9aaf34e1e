"""E-mail over SMTP against a real server that misbehaves on demand."""

import threading
from email import message_from_bytes
from email.policy import default

import pytest
from notifications_testing import LINK, MAILBOX, a_mail
from provider_sinks import free_port

from notifications.channels.base import ProviderAlarm, TryAgain, Undeliverable
from notifications.channels.email_smtp import MAX_IDLE_SECONDS, MAX_MAILS, EmailSmtp
from notifications.channels.smtp_server import SmtpServer, smtp_server


class Stopwatch:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def stopwatch():
    return Stopwatch()


@pytest.fixture
def mail(mail_sink, stopwatch):
    server = SmtpServer("smtp", "127.0.0.1", mail_sink.port, timeout=0.5)
    return EmailSmtp(server, monotonic=stopwatch)


def keys(sink):
    read = [message_from_bytes(envelope.content, policy=default) for envelope in sink.mails]
    return [str(one["Message-ID"]) for one in read]


def test_a_mail_reaches_the_server_whole(mail, mail_sink):
    mail.send(a_mail())
    (envelope,) = mail_sink.mails
    assert envelope.mail_from == "ebok@virtualoperator.pl"
    assert envelope.rcpt_tos == [MAILBOX]
    read = message_from_bytes(envelope.content, policy=default)
    assert LINK in read.get_body(("plain",)).get_content()


def test_one_connection_carries_many_mails(mail, mail_sink):
    for number in range(5):
        mail.send(a_mail(key=f"key-{number}"))
    assert len(mail_sink.mails) == 5
    assert mail_sink.connections == 1


def test_a_connection_dropped_between_two_mails_is_replaced_at_once(mail, mail_sink):
    mail.send(a_mail(key="first"))
    mail_sink.script["MAIL"].append("drop")
    mail.send(a_mail(key="second"))
    assert keys(mail_sink) == ["<first@virtualoperator.pl>", "<second@virtualoperator.pl>"]
    assert mail_sink.connections == 2


def test_a_421_between_two_mails_is_no_failure_either(mail, mail_sink):
    mail.send(a_mail(key="first"))
    mail_sink.script["MAIL"].append("421 4.4.2 Timeout")
    mail.send(a_mail(key="second"))
    assert len(mail_sink.mails) == 2
    assert mail_sink.connections == 2


@pytest.mark.parametrize("answer", ["drop", "421 4.3.2 Shutting down"])
def test_a_fresh_connection_that_dies_is_not_tried_for_ever(mail, mail_sink, answer):
    mail_sink.script["MAIL"].append(answer)
    with pytest.raises(TryAgain, match="smtp-lost-at-mail"):
        mail.send(a_mail())
    assert mail_sink.connections == 1


def test_a_silence_after_the_last_dot_is_left_to_a_later_try_with_the_same_key(mail, mail_sink):
    mail_sink.script["DATA"].append("take, then drop")
    with pytest.raises(TryAgain, match="smtp-lost-at-data"):
        mail.send(a_mail())
    mail.send(a_mail())
    assert keys(mail_sink) == ["<key-1@virtualoperator.pl>"] * 2


@pytest.mark.parametrize(
    ("stage", "answer", "problem", "reason"),
    [
        (
            "RCPT",
            "550 5.1.1 <jan.kowalski@poczta.example> unknown",
            Undeliverable,
            "smtp-550 5.1.1",
        ),
        ("RCPT", "553 no such user", Undeliverable, "smtp-553"),
        ("RCPT", "550 5.7.1 Relaying denied", ProviderAlarm, "smtp-550 5.7.1"),
        ("RCPT", "450 4.2.0 Greylisted", TryAgain, "smtp-450 4.2.0"),
        ("RCPT", "452 4.2.2 Mailbox full", TryAgain, "smtp-452 4.2.2"),
        ("MAIL", "553 5.1.8 Sender rejected", ProviderAlarm, "smtp-553 5.1.8"),
        ("MAIL", "530 5.7.0 Authentication required", ProviderAlarm, "smtp-530 5.7.0"),
        ("MAIL", "451 4.3.0 Later", TryAgain, "smtp-451 4.3.0"),
        ("DATA", "554 5.6.0 Content refused", Undeliverable, "smtp-554 5.6.0"),
        ("DATA", "451 4.3.0 Later", TryAgain, "smtp-451 4.3.0"),
        ("DATA", "421 4.3.2 Shutting down", TryAgain, "smtp-lost-at-data"),
    ],
)
def test_a_refused_mail_tells_its_kind_by_code_and_spoils_no_other(
    mail, mail_sink, stage, answer, problem, reason
):
    mail.send(a_mail(key="before"))
    mail_sink.mails.clear()
    mail_sink.script[stage].append(answer)
    with pytest.raises(problem) as caught:
        mail.send(a_mail(key="refused"))
    assert type(caught.value) is problem
    assert caught.value.reason == reason
    mail.send(a_mail(key="after"))
    assert keys(mail_sink) == ["<after@virtualoperator.pl>"]
    (envelope,) = mail_sink.mails
    assert envelope.rcpt_tos == [MAILBOX]


def test_a_refusal_keeps_the_connection(mail, mail_sink):
    mail_sink.script["RCPT"].append("550 5.1.1 unknown")
    with pytest.raises(Undeliverable):
        mail.send(a_mail())
    mail.send(a_mail())
    assert mail_sink.connections == 1


def test_an_idle_connection_is_not_trusted(mail, mail_sink, stopwatch):
    mail.send(a_mail())
    stopwatch.seconds += MAX_IDLE_SECONDS + 1
    mail.send(a_mail())
    assert mail_sink.connections == 2


def test_a_connection_retires_after_its_share_of_mails(mail, mail_sink):
    for number in range(MAX_MAILS + 1):
        mail.send(a_mail(key=f"key-{number}"))
    assert len(mail_sink.mails) == MAX_MAILS + 1
    assert mail_sink.connections == 2


def test_each_thread_has_a_connection_of_its_own(mail, mail_sink):
    threads = [threading.Thread(target=mail.send, args=(a_mail(),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(mail_sink.mails) == 3
    assert mail_sink.connections == 3


def test_an_absent_server_means_try_again():
    nobody = EmailSmtp(SmtpServer("smtp", "127.0.0.1", free_port(), timeout=0.5))
    with pytest.raises(TryAgain, match="smtp-unreachable"):
        nobody.send(a_mail())


def test_a_server_that_does_not_greet_is_given_up_after_the_time_limit(silent_port):
    silent = EmailSmtp(SmtpServer("smtp", "127.0.0.1", silent_port, timeout=0.2))
    with pytest.raises(TryAgain):
        silent.send(a_mail())


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", SmtpServer("smtp", "127.0.0.1", 1025)),
        ("smtp://mx", SmtpServer("smtp", "mx", 25)),
        ("starttls://u:p%40ss@mx", SmtpServer("starttls", "mx", 587, "u", "p@ss")),
        ("smtps://mx", SmtpServer("smtps", "mx", 465)),
    ],
)
def test_a_url_says_where_and_how(url, server):
    assert smtp_server(url) == server


@pytest.mark.parametrize("url", ["", "mx:25", "http://mx", "smtp://"])
def test_a_url_that_says_neither_is_refused(url):
    with pytest.raises(ValueError, match="expects smtp"):
        smtp_server(url)


def test_a_password_is_not_part_of_what_is_printed():
    assert "p@ss" not in repr(smtp_server("starttls://u:p%40ss@mx"))
