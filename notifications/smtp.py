"""Django's mail server connection, but that the text of a letter goes through the hatch."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp
from django.utils.functional import cached_property

from notifications.hatch import handing_over


class Plain(smtplib.SMTP):
    """Without encryption, or with STARTTLS."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The text and its last line, after which the letter has arrived. Raises as smtplib's."""
        with handing_over():
            return super().data(msg)


class Encrypted(smtplib.SMTP_SSL):
    """With TLS from the beginning."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As above."""
        with handing_over():
            return super().data(msg)


class EmailBackend(smtp.EmailBackend):
    """As Django's."""

    @cached_property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Encrypted if self.use_ssl else Plain
