"""make test and make test-all: linters, types, then the tests on every database that is there.

`python -m tests.run quick` or `python -m tests.run all`. TEST_DATABASE_URL names a PostgreSQL server to run
on as well; TEST_BROKER_URL a Redis or RabbitMQ for the fault suite (tests/faults) there. On SQLite it uses files, as
a machine without a server does.
What is missing (server, Chromium) is skipped with one line, but fails where CI=true.
TESTED=quick leaves out of `all` what a quick run has just done.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

CI = os.environ.get("CI", "").lower() == "true"
TOOLS = Path(sys.executable).parent
CHROMIUM = "/usr/bin/chromium"
SERVER = os.environ.get("TEST_DATABASE_URL", "").strip()
NO_TESTS = 5  # pytest's exit code
PYTEST = ("pytest", "-q", "-n", "2", "--dist", "worksteal")
# What a database can change: the door, its journal and triggers, the procedures, messages, access and search. On
# PostgreSQL the quick run has these, `all` has the rest, so that make test stays within five minutes.
DATABASE = (
    "tests/workflow/council", "tests/workflow/decisions", "tests/workflow/flows", "tests/workflow/jobs",
    *(f"tests/workflow/test_{name}.py" for name in (
        "access", "deadlines", "engine", "journal", "judging", "races", "reconcile", "seasons", "triggers",
    )),
    *(f"tests/notifications/test_{name}.py" for name in ("outbox", "hints", "sending")),
    "tests/faults",
    *(f"tests/dossiers/test_{name}.py" for name in ("access", "codes", "drafting", "grid", "roles", "search")),
)
# the tests' own files and sizes must not depend on what the caller's shell happens to set
OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "MEDIA_ROOT")


def run(title: str, tool: str, *options: str, database: str = "", accept: tuple[int, ...] = (0,)) -> None:
    """Run one step, say how long it took, stop everything when it fails."""
    environ = {name: text for name, text in os.environ.items() if name not in (*OURS, "PORT", "BASE_URL")}
    if database:
        environ["DATABASE_URL"] = database
    else:
        environ.pop("TEST_BROKER_URL", None)
    print(f"== {title}", flush=True)
    begun = time.monotonic()
    code = subprocess.run([TOOLS / tool, *options], env=environ, check=False).returncode
    print(f"== {title}: {time.monotonic() - begun:.0f} s", flush=True)
    if code not in accept:
        sys.exit(code)


def missing(what: str) -> None:
    """One line for what cannot be tested here; in CI that is a failure."""
    print(f"== skipped: {what}", flush=True)
    if CI:
        sys.exit(f"CI must not skip: {what}")


def lint() -> None:
    run("ruff", "ruff", "check", ".")
    run("layers", "lint-imports", "--no-logo")
    run("types", "mypy")


def sqlite(marks: str, *, accept: tuple[int, ...] = (0,)) -> None:
    """The tests with these marks on SQLite."""
    run(f"SQLite, {marks}", *PYTEST, "-m", marks, accept=accept)


def postgres(marks: str, *where: str, accept: tuple[int, ...] = (0,)) -> None:
    """The tests with these marks on PostgreSQL where there is a server, but for browser and once."""
    if SERVER:
        again = f"({marks}) and not browser and not once"
        run(f"PostgreSQL, {marks}", *PYTEST, "-m", again, *where, database=SERVER, accept=accept)


def main(mode: str) -> None:
    if not os.path.exists(CHROMIUM):
        missing("the browser path, there is no Chromium")
    if not SERVER:
        missing("PostgreSQL, TEST_DATABASE_URL names no server")
    if mode == "quick" or os.environ.get("TESTED") != "quick":
        lint()
        sqlite("not slow")
        postgres("not slow", *DATABASE)
    else:
        print("== the quick run has just passed, only the slow tests follow", flush=True)
    if mode == "all":
        postgres("not slow", *(f"--ignore={path}" for path in DATABASE))
        sqlite("slow", accept=(0, NO_TESTS))
        postgres("slow", accept=(0, NO_TESTS))


if __name__ == "__main__":
    if sys.argv[1:] not in (["quick"], ["all"]):
        sys.exit("usage: python -m tests.run quick|all")
    main(sys.argv[1])
