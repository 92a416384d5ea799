"""One test database a process, plain static files, a quick password hash; what is missing is skipped aloud.

What a test writes need not survive a power cut, so nothing waits for the disk."""

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from config.celery import app
from notifications import circuits

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parent
# what these prove does not depend on the database: they run once, on SQLite
ONCE = (
    "house/",
    "config/backup/test_archive.py",
    "config/test_celery.py",
    "config/test_errors.py",
    "config/test_run.py",
    "config/test_settings.py",
    "config/test_supervisor.py",
    "config/test_translations.py",
    "config/rehearsal/test_commands.py",
    "config/rehearsal/test_reading.py",
    "notifications/channels/test_email.py",
    "dossiers/test_saved_filters.py",
    "dossiers/test_text.py",
    "dossiers/pasting/test_award_words.py",
    "dossiers/pasting/test_pages.py",
    "dossiers/pasting/test_rows.py",
    "dossiers/test_grid_pages.py",
    "dossiers/test_steps.py",
    "dossiers/documents/test_templates.py",
    "stories/test_every_url.py",
    "workflow/test_state_act_role.py",
    "workflow/diagrams/",
    "workflow/test_calendar_properties.py",
    "workflow/test_calendar_reading.py",
    "workflow/test_progress.py",
    "workflow/test_terms.py",
    "workflow/test_todo.py",
    "workflow/test_whereabouts.py",
    "workflow/test_zalo.py",
    "workflow/views/test_appraisal.py",
    "workflow/views/test_bad_input.py",
    "workflow/views/test_calendar.py",
    "workflow/views/test_dossier_page.py",
    "workflow/views/test_process_page.py",
    "workflow/views/test_notes.py",
    "workflow/views/test_query_counts.py",
)
CI = os.environ.get("CI", "").lower() == "true"


def pytest_configure() -> None:
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    # hints to the worker stay in this process
    app.conf.broker_url = "memory://"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if connection.vendor == "sqlite":
        # a file, as in the installation: an in-memory database has other locks
        name = f"{tempfile.gettempdir()}/vinhdanh-test-{os.getpid()}.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = name
        connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    else:
        connection.settings_dict["OPTIONS"]["options"] += " -c synchronous_commit=off"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_server = pytest.mark.skip(reason="needs PostgreSQL")
    no_browser = pytest.mark.skip(reason="needs Chromium")
    for item in items:
        if str(item.path.relative_to(ROOT)).startswith(ONCE):
            item.add_marker("once")
        if "postgres" in item.keywords and connection.vendor != "postgresql":
            item.add_marker(no_server)
        if "browser" in item.keywords and not CHROMIUM.exists() and not CI:
            item.add_marker(no_browser)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path) -> None:
    """No test writes into the folders of an installation."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def circuits_as_after_a_start() -> None:
    """What one test's channels did not answer is no concern of the next."""
    circuits.forget()


@pytest.fixture(autouse=True)
def at_any_hour() -> Iterator[None]:
    """What a test sends leaves whatever the time of day, unless it stores quiet hours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notifications.quiet.USUAL", None)
        yield


@pytest.fixture(autouse=True, scope="session")
def flush_without_triggers() -> Iterator[None]:
    """Flushing empties the journal, which its triggers refuse: they are lifted for it and put back."""
    from django.core.management.commands.flush import Command

    from workflow import triggers

    flush = Command.handle

    def handle(self, **options):
        with triggers.lifted():
            flush(self, **options)

    Command.handle = handle
    yield
    Command.handle = flush


@pytest.fixture(autouse=True, scope="session")
def yaml_parsed_once() -> Iterator[None]:
    """Hundreds of tests load the catalogue; its text is parsed once a process (nobody writes into the tree)."""
    from dossiers import located_file

    parser = located_file.YAML
    compose = cache(lambda content: parser(typ="safe", pure=True).compose(content))
    located_file.YAML = lambda **options: SimpleNamespace(compose=compose)
    yield
    located_file.YAML = parser


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium; mark the tests that use it `browser`."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would take our calls for asynchronous ones
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: "Browser", live_server) -> Iterator[Callable[..., "Page"]]:
    """open_as(user, "/address", width=390, scripts=False): a page in a browser window of that person's own.

    What the browser complains about (a blocked script, a missing file) is in `page.complaints`."""
    contexts = []

    def visit(user: Any, address: str, *, width: int = 1280, scripts: bool = True) -> "Page":
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=scripts, locale="vi-VN"
        )
        contexts.append(context)
        client = Client()
        client.force_login(user)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        context.add_cookies([{**cookie, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield visit
    for context in contexts:
        context.close()
