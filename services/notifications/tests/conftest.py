"""The providers' stand-ins, started for one test."""

import threading
from collections.abc import Iterator

import pytest
from provider_sinks import MailSink, SmsSink


@pytest.fixture
def sms_sink() -> Iterator[SmsSink]:
    sink = SmsSink()
    thread = threading.Thread(target=sink.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield sink
    sink.released.set()
    sink.shutdown()
    sink.server_close()
    thread.join(5)


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    sink = MailSink()
    sink.start()
    yield sink
    sink.stop()
