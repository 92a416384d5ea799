"""What several tests of the papers need."""

import pytest

from dossiers.management.commands.load_catalogue import load


@pytest.fixture
def catalogue(db) -> None:
    """The project's own catalogue, loaded."""
    load([])
