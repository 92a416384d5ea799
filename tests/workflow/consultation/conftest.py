"""A department that asks one of its units and, on paper, its party committee."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone

from dossiers.models import Dossier
from tests.world import World, bring, do, make_world
from workflow import reconcile
from workflow.consultation import answering, closing
from workflow.consultation.answering import Letter
from workflow.models import Addressee, Consultation

PARTY = "Ban Thường vụ Đảng ủy Sở"
QUESTION = "Đề nghị cho ý kiến về việc khen thưởng."


@dataclass
class Asking:
    """The world, and short ways to ask, answer, record and close."""

    world: World

    def ask(self, count: int = 2, **facts) -> tuple[Consultation, list[Dossier]]:
        rows = bring(self.world, "appraising", count)
        about = {
            "question": QUESTION, "inside": [self.world.other_unit.pk], "outside": [(PARTY, "04 Lê Duẩn")], "days": 5,
        }
        rows = do(self.world, "ask_consultation", rows, **(about | facts))
        return Consultation.objects.get(items__dossier=rows[0], items__ended_at=None), rows

    def inside(self, letter: Consultation) -> Addressee:
        return letter.addressees.select_related("unit").get(unit=self.world.other_unit)

    def outside(self, letter: Consultation) -> Addressee:
        return letter.addressees.get(name=PARTY)

    def answer(self, letter: Consultation, opinion: str = "agree", text: str = "", **about):
        actor = about.pop("actor", self.world.other_head)
        return answering.answer(self.inside(letter), choices(letter, opinion, text, **about), actor=actor)

    def record(self, letter: Consultation, opinion: str = "agree", text: str = "", **about):
        paper = Letter("Trần Văn Bí Thư", "12-CV/ĐU", timezone.localdate(letter.asked_at), **about)
        return answering.record(
            self.outside(letter), choices(letter, opinion, text), paper=paper, actor=self.world.appraiser
        )

    def close(self, letter: Consultation, reason: str = ""):
        return closing.close(letter, actor=self.world.appraiser, reason=reason)


def choices(letter: Consultation, opinion: str, text: str = "", *, only: list[Dossier] | None = None) -> dict:
    items = letter.items.filter(ended_at=None)
    items = items.filter(dossier__in=only) if only is not None else items
    return {item.pk: (opinion, text) for item in items}


@pytest.fixture
def asking(db) -> Iterator[Asking]:
    """After the story every open dossier must lie in exactly one place."""
    yield Asking(make_world())
    assert list(reconcile.breaches()) == []
