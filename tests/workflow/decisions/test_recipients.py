"""Nơi nhận: made from the lines, or as the clerk wrote it."""

import pytest

from dossiers import clock
from dossiers.models import Unit
from dossiers.rules.objection import Refused
from tests.factories import make_draft, make_hand_in, make_unit
from tests.workflow.decisions.letters import going_to
from workflow.decisions import papers, recipients

pytestmark = pytest.mark.django_db


def test_units_of_the_lines_then_the_office_then_the_keeper(stage):
    Unit.objects.filter(pk=stage.body.pk).update(office_name="Văn phòng Sở")
    second = make_unit(name="Phòng A", under=stage.body)
    rows = stage.drafts(2, simplified=True)
    other = make_draft(
        second, hand_in=make_hand_in(second, stage.body, stage.season), award=stage.award, unit_name="Phòng A",
        simplified=True,
    )
    paper = stage.on_paper(stage.cleared(rows))
    paper.items.create(dossier=other)
    paper = type(paper).objects.select_related("body").get(pk=paper.pk)
    assert recipients.listed(paper) == sorted(["Phòng A", stage.unit.name]) + ["Văn phòng Sở", "Lưu: VT"]


def test_a_letter_goes_to_the_body_above(stage, ministry):
    paper = stage.on_paper(going_to(stage, ministry))
    assert recipients.listed(paper) == [ministry.name, "Lưu: VT"]


def test_what_the_clerk_wrote_stands(stage):
    paper = stage.signed(stage.endorsed(1))
    typed = " - Như Điều 3;\n\n– UBND tỉnh (b/c);\nLưu: VT."
    papers.assign_number(paper, number=1, dated=clock.today(), recipients=typed, actor=stage.clerk)
    paper.refresh_from_db()
    assert recipients.listed(paper) == ["Như Điều 3", "UBND tỉnh (b/c)", "Lưu: VT"]


def test_a_list_without_end_is_refused(stage):
    with pytest.raises(Refused) as refusal:
        papers.assign_number(
            stage.signed(stage.endorsed(1)), number=1, dated=clock.today(), recipients="x" * 4001, actor=stage.clerk
        )
    assert refusal.value.families == {"papers"}
