"""How a process without a web server is asked to end: it finishes its turn."""

import signal
import threading


def stop_event() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
