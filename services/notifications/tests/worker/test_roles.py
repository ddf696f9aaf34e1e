"""The other roles of the image: web and indexes, started as production starts them."""

import subprocess
import sys

import pytest
import requests
from notifications_testing import SLUG, wait_for
from provider_sinks import free_port

from notifications.store.deliveries import COLLECTION


def test_the_indexes_command_makes_every_operators_indexes(post, databases):
    command = [sys.executable, "-m", "notifications.indexes"]
    for _ in range(2):
        subprocess.run(command, env=post.environment, check=True, timeout=30)
    prefix = post.environment["MONGO_DATABASE_PREFIX"]
    client = databases("notifications").client
    names = client[f"{prefix}_notifications_{SLUG}"][COLLECTION].index_information()
    assert {"event_id_1", "created_at_1"} <= names.keys()


def test_the_web_role_comes_up_ready_and_closed(post):
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "4", "-w", "1"]
    bind = ["--bind", f"127.0.0.1:{port}", "notifications.wsgi:create_app()"]
    with post.log.open("ab") as out:
        web = subprocess.Popen([*gunicorn, *bind], env=post.environment, stdout=out, stderr=out)
    post.workers.append(web)
    wait_for(lambda: ready(port), "the web role")
    assert requests.get(f"http://127.0.0.1:{port}/deliveries/e1", timeout=5).status_code == 401


def ready(port):
    try:
        answer = requests.get(f"http://127.0.0.1:{port}/healthz/ready", timeout=5)
    except requests.ConnectionError:
        return False
    return answer.status_code == 200


@pytest.mark.parametrize("arguments", [[], ["mail"], ["codes", "messages"]])
def test_an_unknown_worker_role_is_refused(arguments):
    ended = subprocess.run(
        [sys.executable, "-m", "notifications.worker", *arguments],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )
    assert ended.returncode == 1
    assert "codes|messages" in ended.stderr
