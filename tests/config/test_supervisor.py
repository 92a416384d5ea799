"""Programs start together and end together."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

STARTER = """
import sys
sys.path.insert(0, {root!r})
from config.supervisor import Program, supervise
family = "import subprocess, sys, time; subprocess.Popen(['sleep', '3131']); time.sleep({life})"
programs = [Program("a", [sys.executable, "-c", family]), Program("b", ["sleep", "3131"])]
print(supervise(programs, ready=lambda: True, announce=lambda: print("ready", flush=True)), flush=True)
"""


def starter(life: float) -> "subprocess.Popen[str]":
    source = textwrap.dedent(STARTER).format(root=str(ROOT), life=life)
    return subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)


def descendants(pid: int) -> list[int]:
    """All living children of `pid` and theirs."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                found += [int(entry.name), *descendants(int(entry.name))]
    return found


def living(pids: list[int]) -> list[int]:
    alive = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            alive.append(pid)
    return alive


def family_of(process) -> list[int]:
    assert process.stdout.readline() == "ready\n"
    until = time.monotonic() + 60
    while len(pids := descendants(process.pid)) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(pids) == 3
    return pids


def wait_until_gone(pids: list[int]) -> list[int]:
    until = time.monotonic() + 60
    while (left := living(pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def test_ctrl_c_stops_every_process():
    with starter(3131) as process:
        pids = family_of(process)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout.read() == "None\n"
    assert wait_until_gone(pids) == []


def test_a_closed_terminal_stops_every_process():
    with starter(3131) as process:
        pids = family_of(process)
        os.kill(process.pid, signal.SIGHUP)
        assert process.wait(60) == 0
    assert wait_until_gone(pids) == []


def test_when_one_program_ends_the_others_end_and_it_is_named():
    with starter(3) as process:
        pids = family_of(process)
        assert process.wait(60) == 0
        assert process.stdout.read() == "a\n"
    assert wait_until_gone(pids) == []
