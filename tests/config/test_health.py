from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from config import health
from dossiers.clock import now
from notifications.models import Delivery, Hold
from tests.notifications.letters import queued
from tests.world import make_world
from workflow.models import Batch, Beat, Unannounced


def answer(client):
    response = client.get("/healthz")
    return response.status_code, response.json()


@pytest.fixture
def alive(db):
    Beat.objects.all().delete()
    return Beat.objects.create(name="default", at=now())


@pytest.fixture
def without_triggers(monkeypatch):
    monkeypatch.setitem(health.CHECKS, "triggers", lambda: False)


def test_a_sound_installation_is_well(client, alive):
    assert answer(client) == (200, {"status": "well", "unwell": []})


def test_no_login_is_needed_and_nothing_is_cached(client, alive):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_a_scheduler_silent_for_over_three_minutes_is_named(client, alive):
    Beat.objects.update(at=now() - timedelta(minutes=3, seconds=1))
    assert answer(client) == (503, {"status": "unwell", "unwell": ["scheduler"]})


def test_a_beat_just_under_three_minutes_old_is_enough(client, alive):
    Beat.objects.update(at=now() - timedelta(minutes=2, seconds=55))
    assert answer(client)[0] == 200


def test_one_living_scheduler_of_two_is_enough(client, alive):
    Beat.objects.create(name="gone", at=now() - timedelta(days=1))
    assert answer(client)[0] == 200


def test_a_scheduler_that_never_ran_is_named(client, alive):
    Beat.objects.all().delete()
    assert answer(client) == (503, {"status": "unwell", "unwell": ["scheduler"]})


def test_missing_triggers_are_named(client, alive, without_triggers):
    assert answer(client) == (503, {"status": "unwell", "unwell": ["triggers"]})


def test_a_dropped_trigger_is_noticed(client, alive):
    with connection.cursor() as cursor:
        name, table = first_trigger(cursor)
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert answer(client) == (503, {"status": "unwell", "unwell": ["triggers"]})


def first_trigger(cursor):
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal "
            "AND tgrelid = 'dossiers_dossier'::regclass ORDER BY tgname"
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' "
            "AND tbl_name = 'dossiers_dossier' ORDER BY name"
        )
    return cursor.fetchone()


def test_a_pending_migration_is_named(client, alive):
    MigrationRecorder.Migration.objects.filter(app="notifications").delete()
    assert answer(client) == (503, {"status": "unwell", "unwell": ["migrations"]})


class TestMessages:
    """What could go and waits for over a quarter of an hour."""

    @pytest.fixture
    def letter(self, alive):
        letter = queued(make_world())
        Unannounced.objects.all().delete()
        return letter

    @staticmethod
    def due_since(letter, minutes, **fields):
        Delivery.objects.filter(pk=letter.pk).update(next_try_at=now() - timedelta(minutes=minutes), **fields)

    def test_one_that_has_not_gone_is_named(self, client, letter):
        self.due_since(letter, 14.9)
        assert answer(client)[0] == 200
        self.due_since(letter, 15.1)
        assert answer(client) == (503, {"status": "unwell", "unwell": ["messages"]})

    def test_so_is_one_that_a_dead_worker_left_behind(self, client, letter):
        self.due_since(letter, 16, state="sending")
        assert answer(client)[0] == 503

    @pytest.mark.parametrize(
        "fields", [{"state": "sent"}, {"state": "failed"}, {"state": "held"}, {"state": "suppressed"}, {"daily": True}]
    )
    def test_one_that_could_not_go_is_none(self, client, letter, fields):
        self.due_since(letter, 60, **fields)
        assert answer(client)[0] == 200

    def test_nor_is_any_while_everything_is_held(self, client, letter):
        self.due_since(letter, 60)
        Hold.objects.create(scope=Hold.Scope.EVERYTHING, reason="Sau khi khôi phục", placed_at=now())
        assert answer(client)[0] == 200

    def test_an_act_of_which_nobody_was_told_is_named(self, client, alive):
        batch = Batch.objects.create(act="submit", content="", at=now() - timedelta(minutes=14))
        Unannounced.objects.create(batch=batch)
        assert answer(client)[0] == 200
        Batch.objects.filter(pk=batch.pk).update(at=now() - timedelta(minutes=16))
        assert answer(client) == (503, {"status": "unwell", "unwell": ["messages"]})


def test_several_faults_are_all_named(client, alive, without_triggers):
    Beat.objects.all().delete()
    assert answer(client) == (503, {"status": "unwell", "unwell": ["triggers", "scheduler"]})


def test_a_dead_database_is_named_alone(client, monkeypatch):
    def fail():
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "database_well", fail)
    assert answer(client) == (503, {"status": "unwell", "unwell": ["database"]})


def test_only_reading_is_answered(client, alive):
    assert client.post("/healthz").status_code == 405
