"""A whole installation on this machine: the tests' database, a broker, a mail server, and real worker processes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import connection
from kombu import Connection
from redis import Redis

from config.management.commands.start import programs
from tests.mail_server import MailServer


def own_broker() -> str:
    """TEST_BROKER_URL, of a Redis another database for each of pytest's processes: none takes a task of the other's."""
    named = os.environ.get("TEST_BROKER_URL", "").strip()
    parts = urlsplit(named)
    if not parts.scheme.startswith("redis"):
        return named
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + process}").geturl()


BROKER = own_broker()
REDIS = shutil.which("redis-server")
SHORT = {"lease": 4, "pause": 0.5, "tick": 1, "clock": 0}
PATIENCE = 300  # seconds; a machine that is busy with other tests is several times slower


def database_url() -> str:
    """The address of the database the tests use."""
    about = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{about['NAME']}"
    person = quote(about["USER"]) + (f":{quote(about['PASSWORD'])}" if about["PASSWORD"] else "")
    return f"postgres://{person}@{about['HOST']}:{about['PORT'] or 5432}/{about['NAME']}"


@dataclass
class Installation:
    """`broker`: its address; `mail`: the server to which letters go; `workers`: the running processes;
    `database`: its address."""

    folder: Path
    broker: str
    mail: MailServer
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    database: str = field(default_factory=lambda: database_url())

    def environ(self, *, broker: str = "", **told: object) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.database, "CELERY_BROKER_URL": broker or self.broker,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}", "SECRET_KEY": settings.SECRET_KEY,
            "MEDIA_ROOT": str(self.folder / "media"), "FAULTS": json.dumps(SHORT | told),
        }

    def start_worker(self, **told: float) -> subprocess.Popen[bytes]:
        """A worker with a scheduler of its own, by the command of the product."""
        own = programs()[1].command
        number = len(self.workers)
        options = [*own[own.index("worker"):], "-n", f"w{number}@%h", "-s", str(self.folder / f"beat{number}")]
        command = [sys.executable, "-m", "tests.faults.worker", *options]
        environ = self.environ(**told, ready=str(self.ready(number)))
        with (self.folder / f"worker{number}.log").open("wb") as log:
            worker = subprocess.Popen(command, env=environ, stdout=log, stderr=log, start_new_session=True)
        self.workers.append(worker)
        return worker

    def ready(self, number: int) -> Path:
        """The file that is there once the worker of this number works."""
        return self.folder / f"ready{number}"

    def works(self, worker: subprocess.Popen[bytes]) -> bool:
        """Whether this worker has started to work."""
        return self.ready(self.workers.index(worker)).exists()

    def kill(self, worker: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
        """End the worker with its scheduler, without a word."""
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, number)
        worker.wait()

    def stop(self) -> None:
        for worker in self.workers:
            self.kill(worker)

    def act(self, *options: str, broker: str = "") -> dict:
        """Submit every draft in a process of its own; what `tests.faults.acts` reports."""
        return reported(self.acting(*options, broker=broker))

    def acting(self, *options: str, broker: str = "") -> subprocess.Popen[str]:
        """The same, still going on: ask `reported` for its end."""
        command = [sys.executable, "-m", "tests.faults.acts", *options]
        return subprocess.Popen(command, env=self.environ(broker=broker), stdout=subprocess.PIPE, text=True)

    def manage(self, *command: str) -> None:
        """Run `manage.py` with this command."""
        subprocess.run([sys.executable, "manage.py", *command], env=self.environ(), cwd=settings.BASE_DIR, check=True)

    def logs(self) -> str:
        return "\n".join(log.read_text()[-2000:] for log in sorted(self.folder.glob("worker*.log")))


def reported(acting: subprocess.Popen[str]) -> dict:
    """Wait for the acts to be done; their report."""
    said, _ = acting.communicate(timeout=600)
    assert acting.returncode == 0, said
    return json.loads(said)


def emptied(broker: str) -> None:
    """Throw away everything the broker holds."""
    if broker.startswith("redis"):
        with Redis.from_url(broker) as server:
            server.flushdb()
    elif broker.startswith("filesystem"):
        for message in Path(urlsplit(broker).path, "queue").glob("*"):
            message.unlink(missing_ok=True)
    else:
        with Connection(broker) as server, suppress(server.channel_errors):
            server.default_channel.queue_purge("celery")


def wait_until(well: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Return as soon as `well()`; AssertionError after so many seconds."""
    until = time.monotonic() + patience
    while not well():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def own_redis(folder: Path, port: int) -> Iterator[str]:
    """A Redis of our own that may be stopped and emptied; yields its address."""
    options = ["--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder), "--bind", "127.0.0.1"]
    server = subprocess.Popen([REDIS, *options], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
