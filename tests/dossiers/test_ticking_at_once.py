"""Two people on the same list at once: no line is doubled, and the second on another paper is told who was first."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections

from dossiers import drafting
from dossiers.grid import THE_UNIT, Cell
from dossiers.models import Dossier, Nominee
from dossiers.pasting.adding import add_pasted
from dossiers.ticking import NotSaved, save_ticks
from tests.dossiers.places import make_office
from tests.factories import make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 8


def together(*works: Callable[[], object]) -> list[Any]:
    """What each got, begun at the same moment in threads of their own; a refusal is an answer."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        start.wait()
        try:
            answers[place] = works[place]()
        except NotSaved as refused:
            answers[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_ticks_at_once_make_one_line_each():
    office = make_office()
    hand_in = drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)
    for round_ in range(ROUNDS):
        person = make_person(office.unit)
        cells = [Cell(pk, office.award.pk, office.department.pk) for pk in (person.pk, THE_UNIT)]
        people = (office.drafter, office.head)
        answers = together(*(partial(save_ticks, hand_in, add=cells, actor=each) for each in people))
        assert sum(len(answer.added) for answer in answers) == (2 if round_ == 0 else 1)
    assert hand_in.dossiers.count() == ROUNDS + 1


def test_on_two_papers_one_is_told_who_was_first():
    office = make_office()
    papers = [
        drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter) for _ in range(2)
    ]
    for _ in range(ROUNDS):
        cell = Cell(make_person(office.unit).pk, office.award.pk, office.department.pk)
        answers = together(*(partial(save_ticks, paper, add=[cell], actor=office.drafter) for paper in papers))
        (refused,) = [answer for answer in answers if isinstance(answer, NotSaved)]
        assert "đã có hồ sơ đang mở" in refused.by_cell[cell][0].text
    assert Dossier.objects.count() == ROUNDS


def test_the_same_list_pasted_twice_at_once_enters_nobody_twice():
    office = make_office()
    hand_in = drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)
    text = "Đỗ An\tGiấy khen\nĐỗ Ba\tGiấy khen\n"
    together(*(lambda: add_pasted(hand_in, text, {}, actor=office.drafter) for _ in range(2)))
    assert (hand_in.dossiers.count(), Nominee.objects.count()) == (2, 2)
