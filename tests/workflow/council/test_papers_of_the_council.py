"""What the council produces counts as a paper of the dossier once its session is closed."""

import pytest

from dossiers import clock
from dossiers.models import PaperType, RequiredPaper
from dossiers.rules.objection import Refused
from dossiers.rules.papers import missing_papers
from tests.factories import make_award, make_body, relate
from tests.workflow.stage import fresh
from workflow import engine
from workflow.council import sessions


@pytest.fixture
def lines(stage):
    """Two lines for an award of the province that asks for the vote's result and a posting before it is forwarded."""
    province = make_body("UBND", level="province", symbol="UBND")
    relate(stage.body, province)
    award = make_award(level="province")
    for code, producer in (("KQ", "council"), ("CK", "office")):
        kind = PaperType.objects.create(
            code=code, name=code, producer=producer, carrier="dossier", needed_before="forward"
        )
        RequiredPaper.objects.create(version=award.versions.get(), paper_type=kind)
    return stage.awaiting_council(2, award=award, deciding_body=province, route=[stage.body.pk, province.pk])


def missing(lines) -> dict[int, list[str]]:
    found = missing_papers(fresh(lines), "forward", clock.today())
    return {pk: [paper.paper_type.code for paper in papers] for pk, papers in found.items()}


def test_before_the_close_the_result_is_missing(stage, lines):
    session = stage.session(lines)
    stage.vote(session, "yes")
    assert missing(lines) == {each.pk: ["CK", "KQ"] for each in lines}


def test_after_the_close_only_the_offices_paper_is_missing(stage, lines):
    session = stage.session(lines)
    first = session.items.get(dossier=lines[0])
    for voter in stage.voters:
        sessions.vote(session, {first.pk: "yes"}, actor=voter)
    sessions.close(session, actor=stage.chair)
    # the other line was turned down: the council is advisory, its result is there all the same
    assert missing(lines) == {each.pk: ["CK"] for each in lines}


def test_a_line_put_off_has_no_result(stage, lines):
    session = stage.session(lines)
    sessions.close(session, actor=stage.chair, put_off=session.items.values_list("pk", flat=True), reason="Họp lại.")
    assert missing(lines) == {each.pk: ["CK", "KQ"] for each in lines}


def test_the_result_of_one_body_is_none_of_another(stage, lines):
    session = stage.session(lines)
    stage.vote(session, "yes")
    sessions.close(session, actor=stage.chair)
    other = make_body()
    type(lines[0]).objects.update(body=other)
    assert missing(lines) == {each.pk: ["CK", "KQ"] for each in lines}
    type(lines[0]).objects.update(body=stage.body)


def test_without_it_the_letter_does_not_go_out(stage, lines):
    simplified = stage.endorsed(1, award=lines[0].award, deciding_body=lines[0].deciding_body, route=lines[0].route)
    stage.numbered(simplified, 4)
    with pytest.raises(Refused) as refusal:
        engine.perform("forward", simplified, actor=stage.clerk)
    assert refusal.value.families == {"papers"}
