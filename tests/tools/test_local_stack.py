"""What make up is made of: ports, secrets, supervision, and its way of failing."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tools.local.down import stop
from tools.local.health import wait_healthy
from tools.local.keys import broker_users, local_secrets
from tools.local.machine import ROOT, by_hand, run_logged
from tools.local.processes import alive
from tools.local.progress import Failed, Progress
from tools.local.stack import Ports, Stack
from tools.local.supervision import SERVERS, SUITE, Program, Supervisor
from tools.local.testing import run_suites
from tools.local.up import check_ports

from chassis.settings import key_list
from chassis.testing.readiness import wait_until
from chassis.testing.servers import free_port
from chassis.tokens import Caller, TokenMinter, TokenVerifier

SLEEPER = (sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(600)")
FAILING = (sys.executable, "-c", "print('setting MONGO_URI: is missing'); raise SystemExit(78)")


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path, Ports.from_base(free_port(span=100)))
    made.save()
    yield made
    stop(made)


def test_all_ports_of_a_stack_differ_and_stay_within_its_hundred() -> None:
    ports = list(vars(Ports.from_base(18000)).values())
    assert len(set(ports)) == len(ports) == len(set(vars(Ports()).values()))
    assert all(18000 <= port < 18100 for port in ports)


def test_a_stack_is_found_again_by_its_directory_alone(stack: Stack) -> None:
    assert Stack.load(stack.run_dir) == stack


def test_a_taken_port_is_named_with_its_process(stack: Stack) -> None:
    taken = socket.create_server(("127.0.0.1", stack.ports.gateway))
    with taken, pytest.raises(Failed) as failure:
        check_ports(stack)
    told = str(failure.value)
    assert f"port {stack.ports.gateway} (gateway) is taken by" in told
    assert f"process {os.getpid()}" in told
    assert "PORT_BASE" in told
    check_ports(stack)


def test_up_on_a_taken_port_leaves_nothing_running(stack: Stack) -> None:
    base = stack.ports.identity - 1
    command = [sys.executable, "-m", "tools.local", "--run-dir", str(stack.run_dir)]
    with socket.create_server(("127.0.0.1", stack.ports.mongo)):
        answer = subprocess.run(
            [*command, "up", "--port-base", str(base)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 1
    assert f"port {stack.ports.mongo} (mongo) is taken by" in answer.stdout
    assert not Supervisor(stack).running()


def test_secrets_are_made_once_and_only_their_owner_reads_them(stack: Stack) -> None:
    first, users = local_secrets(stack), broker_users(stack)
    assert (local_secrets(stack), broker_users(stack)) == (first, users)
    for name in ("secrets.env", "broker-users.json"):
        assert (stack.run_dir / name).stat().st_mode & 0o777 == 0o600


def test_every_operators_systems_have_a_broker_user_of_their_own(stack: Stack) -> None:
    users = broker_users(stack)
    partners = {f"{slug}.{system}" for slug in stack.slugs for system in ("crm", "erp")}
    assert partners
    assert partners | {"identity", "billing", "notifications"} == users.keys()
    assert len(set(users.values())) == len(users)


def test_an_operator_added_later_gets_users_and_changes_no_password(stack: Stack) -> None:
    users = broker_users(stack)
    name = next(user for user in users if user.endswith(".crm"))
    fewer = {user: password for user, password in users.items() if user != name}
    stack.broker_users_file.write_text(json.dumps(fewer))
    again = broker_users(stack)
    assert again.keys() == users.keys()
    assert {user: again[user] for user in fewer} == fewer


@pytest.mark.parametrize("issuer", ["identity", "gateway"])
def test_tokens_signed_with_the_local_keys_are_believed(stack: Stack, issuer: str) -> None:
    class Now:
        def now(self) -> datetime:
            return datetime(2026, 11, 21, tzinfo=UTC)

    secrets = local_secrets(stack)
    signing = key_list(secrets[f"{issuer.upper()}_TOKEN_SIGNING_KEY"])
    token = TokenMinter(issuer, signing, Now()).mint(Caller("an-operator", "anonymous"), "billing")
    verifier = TokenVerifier(key_list(secrets["TOKEN_PUBLIC_KEYS"]), "billing", Now())
    assert verifier.verify(token).operator == "an-operator"


def launched(stack: Stack, **commands: tuple[str, ...]) -> Supervisor:
    supervisor = Supervisor(stack)
    programs = [Program(SUITE, name, command, {}) for name, command in commands.items()]
    supervisor.launch([Program(SERVERS, "server", SLEEPER, {"A": 'per%cent "quoted"'}), *programs])
    supervisor.start(SERVERS)
    supervisor.start(SUITE)
    # A signal that comes before the program replaced its parent's copy would be lost.
    settled = {"RUNNING", "BACKOFF"}
    assert wait_until(lambda: {f["statename"] for f in supervisor.states().values()} <= settled, 10)
    return supervisor


def test_a_process_that_ends_is_named_with_its_last_words(stack: Stack) -> None:
    supervisor = launched(stack, good=SLEEPER, bad=FAILING)
    with pytest.raises(Failed, match=r"(?s)bad ended.*bad\.log.*MONGO_URI: is missing"):
        wait_healthy(stack, supervisor, Progress(), {"good": lambda: True, "bad": lambda: False})


def test_stopping_ends_every_process(stack: Stack) -> None:
    supervisor = launched(stack, one=SLEEPER)
    pids = [facts["pid"] for facts in supervisor.states().values()]
    assert stop(stack)
    assert not supervisor.running()
    assert not any(alive(pid) for pid in pids)
    assert not stop(stack), "a second stop finds nothing to do"


def test_what_outlives_a_killed_supervisor_is_found_and_started_anew(stack: Stack) -> None:
    supervisor = launched(stack, one=SLEEPER)
    [orphan] = [facts["pid"] for facts in supervisor.states().values() if facts["name"] == "one"]
    pid = int((stack.run_dir / "supervisord.pid").read_text())
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not supervisor.running(), 5)
    assert stop(stack)
    assert not alive(orphan)
    assert launched(stack, one=SLEEPER).running(), "stale files are in the way"


def test_a_deep_directory_is_no_obstacle(tmp_path: Path) -> None:
    deep = Stack(tmp_path / ("d" * 90), Ports.from_base(free_port(span=100)))
    deep.save()
    assert launched(deep, one=SLEEPER).running()
    assert stop(deep)


def test_a_program_is_stopped_and_started_by_name(stack: Stack) -> None:
    supervisor = launched(stack, one=SLEEPER)
    supervisor.stop_program("one")
    assert supervisor.states()["one"]["statename"] == "STOPPED"
    supervisor.start_program("one")
    assert supervisor.states()["one"]["statename"] == "RUNNING"


def test_who_may_not_install_is_told_the_command() -> None:
    told = by_hand(["rabbitmq-server", "libcurl4"])
    assert "apt-get install --no-install-recommends rabbitmq-server libcurl4" in told
    assert "systemctl disable --now rabbitmq-server" in told
    assert "systemctl" not in by_hand(["chromium"])


def test_a_failed_command_says_what_it_said() -> None:
    with pytest.raises(Failed, match=r"(?s)the test failed \(3\):.*no such thing"):
        run_logged(
            [sys.executable, "-c", "print('no such thing'); raise SystemExit(3)"], "the test"
        )


@pytest.mark.parametrize(
    ("text", "code"),
    [("def test_it(): pass", 0), ("def test_it(): assert 0", 1), ("", 1), ("raise OSError", 1)],
    ids=["passing", "failing", "no tests at all", "not even collected"],
)
def test_a_run_is_as_good_as_its_worst_folder(tmp_path: Path, text: str, code: int) -> None:
    for name, content in {"good": "def test_it(): pass", "other": text}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / f"test_{name}.py").write_text(content)
    folders = {name: tmp_path / name for name in ("good", "other")}
    assert run_suites(folders, tmp_path / "reports", {}) == code
