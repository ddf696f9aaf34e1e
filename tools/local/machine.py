"""What the machine must have: packages of the distribution, and the virtual environment.

Runs before the virtual environment exists, so it imports nothing but the standard library.
"""

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from tools.local.progress import Failed, Progress

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")

# A package that starts a daemon as it is installed would take ports we do not want taken.
INSTALL = """
set -e
trap 'exit 130' INT TERM
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -q -o DPkg::Lock::Timeout=120 update
apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "$@"
case " $* " in *" rabbitmq-server "*)
  if command -v systemctl >/dev/null; then systemctl disable rabbitmq-server; fi ;;
esac
"""


# What the binaries inside Python packages load: mongod, and the driver of the browser tests.
MONGOD_NEEDS = {"libcurl4": "libcurl.so.4", "liblzma5": "liblzma.so.5", "libssl3": "libssl.so.3"}
PLAYWRIGHT_NEEDS = {"libatomic1": "libatomic.so.1", "libstdc++6": "libstdc++.so.6"}


def prepare(progress: Progress, requirements: str, *, servers: bool, browser: bool) -> None:
    """Bring what is missing; `requirements` is the name of a locked list."""
    _check_platform()
    packages = _missing_packages(servers=servers, browser=browser)
    if packages:
        _install_packages(progress, packages)
    _make_venv(progress)
    _install_libraries(progress, requirements)


def venv_python() -> Path:
    return VENV / "bin" / "python"


def _check_platform() -> None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise Failed("the local suite runs on Linux on x86-64 only: its MongoDB comes as a binary")
    if sys.version_info < (3, 11):  # noqa: UP036  this runs on whatever Python is there
        raise Failed(
            f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}"
        )


def _missing_packages(*, servers: bool, browser: bool) -> list[str]:
    there = {"python3-venv": _has_module("ensurepip")}
    if servers:
        there |= {"rabbitmq-server": RABBITMQ.exists()}
        there |= {package: _has_library(library) for package, library in MONGOD_NEEDS.items()}
    if browser:
        there |= {"chromium": shutil.which("chromium") is not None}
        there |= {package: _has_library(library) for package, library in PLAYWRIGHT_NEEDS.items()}
    return [package for package, found in there.items() if not found]


def _has_module(name: str) -> bool:
    command = [sys.executable, "-c", f"import {name}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _install_packages(progress: Progress, packages: list[str]) -> None:
    names = ", ".join(packages)
    if shutil.which("apt-get") is None:
        raise Failed(f"this machine lacks {names}, and has no apt-get to install them with")
    with progress.step(f"installing packages: {names}"):
        command = [*_as_root(packages), "sh", "-c", INSTALL, "sh", *packages]
        run_logged(command, "the installation of packages")


def _as_root(packages: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None or not _may_sudo():
        raise Failed(
            "these packages can only be installed by root; have this run, then try again:\n"
            f"  {by_hand(packages)}"
        )
    return ["sudo"]


def by_hand(packages: list[str]) -> str:
    install = f"apt-get update && apt-get install --no-install-recommends {' '.join(packages)}"
    stop = " && systemctl disable --now rabbitmq-server" if "rabbitmq-server" in packages else ""
    return f"sudo sh -c '{install}{stop}'"


def _may_sudo() -> bool:
    ask = [] if sys.stdin.isatty() else ["-n"]
    return subprocess.run(["sudo", *ask, "true"], check=False).returncode == 0


def _make_venv(progress: Progress) -> None:
    if _works(venv_python()):
        return
    with progress.step("making the virtual environment .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        run_logged([sys.executable, "-m", "venv", str(VENV)], "making .venv")


def _works(python: Path) -> bool:
    try:
        answer = subprocess.run(
            [python, "-m", "pip", "--version"], capture_output=True, check=False
        )
    except OSError:
        return False
    return answer.returncode == 0


def _install_libraries(progress: Progress, requirements: str) -> None:
    wanted = ROOT / "requirements" / f"{requirements}.txt"
    stamp = VENV / f"installed-{requirements}"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    _point_at_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return
    with progress.step(f"installing Python libraries: requirements/{wanted.name}"):
        pip = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "install"]
        options = ["--require-hashes", "--no-deps", "--progress-bar", "off", "-r", str(wanted)]
        run_logged([*pip, *options], "the installation of Python libraries")
    stamp.write_text(digest)


def _point_at_sources() -> None:
    """A path file does what an editable install does, at once and without building anything."""
    sources = [ROOT, *sorted(ROOT.glob("libs/*")), *sorted(ROOT.glob("services/*"))]
    paths = {"base": str(VENV), "platbase": str(VENV)}
    folder = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (folder / "okienko.pth").write_text("".join(f"{source}\n" for source in sources))


def run_logged(command: list[str], what: str, settings: Mapping[str, str] | None = None) -> None:
    """Run it quietly; when it fails, what it said last is the reason."""
    answer = subprocess.run(
        command,
        env={**os.environ, **(settings or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if answer.returncode:
        tail = "\n".join(answer.stdout.splitlines()[-20:])
        raise Failed(f"{what} failed ({answer.returncode}):\n{tail}")
