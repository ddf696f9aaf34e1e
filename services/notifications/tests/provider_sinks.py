"""Stand-ins of the providers that a test can script: an SMSAPI-like server and a mail sink.

Each answers properly unless told otherwise, one scripted misbehaviour a request, and keeps its
own books: what was asked, what was taken, over how many connections.
"""

import json
import socket
import ssl
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class SmsSink(ThreadingHTTPServer):
    """Script items: an HTTP status, an SMSAPI error, or "hang", "drop", "garbage", and
    "take, then 500", "take, then drop", "take, then hang".

    An HTTP status is a number from 300, an SMSAPI error one below.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _SmsHandler)
        self.url = f"http://127.0.0.1:{self.server_port}/smsapi"
        self.script = deque()
        self.forms, self.tokens, self.taken = [], [], {}
        self.connections = 0
        self.released = threading.Event()

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request, client_address):
        """A client that hung up is what some tests are about."""

    def take(self, form):
        """The provider's own rule: a checked idx is taken once."""
        if form.get("check_idx") == "1" and form["idx"] in self.taken:
            return {"error": 53, "message": "Not unique idx"}
        self.taken[form["idx"]] = form
        item = {"id": f"A{len(self.taken)}", "number": form["to"], "status": "QUEUE", "error": None}
        return {"count": 1, "list": [item]}


class _SmsHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        sink = self.server
        sink.forms.append(form)
        sink.tokens.append(self.headers["Authorization"])
        self._misbehave(sink.script.popleft() if sink.script else None, form)

    def log_message(self, *_):
        pass

    def _misbehave(self, how, form):
        if isinstance(how, str) and how.startswith("take, "):
            self.server.take(form)
        if how in ("hang", "take, then hang"):
            self.server.released.wait(30)
        if isinstance(how, str) and how.endswith(("drop", "hang")):
            self.close_connection = True
        elif how == "garbage":
            self._answer(200, b"<html>")
        elif how == "take, then 500":
            self._answer(500, b"{}")
        elif isinstance(how, int) and how >= 300:
            self._answer(how, b"{}")
        else:
            answer = {"error": how, "message": "no"} if how else self.server.take(form)
            self._answer(200, json.dumps(answer).encode())

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class MailSink(Controller):
    """Script items per stage ("MAIL", "RCPT", "DATA"): a reply, or "drop", or "take, then drop"."""

    def __init__(self, tls: ssl.SSLContext | None = None, **options):
        self.script = {"MAIL": deque(), "RCPT": deque(), "DATA": deque()}
        self.mails, self.connections = [], 0
        if tls is not None:
            options["tls_context"] = tls
        super().__init__(
            _MailHandler(self),
            hostname="127.0.0.1",
            port=free_port(),
            server_hostname="sink.localhost",
            **options,
        )

    def start(self):
        super().start()
        self.connections = 0  # its own first knock at the door does not count

    def factory(self):
        self.connections += 1
        return super().factory()


class _MailHandler:
    def __init__(self, sink):
        self._sink = sink

    async def handle_MAIL(self, server, _session, envelope, address, options):  # noqa: N802
        return self._reply("MAIL", server) or self._mail_from(envelope, address, options)

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802
        return self._reply("RCPT", server) or self._rcpt_to(envelope, address)

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        script = self._sink.script["DATA"]
        taking = not script or script[0] == "take, then drop"
        if taking:
            self._sink.mails.append(envelope)
        return self._reply("DATA", server) or "250 2.0.0 Ok"

    def _reply(self, stage, server):
        script = self._sink.script[stage]
        how = script.popleft() if script else None
        if how and how.endswith("drop"):
            server.transport.abort()
            return "421 gone"
        return how

    @staticmethod
    def _mail_from(envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    @staticmethod
    def _rcpt_to(envelope, address):
        envelope.rcpt_tos.append(address)
        return "250 OK"


def password_is(user, password):
    """An authenticator for aiosmtpd that knows one person."""

    def check(*about):
        login = about[-1]
        right = (login.login, login.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return check


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
