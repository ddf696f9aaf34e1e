"""Run the sandbox: python -m tools.sandbox --clock-file .run/clock"""

import argparse
import os
import signal
import sys
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from tools.sandbox.app import create_sandbox


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open as the real provider does, and sends each answer at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if str(code) >= "500":
            super().log_request(code, size)


def main() -> None:
    options = _options()
    # The token is the only secret; an argument would show it to every user of the machine.
    token = os.environ.get("SMSAPI_TOKEN")
    app, smtp = create_sandbox(options.clock_file, options.smtp_port, token)
    smtp.start()
    http = make_server("127.0.0.1", options.port, app, True, request_handler=QuietHandler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"messages: http://127.0.0.1:{options.port}/  SMTP: {options.smtp_port}", flush=True)
    try:
        http.serve_forever()
    finally:
        smtp.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--smtp-port", type=int, default=1025)
    parser.add_argument("--clock-file", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
