"""Run a few programs side by side: they start together, and when one ends or we are told to stop, all end."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 8.0  # seconds between asking a program to stop and killing it
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]


def supervise(programs: list[Program], *, ready: Callable[[], bool], announce: Callable[[], None]) -> str | None:
    """Run until a stop signal or until one program ends by itself; `announce` is called once `ready` says so.

    Returns the name of the program that ended by itself, None after a signal. No child outlives this call.
    """
    told: list[int] = []
    before = {number: signal.signal(number, lambda got, _: told.append(got)) for number in STOP_SIGNALS}
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for program in programs:
            children[program.name] = start(program)
        return watch(children, told, ready=ready, announce=announce)
    finally:
        stop(list(children.values()))
        for number, handler in before.items():
            signal.signal(number, handler)


def watch(
    children: dict[str, subprocess.Popen[bytes]],
    told: list[int],
    *,
    ready: Callable[[], bool],
    announce: Callable[[], None],
) -> str | None:
    announced = False
    while not told:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        if not announced and ready():
            announced = True
            announce()
        time.sleep(0.1)
    return None


def start(program: Program) -> subprocess.Popen[bytes]:
    """Each program leads a session of its own: Ctrl-C reaches only us, and we stop whole families."""
    return subprocess.Popen(program.command, start_new_session=True, preexec_fn=end_with_parent)


def end_with_parent() -> None:
    # Linux only, elsewhere a killed starter leaves its children; an ordinary stop works everywhere
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every family to end, wait a little, then kill what is left of it."""
    for child in children:
        tell(child, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
        tell(child, signal.SIGKILL)
        child.wait()


def tell(child: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return
