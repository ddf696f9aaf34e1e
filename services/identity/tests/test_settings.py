"""What must be set, and what only a rehearsal may set."""

import base64

import pytest

from identity.settings import read_settings

KEY = "k1:" + base64.b64encode(b"\x07" * 32).decode()
COMPLETE = {
    "ENVIRONMENT": "production",
    "OPERATORS_DIR": "/etc/okienko/operators",
    "CONTRACTS_DIR": "/etc/okienko/contracts",
    "MONGO_URI": "mongodb://mongo",
    "AMQP_URL": "amqp://broker",
    "TOKEN_SIGNING_KEY": KEY,
    "TOKEN_PUBLIC_KEYS": f"identity/{KEY},gateway/{KEY}",
    "SEALING_KEYS": KEY,
    "IDENTITY_STORE_KEYS": KEY,
}
REQUIRED = sorted(COMPLETE)


def stopped(environ, capsys):
    with pytest.raises(SystemExit) as end:
        read_settings(environ)
    assert end.value.code == 78
    return capsys.readouterr().err


def test_a_complete_environment_is_enough():
    settings = read_settings(COMPLETE)
    assert (settings.hash_slots, settings.captcha_test_answer) == (2, None)
    assert settings.mongo_database_prefix == "okienko"


def test_all_that_is_missing_is_told_at_once(capsys):
    told = stopped({}, capsys)
    assert [name for name in REQUIRED if f"setting {name}: is missing" not in told] == []


@pytest.mark.parametrize("name", REQUIRED)
def test_each_is_missed(name, capsys):
    told = stopped({key: value for key, value in COMPLETE.items() if key != name}, capsys)
    assert told == f"setting {name}: is missing\n"


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_fixed_captcha_answer_is_refused_where_real_people_are(environment, capsys):
    environ = COMPLETE | {"ENVIRONMENT": environment, "CAPTCHA_TEST_ANSWER": "okienko"}
    assert "CAPTCHA_TEST_ANSWER" in stopped(environ, capsys)


@pytest.mark.parametrize("environment", ["local", "test"])
def test_a_rehearsal_may_fix_the_captcha_answer(environment):
    environ = COMPLETE | {"ENVIRONMENT": environment, "CAPTCHA_TEST_ANSWER": "okienko"}
    assert read_settings(environ).captcha_test_answer == "okienko"


@pytest.mark.parametrize("slots", ["0", "-1", "two"])
def test_hash_slots_are_a_number_from_one_on(slots, capsys):
    assert "HASH_SLOTS" in stopped(COMPLETE | {"HASH_SLOTS": slots}, capsys)
