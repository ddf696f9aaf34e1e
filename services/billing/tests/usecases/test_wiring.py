"""Settings and queues of the service."""

import pytest

from billing.consumers import QUEUES, handlers
from billing.settings import read_settings


def test_all_missing_settings_are_told_at_once(capsys):
    with pytest.raises(SystemExit):
        read_settings({})
    told = capsys.readouterr().err
    for name in ("MONGO_URI", "AMQP_URL", "TOKEN_PUBLIC_KEYS", "OPERATORS_DIR", "ENVIRONMENT"):
        assert f"setting {name}: is missing" in told


def test_every_queue_has_a_handler():
    assert set(handlers(lambda slug, events: None)) == {queue.name for queue in QUEUES}
