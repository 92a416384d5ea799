"""Decision, letter upward and revocation: signed, numbered, issued; a letter is a hand-in at the next body."""

import pytest

from dossiers.models import HandIn
from dossiers.vocabulary import HandInOrigin, Level, Role, State
from tests.factories import make_award, make_body, relate
from tests.workflow.flows.conftest import carrier, where
from tests.workflow.stage import Stage, fresh, make_stage
from workflow import engine, reconcile
from workflow.council import sessions
from workflow.decisions import papers, revocation
from workflow.models import Procedure

REASON = "Thành tích chưa đủ mức khen thưởng theo quy định."


@pytest.fixture
def stage(db) -> Stage:
    made = make_stage()
    yield made
    assert list(reconcile.breaches()) == []


def test_a_decision_goes_from_the_decider_to_văn_thư_to_its_end(stage):
    lines = stage.endorsed(2)
    decision = stage.on_paper(lines)
    procedure = decision.procedure
    assert where(procedure) == ("sign", Role.DECIDER, stage.body.pk, "")
    papers.sign(decision, actor=stage.decider)
    assert where(procedure) == ("number", Role.CLERK, stage.body.pk, "")
    papers.assign_number(decision, number=215, dated=decision.created_at.date(), actor=stage.clerk)
    assert where(procedure) == ("issue", Role.CLERK, stage.body.pk, "")
    papers.issue(decision, actor=stage.clerk)
    assert where(procedure) == ("", "", None, "đã phát hành")
    assert carrier(lines[0]) is None


def test_it_waits_for_the_decider_while_one_line_is_unsigned(stage):
    lines = stage.endorsed(2)
    decision = stage.on_paper(lines)
    papers.sign(decision, actor=stage.decider, dossiers=lines[:1])
    assert where(decision.procedure)[0] == "sign"
    engine.perform("refuse", [lines[1]], actor=stage.decider, reason=REASON)
    assert where(decision.procedure)[0] == "number"


def test_it_ends_without_a_number_when_no_line_is_signed(stage):
    lines = stage.endorsed(2)
    decision = stage.on_paper(lines)
    engine.perform("refuse", [lines[0]], actor=stage.decider, reason=REASON)
    engine.perform("send_back", [lines[1]], actor=stage.decider, reason="Rà soát lại mức khen.")
    assert where(decision.procedure) == ("", "", None, "không còn hồ sơ")
    decision.refresh_from_db()
    assert decision.number is None


def test_lines_split_off_lie_at_the_deputys_desk(stage):
    own = stage.own_draft(stage.decider)
    simplified = stage.endorsed(1)
    engine.perform("submit", [own], actor=stage.head)
    engine.perform("receive", [own], actor=stage.office)
    engine.perform("clear", [own], actor=stage.appraiser, opinion="Hồ sơ đủ điều kiện.")
    session = stage.session([own])
    stage.vote(session, "yes")
    sessions.close(session, actor=stage.chair)
    decision = stage.on_paper([*simplified, *fresh([own])])
    split = papers.split(decision, [own], actor=stage.office)
    assert where(split.procedure)[:2] == ("sign", Role.DEPUTY)
    assert where(decision.procedure)[:2] == ("sign", Role.DECIDER)
    assert carrier(own) == split.procedure


def test_a_revocation_carries_no_lines_and_ends_when_it_is_issued(stage):
    lines = stage.endorsed(1)
    stage.granted(lines)
    paper = revocation.propose(lines, ground="a", reason="Kê khai thành tích không đúng sự thật.", actor=stage.office)
    assert where(paper.procedure) == ("sign", Role.DECIDER, stage.body.pk, "")
    assert paper.procedure.lines.count() == 0
    revocation.sign(paper, actor=stage.decider)
    assert where(paper.procedure)[0] == "number"
    papers.assign_number(paper, number=31, dated=paper.created_at.date(), actor=stage.clerk)
    assert where(paper.procedure)[0] == "issue"
    papers.issue(paper, actor=stage.clerk)
    assert where(paper.procedure) == ("", "", None, "đã phát hành")


def test_a_revocation_that_is_declined_ends_without_a_number(stage):
    lines = stage.endorsed(1)
    stage.granted(lines)
    paper = revocation.propose(lines, ground="a", reason="Kê khai thành tích không đúng sự thật.", actor=stage.office)
    revocation.decline(paper, actor=stage.decider, reason="Chưa đủ căn cứ để hủy quyết định.")
    assert where(paper.procedure)[3] == "không ban hành"


@pytest.fixture
def above(stage) -> Stage:
    """A province over the stage's department, in the same installation, with people of its own."""
    province = make_body("UBND", level=Level.PROVINCE, name="Ủy ban nhân dân tỉnh", symbol="UBND")
    relate(stage.body, province)
    return make_stage("UBND", body=province)


def sent_up(stage: Stage, above: Stage, count: int):
    """Lines signed at the department and forwarded to the province."""
    award = make_award(level=Level.PROVINCE)
    lines = stage.endorsed(
        count, award=award, deciding_body=above.body, route=[stage.body.pk, above.body.pk]
    )
    letter = stage.numbered(lines, number=7)
    papers.issue(letter, actor=stage.clerk)
    return letter, fresh(lines)


def test_a_letter_upward_becomes_a_hand_in_at_the_next_body(stage, above):
    letter, lines = sent_up(stage, above, 2)
    hand_in = HandIn.objects.get(origin=HandInOrigin.LOWER_BODY)
    assert (hand_in.unit, hand_in.to_body, hand_in.season) == (stage.body, above.body, stage.season)
    assert (hand_in.number, hand_in.dated) == (letter.full_number, letter.dated)
    assert hand_in.submitted_at is not None
    procedure = carrier(lines[0])
    assert procedure == carrier(lines[1])
    assert where(procedure) == ("receive", Role.OFFICE, above.body.pk, "")
    assert (procedure.hand_in, procedure.unit) == (hand_in, stage.body)
    assert procedure.title == f"Tờ trình {letter.full_number} của {stage.body}"
    assert where(letter.procedure)[3] == "đã phát hành"
    for line in lines:
        assert (line.state, line.body, line.received_here, line.appraisal) == (
            State.SUBMITTED, above.body, False, "",
        )
        assert line.hand_in != hand_in


def test_what_came_from_below_and_is_returned_whole_lies_with_the_sending_office(stage, above):
    _, lines = sent_up(stage, above, 2)
    procedure = carrier(lines[0])
    engine.perform("return_for_correction", lines, actor=above.office, reason=REASON)
    assert where(procedure) == ("mend", Role.OFFICE, stage.body.pk, "")
    engine.perform("resubmit", lines, actor=stage.office)
    assert where(procedure) == ("receive", Role.OFFICE, above.body.pk, "")


def test_one_line_returned_from_above_goes_to_the_unit_and_comes_back_to_the_asker(stage, above):
    _, lines = sent_up(stage, above, 2)
    engine.perform("receive", lines, actor=above.office)
    engine.perform("return_for_correction", lines[:1], actor=above.office, reason=REASON)
    correction = carrier(lines[0])
    assert where(correction) == ("mend", Role.UNIT_HEAD, stage.unit.pk, "")
    assert correction.body == above.body
    assert correction.hand_in == lines[0].hand_in
    engine.perform("resubmit", lines[:1], actor=stage.head)
    assert where(correction) == ("recheck", Role.OFFICE, above.body.pk, "")


def test_a_line_released_above_goes_on_under_the_letter_that_brought_it(stage, above):
    _, lines = sent_up(stage, above, 2)
    letter_in = carrier(lines[0]).hand_in
    about = {"reason": "Chờ kết quả xác minh.", "public_line": "Tạm dừng để xác minh."}
    engine.perform("hold", lines[:1], actor=above.office, **about)
    engine.perform("release", lines[:1], actor=above.office)
    again = carrier(lines[0])
    assert (again.hand_in, again.body) == (letter_in, above.body)
    assert where(again)[0] == "receive"
    engine.perform("return_for_correction", lines[:1], actor=above.office, reason=REASON)
    assert where(carrier(lines[0]))[:3] == ("mend", Role.UNIT_HEAD, stage.unit.pk)


def test_lines_of_two_kinds_of_reward_are_two_hand_ins_above(stage, above):
    award = make_award(level=Level.PROVINCE)
    about = {"award": award, "deciding_body": above.body, "route": [stage.body.pk, above.body.pk]}
    lines = [*stage.endorsed(1, **about), *stage.endorsed(1, **about)]
    HandIn.objects.filter(pk=lines[1].hand_in_id).update(reward_type="dot_xuat")
    letter = stage.numbered(fresh(lines), number=8)
    papers.issue(letter, actor=stage.clerk)
    found = HandIn.objects.filter(origin=HandInOrigin.LOWER_BODY)
    assert {each.reward_type for each in found} == {"cong_trang", "dot_xuat"}
    assert Procedure.objects.filter(hand_in__in=found).count() == 2


def test_a_refused_line_that_is_reconsidered_is_appraised_again(stage):
    lines = stage.endorsed(1)
    stage.on_paper(lines)
    engine.perform("refuse", lines, actor=stage.decider, reason=REASON)
    engine.perform(
        "reconsider", lines, actor=stage.chief, reason="Có xác nhận thành tích mới của cơ quan có thẩm quyền.",
        paper="15/CV-STP ngày 02/02/2026",
    )
    assert where(carrier(lines[0])) == ("appraise", Role.APPRAISER, stage.body.pk, "")
