"""Celery's broker of a machine without a server: a folder of files, read only when they are whole.

kombu's own filesystem transport opens a message's file in the folder where the reader looks, and writes it afterwards.
A reader that comes in between takes an empty file, fails on it, and the whole worker ends with
"Expecting value: line 1 column 1" (celery/kombu#1551). Here a file gets its name when it is whole, and one that cannot
be read – the machine lost its power while it was written – is thrown away: the next tick asks for its work again.
"""

import logging
import os
import uuid
from pathlib import Path
from time import time_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        """Leave the message for the readers of `queue`, who take the oldest name first. Raises ChannelError."""
        folder = Path(self.data_folder_out)
        unfinished = folder / f"{uuid.uuid4()}.part"
        try:
            unfinished.write_text(dumps(payload), encoding="utf-8")
            os.replace(unfinished, folder / f"{time_ns()}_{unfinished.stem}.{queue}.msg")
        except OSError as gone:
            raise ChannelError(f"cannot write a message into {folder}") from gone

    def _get(self, queue: str) -> dict[str, Any]:
        """The oldest whole message. Raises `queue.Empty` when there is none."""
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                logger.warning("threw away a broken message file", extra={"queue": queue})


class Transport(filesystem.Transport):
    Channel = Channel
