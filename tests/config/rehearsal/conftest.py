"""A database with the catalogue, as a rehearsal finds it."""

import pytest
from django.core.management import call_command


@pytest.fixture
def catalogue(db):
    call_command("load_catalogue", verbosity=0)
