"""A page that waited in vain for a lock answers in words."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from dossiers.busy import waited_in_vain
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class Refused(Exception):
    """What the driver raises: only its code tells."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("canceling statement")
        self.sqlstate = sqlstate


def told(sqlstate: str) -> OperationalError:
    error = OperationalError("đã hủy lệnh")
    error.__cause__ = Refused(sqlstate)
    return error


@pytest.mark.parametrize(
    ("error", "busy"),
    [
        (told("55P03"), True), (told("40P01"), True), (OperationalError("database is locked"), True),
        (told("57P01"), False), (OperationalError("no such table"), False),
    ],
)
def test_waiting_in_vain_is_told_from_other_troubles(error, busy):
    assert waited_in_vain(error) is busy


@pytest.mark.parametrize(("error", "status"), [(told("55P03"), 409), (told("57P01"), 500)])
def test_only_that_becomes_a_page_in_words(client, monkeypatch, error, status):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("dossiers.queries.hand_ins_for_list", fail)
    client.force_login(make_user())
    client.raise_request_exception = False
    answer = client.get(reverse("dossiers:hand_in_list"))
    assert answer.status_code == status
    assert ("Đang có người xử lý" in answer.content.decode()) is (status == 409)
