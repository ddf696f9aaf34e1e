"""Where the SMTP server is and how to reach it: plain, STARTTLS or TLS from the first byte.

`smtp://host:25`, `starttls://user:password@host:587`, `smtps://user:password@host:465`. When
the URL says TLS, the certificate is verified and there is no way down to plain text.
"""

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from notifications.channels.base import ProviderAlarm, TryAgain

DEFAULT_PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class SmtpServer:
    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT_SECONDS


def smtp_server(url: str) -> SmtpServer:
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError("expects smtp://, starttls:// or smtps:// and a host")
    return SmtpServer(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or DEFAULT_PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def connect(server: SmtpServer, tls: ssl.SSLContext) -> smtplib.SMTP:
    """A greeted, secured and authenticated connection."""
    try:
        client = _open(server, tls)
        try:
            _secure(client, server, tls)
        except BaseException:
            client.close()
            raise
    except ssl.SSLError:
        raise ProviderAlarm("smtp-tls") from None
    except smtplib.SMTPNotSupportedError:
        raise ProviderAlarm("smtp-no-starttls-or-login") from None
    except smtplib.SMTPResponseException as refused:
        raise _refusal(refused.smtp_code) from None
    except TimeoutError:
        raise TryAgain("smtp-timeout") from None
    except OSError:
        raise TryAgain("smtp-unreachable") from None
    return client


def _open(server: SmtpServer, tls: ssl.SSLContext) -> smtplib.SMTP:
    # our own name is given, because smtplib would ask the name service for it
    where = (server.host, server.port, socket.gethostname(), server.timeout)
    if server.scheme == "smtps":
        host, port, name, timeout = where
        return smtplib.SMTP_SSL(host, port, name, timeout=timeout, context=tls)
    return smtplib.SMTP(*where)


def _secure(client: smtplib.SMTP, server: SmtpServer, tls: ssl.SSLContext) -> None:
    client.ehlo_or_helo_if_needed()
    if server.scheme == "starttls":
        client.starttls(context=tls)
        client.ehlo_or_helo_if_needed()
    if server.user and server.password:
        client.login(server.user, server.password)


def _refusal(code: int) -> ProviderAlarm | TryAgain:
    return ProviderAlarm(f"smtp-{code}") if code // 100 == 5 else TryAgain(f"smtp-{code}")
