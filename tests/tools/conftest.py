"""A sandbox of the test's own: the real program's parts on free ports of this machine."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from tests.tools.sandbox_client import TOKEN, Sandbox
from tools.sandbox.__main__ import QuietHandler
from tools.sandbox.app import create_sandbox
from werkzeug.serving import make_server

from chassis.testing.servers import free_port


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    http_port, smtp_port = free_port(), free_port()
    app, smtp = create_sandbox(tmp_path / "clock", smtp_port, TOKEN)
    http = make_server("127.0.0.1", http_port, app, True, request_handler=QuietHandler)
    thread = Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    smtp.start()
    thread.start()
    yield Sandbox(f"http://127.0.0.1:{http_port}", smtp_port, tmp_path / "clock")
    http.shutdown()
    thread.join()
    http.server_close()
    smtp.stop()
