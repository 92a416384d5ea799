"""Where an award or the office asks for a posting nothing is signed, issued or sent upward without; elsewhere nobody
is asked for one."""

from datetime import date

import pytest

from dossiers import clock
from dossiers.models import LegalFigure, Paper, PaperType
from dossiers.papers import store
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Evidence, Family, Role, SimplifiedGround, State, Verdict
from tests import factories as make
from tests.dossiers.files import PDF, upload
from tests.workflow.posting.test_posting import THURSDAY, ask_of, at, post
from tests.world import bring, council, do, fresh, issue, make_world, number, to_sign
from workflow import engine
from workflow.decisions import papers
from workflow.findings import examine_lines
from workflow.models import Decision
from workflow.posting import periods, recording
from workflow.term_models import StepTerm

pytestmark = pytest.mark.django_db

MEND = "Bộ phận thường trực công khai danh sách, hoặc đính kèm kết quả công khai"
OUT = [("issue", False, " trước khi phát hành"), ("send_out", True, " trước khi trình")]


@pytest.fixture
def world():
    with clock.set_to(THURSDAY):
        yield make_world()


def office_asks(world, *, days: int = 3, evidence: str = Evidence.LOCAL, **about) -> StepTerm:
    about = {"body": world.body, "citation": "Quy chế thi đua của Sở Đ.12", "valid_from": make.LONG_AGO} | about
    return StepTerm.objects.create(act="post_publicly", days=days, evidence=evidence, **about)


def against(act: str, row, actor) -> list[tuple[str, bool]]:
    """What is said of the posting against the act, and whether it stops it."""
    found = engine.examine(act, [row], actor=actor)[row.pk]
    return [(one.text, one.blocks) for one in found if "công khai" in one.text]


def shown_to_the_end(world, rows, **facts):
    """Posted on Thursday for five working days and closed on the day after."""
    posting = post(world, rows, **facts)
    with at(4):
        recording.close(posting, fresh(rows), actor=world.appraiser)
    return fresh(rows)


@pytest.mark.parametrize(("act", "above", "when"), OUT)
def test_the_office_asks_for_it_and_no_paper_goes_out_without_here_or_upward(world, act, above, when):
    [row] = bring(world, State.SIGNED, above=above)
    assert against(act, row, world.clerk) == []
    office_asks(world)
    assert against(act, row, world.clerk) == [(f"{row} chưa được công khai{when} (3 ngày làm việc).", True)]
    [one] = [one for one in engine.examine(act, [row], actor=world.clerk)[row.pk] if "công khai" in one.text]
    assert (one.family, one.citation, one.evidence, one.mend, one.mend_url) == (
        Family.PAPERS, "Quy chế thi đua của Sở Đ.12", Evidence.LOCAL, MEND, f"/ho-so/{row.code}/"
    )


@pytest.mark.parametrize(("act", "above", "when"), OUT)
@pytest.mark.parametrize(("evidence", "blocks"), [(Evidence.QUOTED, True), (Evidence.SECONDARY, False)])
def test_the_award_asks_for_it_and_the_mark_of_its_rule_decides_whether_that_stops(
    world, act, above, when, evidence, blocks
):
    [row] = bring(world, State.SIGNED, above=above)
    ask_of(row.award, evidence=evidence)
    assert against(act, row, world.clerk) == [(f"{row} chưa được công khai{when} (5 ngày làm việc).", blocks)]


@pytest.mark.parametrize("at_once", [True, False])
def test_no_number_and_no_grant_for_a_decision_with_one_line_that_was_not_posted(world, at_once):
    rows = bring(world, State.AWAITING_SIGNATURE, 2)
    paper = Decision.objects.get()
    papers.sign(paper, actor=world.decider)
    [row] = bring(world, State.ENDORSED, award=make.make_award("CO"))
    decision = to_sign(world, [row])
    papers.sign(decision, actor=world.decider)
    office_asks(world, award=row.award)
    with pytest.raises(Refused) as refused:
        if at_once:
            papers.number_and_issue(decision, number=9, dated=clock.today(), actor=world.clerk)
        number(world, decision, 9)
        papers.issue(decision, actor=world.clerk)
    assert ({*refused.value.by_dossier}, refused.value.families) == ({row.pk}, {Family.PAPERS})
    decision.refresh_from_db()
    assert (fresh([row])[0].state, decision.number) == (State.SIGNED, None if at_once else 9)
    number(world, paper, 10)
    papers.issue(paper, actor=world.clerk)
    assert {each.state for each in fresh(rows)} == {State.GRANTED}


@pytest.mark.parametrize("above", [False, True])
def test_nothing_is_signed_that_could_not_go_out_and_could_not_be_posted_any_more(world, above):
    asked, free = bring(world, State.ENDORSED, above=above), bring(world, State.ENDORSED, above=above)
    paper = to_sign(world, [*asked, *free])
    shut = office_asks(world, award=asked[0].award, body=None)
    with pytest.raises(Refused) as refused:
        papers.sign(paper, actor=world.decider)
    assert str(refused.value.by_dossier[asked[0].pk][0].text) == (
        f"{asked[0]} chưa được công khai trước khi ký (3 ngày làm việc)."
    )
    shut.delete()
    papers.sign(paper, actor=world.decider)
    assert {each.state for each in fresh([*asked, *free])} == {State.SIGNED}


@pytest.mark.parametrize(("act", "above", "when"), OUT)
def test_a_line_posted_to_the_end_goes_its_way(world, act, above, when):
    office_asks(world)
    rows = bring(world, State.APPRAISING, above=above)
    rows = shown_to_the_end(world, rows)
    with at(4):
        [row] = issue(world, council(world, do(world, "clear", rows)))
    assert row.state == (State.WITH_HIGHER_BODY if above else State.GRANTED)


def test_a_list_that_is_ended_from_elsewhere_has_a_result_as_well(world):
    rows = bring(world, State.APPRAISING)
    posting = post(world, rows)
    with at(4):
        engine.perform("close_posting", fresh(rows), actor=world.appraiser)
    posting.refresh_from_db()
    assert posting.result == "Trong thời gian công khai không nhận được ý kiến nào."


def test_a_line_taken_off_the_list_by_a_hold_was_not_posted_to_the_end(world):
    office_asks(world)
    row, other = bring(world, State.APPRAISING, 2)
    posting = post(world, [row, other])
    do(world, "hold", [row])
    with at(4):
        recording.close(posting, fresh([other]), actor=world.appraiser)
        do(world, "release", [row])
        again = row.posting_lines.get(left_at=None).posting
    with at(14):
        recording.close(again, fresh([row]), actor=world.appraiser)
        lines = issue(world, council(world, do(world, "clear", fresh([row, other]))))
    assert {each.state for each in lines} == {State.GRANTED}


def test_the_paper_that_tells_of_a_posting_elsewhere_answers_it(world):
    kind = PaperType.objects.create(code="CONG_KHAI", name="Kết quả công khai", producer="office")
    [row], [other] = bring(world, State.SIGNED), bring(world, State.SIGNED)
    office_asks(world)
    file = store(upload("ket-qua.pdf", PDF))
    Paper.objects.create(dossier=row, paper_type=kind, file=file, file_name="ket-qua.pdf", uploaded_at=clock.now())
    assert against("issue", row, world.clerk) == []
    assert len(against("issue", other, world.clerk)) == 1


def test_what_is_secret_is_never_posted_and_nobody_asks_for_it(world):
    office_asks(world, body=None)
    rows = bring(world, State.APPRAISING, simplified=True)
    rows[0].hand_in.ground = SimplifiedGround.SECRET
    rows[0].hand_in.save()
    [row] = issue(world, do(world, "clear", rows))
    assert row.state == State.GRANTED


def test_the_appraiser_is_told_while_the_line_can_still_be_posted(world):
    office_asks(world, award=world.award, body=None)
    [row] = bring(world, State.APPRAISING)
    [free] = bring(world, State.APPRAISING, award=make.make_award("CO"))

    def told(line) -> list[tuple[str, str]]:
        found = examine_lines([line], actor=world.appraiser, at=clock.now())[line.pk]
        return [(one.text, one.verdict) for one in found.findings if "công khai" in one.text]

    assert told(row) == [(f"{row} chưa được công khai trước khi thẩm định xong (3 ngày làm việc).", Verdict.NOTED)]
    assert told(free) == []
    [row] = shown_to_the_end(world, [row])
    assert told(row) == []


def test_what_the_proposing_body_posted_is_not_posted_again_unless_the_deciding_body_asks_its_own():
    with clock.set_to(THURSDAY):
        world = make_world(above_external=False)
        ask_of(world.high_award)
        decider = make.make_holder(Role.DECIDER, world.above)
        appraiser = make.make_holder(Role.APPRAISER, world.above)
        rows = shown_to_the_end(world, bring(world, State.APPRAISING, above=True, simplified=True))
    with at(4):
        [row] = do(world, "receive", issue(world, do(world, "clear", rows)), actor=appraiser)
        [row] = do(world, "clear", [row], actor=appraiser)
        papers.send_for_signature([row], actor=appraiser)
        assert (row.body, against("sign", row, decider)) == (world.above, [])
        office_asks(world, body=None)
        assert against("sign", row, decider) == []
        office_asks(world, body=world.above, days=2)
        assert against("sign", row, decider) == [(f"{row} chưa được công khai trước khi ký (5 ngày làm việc).", True)]


def test_the_rule_of_its_own_days_counts_for_a_dossier_judged_by_a_version_that_is_over(world):
    [row], [later] = bring(world, State.SIGNED), bring(world, State.SIGNED, award=make.make_award("CO"))
    ask_of(row.award)
    later.award.versions.update(extra={"posting": "posting_ministry"})
    LegalFigure.objects.filter(code="posting_ministry").update(valid_to=clock.today())
    with at(4):
        assert (against("issue", row, world.clerk), against("issue", later, world.clerk)) == ([], [])
        row.award.versions.update(valid_to=date(2026, 11, 26))
        assert [len(against("issue", each, world.clerk)) for each in (row, later)] == [1, 0]


@pytest.mark.parametrize(("lines", "statements"), [(0, 0), (1, 1), (30, 1)])
def test_where_nobody_asks_for_it_one_look_says_so(world, lines, statements, django_assert_num_queries):
    rows = bring(world, State.AWAITING_SIGNATURE, lines) if lines else []
    with django_assert_num_queries(statements):
        assert periods.demanded(rows, clock.today()) == {}
