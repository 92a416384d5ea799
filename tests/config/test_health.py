from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError, connection

from config import health
from dossiers.clock import now
from workflow.models import Beat

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive():
    Beat.objects.all().delete()
    return Beat.objects.create(name="default", at=now())


def answer(client):
    response = client.get("/healthz")
    return response.status_code, response.json()


def test_a_sound_installation_is_well(client, alive):
    assert answer(client) == (200, {"status": "well", "unwell": []})
