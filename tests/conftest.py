"""One test database a process, plain static files, a quick password hash; what is missing is skipped aloud."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

CHROMIUM = Path("/usr/bin/chromium")
CI = os.environ.get("CI", "").lower() == "true"


def pytest_configure() -> None:
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if connection.vendor == "sqlite":
        # a file, as in the installation: an in-memory database has other locks
        name = f"{tempfile.gettempdir()}/vinhdanh-test-{os.getpid()}.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
        connection.settings_dict["TEST"]["NAME"] = name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_server = pytest.mark.skip(reason="needs PostgreSQL")
    no_browser = pytest.mark.skip(reason="needs Chromium")
    for item in items:
        if "postgres" in item.keywords and connection.vendor != "postgresql":
            item.add_marker(no_server)
        if "browser" in item.keywords and not CHROMIUM.exists() and not CI:
            item.add_marker(no_browser)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path) -> None:
    """No test writes into the folders of an installation."""
    settings.MEDIA_ROOT = tmp_path / "media"


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
