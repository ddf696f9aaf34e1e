"""When the URL says TLS, nothing is sent without it, and never to a stranger."""

import contextlib

import pytest
from notifications_testing import a_mail
from provider_sinks import MailSink, password_is

from notifications.channels.base import ProviderAlarm
from notifications.channels.email_smtp import EmailSmtp
from notifications.channels.smtp_server import SmtpServer


@contextlib.contextmanager
def running(sink):
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()


def mail_by(scheme, sink, tls=None, user=None, password=None):
    return EmailSmtp(SmtpServer(scheme, "127.0.0.1", sink.port, user, password, 2.0), tls)


def test_starttls_with_a_trusted_certificate_sends(server_tls, client_tls):
    with running(MailSink(tls=server_tls, require_starttls=True)) as sink:
        mail_by("starttls", sink, client_tls).send(a_mail())
        assert len(sink.mails) == 1


def test_tls_from_the_first_byte_sends(server_tls, client_tls):
    with running(MailSink(ssl_context=server_tls)) as sink:
        mail_by("smtps", sink, client_tls).send(a_mail())
        assert len(sink.mails) == 1


def test_a_strangers_certificate_is_refused_with_starttls(server_tls):
    with running(MailSink(tls=server_tls)) as sink:
        with pytest.raises(ProviderAlarm, match="smtp-tls"):
            mail_by("starttls", sink).send(a_mail())
        assert sink.mails == []


def test_a_strangers_certificate_is_refused_with_smtps(server_tls):
    with running(MailSink(ssl_context=server_tls)) as sink:
        with pytest.raises(ProviderAlarm, match="smtp-tls"):
            mail_by("smtps", sink).send(a_mail())
        assert sink.mails == []


def test_a_server_without_starttls_gets_nothing(mail_sink, client_tls):
    with pytest.raises(ProviderAlarm, match="smtp-no-starttls"):
        mail_by("starttls", mail_sink, client_tls).send(a_mail())
    assert mail_sink.mails == []


@pytest.mark.parametrize(("password", "arrives"), [("right", True), ("wrong", False)])
def test_the_login_of_the_url_is_used(server_tls, client_tls, password, arrives):
    options = {"auth_required": True, "authenticator": password_is("okienko", "right")}
    with running(MailSink(tls=server_tls, **options)) as sink:
        mail = mail_by("starttls", sink, client_tls, "okienko", password)
        if arrives:
            mail.send(a_mail())
        else:
            with pytest.raises(ProviderAlarm, match="smtp-535"):
                mail.send(a_mail())
        assert len(sink.mails) == int(arrives)
