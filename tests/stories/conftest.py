"""Stories begin in a database with the catalogue."""

import pytest
from django.core.management import call_command


@pytest.fixture
def catalogue(db):
    call_command("load_catalogue", verbosity=0)
