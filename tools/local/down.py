"""make down and make reset: nothing of a stack runs, then nothing of it is known."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress

from chassis.testing.readiness import wait_until
from tools.local.processes import with_variable
from tools.local.progress import Failed, Progress
from tools.local.stack import Stack
from tools.local.supervision import MARK, Supervisor


def down(stack: Stack, progress: Progress) -> None:
    progress.say("stopped" if stop(stack) else "nothing was running")


def reset(stack: Stack, progress: Progress) -> None:
    down(stack, progress)
    if not stack.run_dir.exists():
        return
    if any(stack.run_dir.iterdir()) and not (stack.run_dir / "lock").exists():
        raise Failed(f"{stack.run_dir} was not made by `make up`, so it is left alone")
    for nested in stack.run_dir.glob("*/stack.json"):
        stop(Stack.load(nested.parent))
    shutil.rmtree(stack.run_dir)
    progress.say(f"forgot everything in {stack.run_dir}")


def stop(stack: Stack) -> bool:
    """Whether anything ran; an orderly stop first, then whatever bears the stack's mark."""
    supervisor = Supervisor(stack)
    ran = supervisor.running()
    if ran:
        supervisor.shutdown()
    return _end_leftovers(stack) or ran


def _end_leftovers(stack: Stack) -> bool:
    """RabbitMQ's port mapper, and what outlived a killed supervisord."""
    found = list(_marked(stack))
    for how, limit in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
        for pid in _marked(stack):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
        if wait_until(lambda: not any(_marked(stack)), limit):
            break
    return bool(found)


def _marked(stack: Stack) -> Iterator[int]:
    return with_variable(MARK, str(stack.run_dir))
