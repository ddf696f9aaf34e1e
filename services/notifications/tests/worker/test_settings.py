"""The environment: everything that is missing or wrong is told at once."""

import base64

import pytest

from notifications.channels.smtp_server import SmtpServer
from notifications.settings import read_settings

KEY = base64.b64encode(bytes(32)).decode()
GOOD = {
    "ENVIRONMENT": "test",
    "OPERATORS_DIR": "deploy/operators",
    "CONTRACTS_DIR": "contracts",
    "MONGO_URI": "mongodb://user:hidden@db",
    "AMQP_URL": "amqp://user:hidden@mq/",
    "TOKEN_PUBLIC_KEYS": f"identity/k1:{KEY}",
    "SEALING_KEYS": f"k1:{KEY}",
    "SMTP_URL": "starttls://user:hidden@mx",
    "SMSAPI_URL": "https://sms.example",
    "SMSAPI_TOKEN": "hidden",
}


def test_a_full_environment_is_read():
    settings = read_settings(GOOD)
    assert settings.smtp == SmtpServer("starttls", "mx", 587, "user", "hidden")
    assert settings.mongo_database_prefix == "okienko"
    assert settings.sealing_keys == {"k1": bytes(32)}


def test_secrets_are_not_part_of_what_is_printed():
    assert "hidden" not in repr(read_settings(GOOD))


@pytest.mark.parametrize("key", GOOD)
def test_each_setting_is_missed(key, capsys):
    with pytest.raises(SystemExit) as stopped:
        read_settings({name: value for name, value in GOOD.items() if name != key})
    assert stopped.value.code == 78
    assert key in capsys.readouterr().err


def test_all_that_is_missing_is_told_at_once(capsys):
    with pytest.raises(SystemExit):
        read_settings({})
    told = capsys.readouterr().err
    assert all(key in told for key in GOOD)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SMTP_URL", "mx:25"),
        ("SMTP_URL", "http://mx"),
        ("SEALING_KEYS", "k1:short"),
        ("ENVIRONMENT", "moon"),
    ],
)
def test_a_wrong_setting_is_told(key, value, capsys):
    with pytest.raises(SystemExit):
        read_settings(GOOD | {key: value})
    assert key in capsys.readouterr().err
