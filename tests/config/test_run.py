"""`make run` on a fresh clone: a demo year, all parts well, nothing left behind after Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("clone") / "vinhdanh"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(clone: Path, port: int) -> "subprocess.Popen[str]":
    """Start `make run` as a terminal does: one process group of its own."""
    environ = {name: text for name, text in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYENV_ROOT"}}
    return subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=environ | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until_ready(process) -> str:
    told = ""
    for line in process.stdout:
        told += line
        if "Ctrl-C" in line:
            return told
    raise AssertionError(told)


def health(port: int) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def health_within(port: int, seconds: float) -> tuple[int, dict]:
    until = time.monotonic() + seconds
    while (answer := health(port))[0] != 200 and time.monotonic() < until:
        time.sleep(0.5)
    return answer


def processes_of(clone: Path) -> list[str]:
    """Command lines of living processes that work in the clone."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").resolve() == clone.resolve():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def press_ctrl_c(process) -> str:
    os.killpg(process.pid, signal.SIGINT)
    left, _ = process.communicate(timeout=60)
    return left


def test_the_first_run_makes_a_demo_year_and_the_second_keeps_it(clone):
    port = free_port()
    process = run(clone, port)
    told = read_until_ready(process)
    assert f"http://localhost:{port}" in told
    assert len(processes_of(clone)) >= 4
    assert health_within(port, 60) == (200, {"status": "well", "unwell": []})
    press_ctrl_c(process)
    assert processes_of(clone) == []

    begun = time.monotonic()
    process = run(clone, port)
    again = read_until_ready(process)
    assert time.monotonic() - begun < 30
    assert "năm thi đua mẫu" not in again
    assert again.split("http://")[1] == told.split("http://")[1]
    press_ctrl_c(process)
    assert processes_of(clone) == []


def test_a_killed_starter_takes_web_and_worker_along(clone):
    process = run(clone, free_port())
    read_until_ready(process)
    os.killpg(process.pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while processes_of(clone) and time.monotonic() < until:
        time.sleep(0.2)
    assert processes_of(clone) == []
