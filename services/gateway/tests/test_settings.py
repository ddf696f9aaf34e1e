"""What the gateway needs from its environment."""

import base64

import pytest

from gateway.settings import read_settings

ENVIRON = {
    "ENVIRONMENT": "production",
    "OPERATORS_DIR": "/operators",
    "CONTRACTS_DIR": "/contracts",
    "IDENTITY_URL": "http://identity",
    "BILLING_URL": "http://billing",
    "NOTIFICATIONS_URL": "http://notifications",
    "SECRET_KEY": "x" * 32,
    "TOKEN_SIGNING_KEY": "k1:" + base64.b64encode(b"k" * 32).decode(),
}


def test_the_settings_are_read():
    settings = read_settings(ENVIRON | {"TRUSTED_PROXIES": "10.0.0.7, 10.1.0.0/16"})
    assert settings.identity_url == "http://identity"
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.7/32", "10.1.0.0/16"]
    assert read_settings(ENVIRON).trusted_proxies == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", "short"), ("SECRET_KEY", ""), ("TRUSTED_PROXIES", "all"), ("IDENTITY_URL", "")],
)
def test_what_is_missing_or_wrong_stops_the_process(name, value, capsys):
    with pytest.raises(SystemExit) as stopped:
        read_settings(ENVIRON | {name: value})
    assert stopped.value.code == 78
    assert name in capsys.readouterr().err
