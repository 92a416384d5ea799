"""The beat table names real tasks, a tick does not pile up, and a dead broker is noticed quickly."""

import time

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from config import celery
from workflow.models import Beat


def test_every_tick_names_a_task_that_exists():
    celery.app.loader.import_default_modules()
    assert {row["args"][0] for row in celery.BEAT.values()} - set(celery.app.tasks) == set()


def test_every_tick_claims_its_slot_under_a_name_of_its_own():
    assert {row["task"] for row in celery.BEAT.values()} == {"workflow.tasks.tick"}
    assert all(row["args"][1] == row["schedule"] for row in celery.BEAT.values())
    names = [row["args"][0].rpartition(".")[2] for row in celery.BEAT.values()]
    assert len(set(names)) == len(names) and max(map(len, names)) <= Beat._meta.get_field("name").max_length


def test_messages_are_swept_every_five_seconds_and_life_shown_every_minute():
    assert {name: row["schedule"] for name, row in celery.BEAT.items()} == {
        "deliver": 5.0,
        "digest": 60.0,
        "jobs": 15.0,
        "deadlines": 60.0,
        "names": 3600.0,
        "heartbeat": 60.0,
    }


def test_a_tick_without_a_worker_is_dropped_and_not_piled_up():
    assert all(row["options"]["expires"] == 2 * row["schedule"] for row in celery.BEAT.values())


def test_a_message_of_a_killed_worker_comes_back():
    assert celery.app.conf.task_acks_late
    assert celery.app.conf.task_reject_on_worker_lost


def test_redis_gives_back_soon_what_a_killed_worker_held(settings):
    settings.BROKER_FOLDER, settings.BROKER_URL = None, "redis://localhost:6379/0"
    options = celery.transport_options()
    assert (options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (2, 1)
    assert options["visibility_timeout"] > celery.app.conf.task_time_limit


@pytest.mark.parametrize("url", ["amqp://guest:guest@localhost:5672//", "amqps://mq.example.vn//"])
def test_rabbitmq_confirms_what_it_took_and_shows_that_it_lives(settings, url):
    settings.BROKER_FOLDER, settings.BROKER_URL = None, url
    assert celery.transport_options() == {"confirm_publish": True}
    assert 0 < celery.app.conf.broker_heartbeat <= 30


def test_the_folder_broker_makes_its_folders(settings, tmp_path):
    settings.BROKER_FOLDER = tmp_path / "broker"
    assert celery.transport_options() == {
        "polling_interval": 0.3,
        "data_folder_in": str(tmp_path / "broker" / "queue"),
        "data_folder_out": str(tmp_path / "broker" / "queue"),
        "control_folder": str(tmp_path / "broker" / "control"),
    }
    assert sorted(folder.name for folder in (tmp_path / "broker").iterdir()) == ["control", "queue"]


def test_a_worker_never_gives_up_its_broker():
    assert celery.app.conf.broker_connection_retry_on_startup
    assert celery.app.conf.broker_connection_retry
    assert celery.app.conf.broker_connection_max_retries is None


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://guest:guest@127.0.0.1:1//"])
def test_a_dead_broker_is_noticed_quickly(broker):
    app = Celery("lonely", broker=broker, set_as_current=False)
    app.conf.update(broker_connection_timeout=celery.app.conf.broker_connection_timeout, task_publish_retry=False)
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        app.send_task("notifications.tasks.deliver", ignore_result=True)
    assert time.monotonic() - begun < 5
