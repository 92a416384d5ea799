"""The broker of a machine without a server: messages in files, whole or not at all."""

from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from config import celery
from config.files import Channel, Transport


@pytest.fixture
def channel(settings, tmp_path):
    settings.BROKER_FOLDER = tmp_path
    options = celery.transport_options()
    with Connection("filesystem://", transport=Transport, transport_options=options) as connection:
        yield connection.default_channel


def test_the_product_uses_it_where_there_is_no_server():
    with celery.app.connection_for_write() as connection:
        assert isinstance(connection.default_channel, Channel)


def test_messages_come_out_as_they_went_in_and_the_oldest_first(channel):
    for number in range(12):
        channel._put("celery", {"body": f"việc {number}"})
    channel._put("other", {"body": "của hàng đợi khác"})
    assert [channel._get("celery")["body"] for _ in range(12)] == [f"việc {number}" for number in range(12)]
    with pytest.raises(Empty):
        channel._get("celery")
    assert channel._get("other") == {"body": "của hàng đợi khác"}


def test_a_message_that_is_being_written_is_not_read(channel, tmp_path, monkeypatch):
    seen = []

    def look(file, text, encoding):
        file.touch()
        with pytest.raises(Empty):
            channel._get("celery")
        seen.append(file.name.endswith(".part"))
        file.write_bytes(text.encode(encoding))

    monkeypatch.setattr("config.files.Path.write_text", look)
    channel._put("celery", {"body": "cả tin"})
    assert seen == [True]
    assert channel._get("celery") == {"body": "cả tin"}


@pytest.mark.parametrize("broken", [b"", b'{"body": "n', b"\xff\xfe\x00"])
def test_a_broken_file_is_thrown_away_and_the_next_message_read(channel, tmp_path, broken, caplog):
    (tmp_path / "queue" / "0_broken.celery.msg").write_bytes(broken)
    channel._put("celery", {"body": "sau"})
    assert channel._get("celery") == {"body": "sau"}
    assert [record.message for record in caplog.records] == ["threw away a broken message file"]
    assert list((tmp_path / "queue").iterdir()) == []


def test_a_folder_that_is_gone_is_an_error_of_the_channel(channel, tmp_path):
    (tmp_path / "queue").rmdir()
    with pytest.raises(ChannelError, match="cannot write a message"):
        channel._put("celery", {"body": "mất"})
