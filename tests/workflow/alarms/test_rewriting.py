"""Alarms whose rings have changed are saved, those that ring alike together."""

from datetime import UTC, datetime

import pytest

from workflow.alarms.models import Alarm
from workflow.alarms.rewriting import rewrite, rewrite_alike

pytestmark = pytest.mark.django_db
MORNINGS = [datetime(2026, 3, day, 1, tzinfo=UTC) for day in (23, 25, 26, 30)]


def armed(subject: int, *mornings: datetime, rung: int = 0) -> Alarm:
    about = {"kind": "step", "subject_kind": "dossier", "subject_id": subject, "version": 1}
    steps = [str(number) for number in range(len(mornings))]
    moments = [each.isoformat() for each in mornings]
    return Alarm.objects.create(**about, moments=moments, steps=steps, rung=rung, at=mornings[rung])


def stored() -> list[tuple[list[str], datetime | None]]:
    return [(alarm.steps, alarm.at) for alarm in Alarm.objects.order_by("pk")]


def test_each_is_saved_as_it_rings_now_and_those_alike_in_one_statement(django_assert_num_queries):
    first, second, third = (armed(number, *MORNINGS[number % 2 :]) for number in (1, 3, 2))
    first.add({"x": MORNINGS[0]})
    second.add({"x": MORNINGS[0]})
    third.set_to_come([(MORNINGS[3], "y")])
    with django_assert_num_queries(2):
        assert rewrite([first, second, third]) == 3
    assert stored() == [
        (["x", "0", "1", "2"], MORNINGS[0]), (["x", "0", "1", "2"], MORNINGS[0]), (["y"], MORNINGS[3]),
    ]


def test_one_that_has_rung_meanwhile_is_left_as_it_is():
    rows = [armed(number, *MORNINGS[:2]) for number in (1, 2)]
    seen = Alarm.objects.get(pk=rows[0].pk)
    Alarm.objects.filter(pk=rows[1].pk).update(rung=1, at=MORNINGS[1])
    seen.add({"x": MORNINGS[2]})
    assert rewrite_alike(seen, [row.pk for row in rows]) == 1
    assert stored() == [(["0", "1", "x"], MORNINGS[0]), (["0", "1"], MORNINGS[1])]
