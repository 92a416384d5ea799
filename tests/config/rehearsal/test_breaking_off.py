"""A rehearsal that is stopped from outside leaves neither a database nor a folder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.config.rehearsal.texts import SMALL

ROOT = Path(__file__).resolve().parents[3]
LONG = SMALL.replace("count: 4, from", "count: 3000, from")
SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_a_signal_ends_it_in_order(tmp_path, number, status):
    (tmp_path / "long.yaml").write_text(LONG)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/unused.sqlite3", "TMPDIR": str(scratch)}
    command = [sys.executable, "manage.py", "rehearse", str(tmp_path / "long.yaml")]
    playing = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environ, stderr=subprocess.PIPE,
        # whoever runs the tests in the background may have told them to ignore it
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    until = time.monotonic() + 60
    while not list(scratch.glob("*/rehearsal.sqlite3")) and time.monotonic() < until:
        time.sleep(0.05)
    playing.send_signal(number)
    assert (playing.communicate(timeout=60)[1], playing.returncode) == (b"", status)
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "unused.sqlite3").exists()
