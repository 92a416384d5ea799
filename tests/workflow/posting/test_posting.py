"""A list is public for its least period; lines leave it closed, held or withdrawn, and none drops out of a list."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, LegalFigure, PaperType
from dossiers.papers import store
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Basis, Evidence, Family, SimplifiedGround, State
from tests import factories as make
from tests.dossiers.files import PDF, upload
from tests.world import bring, do, fresh, make_world
from workflow import journal, reconcile
from workflow.alarms import sweeping
from workflow.alarms.models import Alarm
from workflow.flows.models import Line, Procedure
from workflow.models import Entry, Posting, PostingComment, PostingLine
from workflow.posting import recording
from workflow.posting.needs import result_is_kept
from workflow.term_models import StepTerm

pytestmark = pytest.mark.django_db

THURSDAY = timezone.make_aware(datetime(2026, 11, 26, 9, 0))
FIVE_DAYS = {"days": 5, "unit": "working"}


@pytest.fixture
def world():
    with clock.set_to(THURSDAY):
        yield make_world()


def at(day: int, month: int = 12) -> None:
    return clock.set_to(timezone.make_aware(datetime(2026, month, day, 9, 0)))


def post(world, rows, **facts):
    do(world, "post_publicly", rows, **(FIVE_DAYS | facts))
    return Posting.objects.latest("pk")


def told(refused) -> list[str]:
    return [one.text for one in refused.value.all]


def ask_of(award, *, evidence=Evidence.QUOTED, days=5) -> None:
    """The version of the award asks for a posting of so many working days."""
    version = award.versions.get()
    version.extra = {"posting": "posting_ministry"}
    version.save()
    LegalFigure.objects.create(
        kind="time_rule", code="posting_ministry", value={"days": days, "unit": "working"}, valid_from=make.LONG_AGO,
        citation="Nghị định 91/2017/NĐ-CP Đ.45(10)", evidence=evidence,
    )


def test_the_lines_stay_on_their_carrier_and_the_list_on_a_desk_of_its_own(world):
    rows = bring(world, State.APPRAISING, 2)
    carriers = set(Line.objects.filter(left_at=None).values_list("procedure_id", flat=True))
    posting = post(world, rows)
    assert set(Line.objects.filter(left_at=None).values_list("procedure_id", flat=True)) == carriers
    assert (posting.procedure.node, posting.procedure.desk_role) == ("watch", "office")
    assert posting.procedure.desk_unit == world.body
    assert set(posting.lines.values_list("dossier_id", flat=True)) == {each.pk for each in rows}
    assert list(reconcile.breaches()) == []


def test_the_term_is_kept_with_its_origin_and_armed(world):
    posting = post(world, bring(world, State.APPRAISING))
    assert timezone.localdate(posting.due_at) == date(2026, 12, 3)
    assert (posting.due_days, posting.due_unit, posting.due_basis) == (5, "working", Basis.OFFICE)
    assert posting.procedure.due_at == posting.due_at
    alarm = Alarm.objects.get(kind="posting", subject_kind="posting", subject_id=posting.pk)
    assert alarm.version == posting.term_no


def test_the_clock_of_the_appraisal_runs_on(world):
    [row] = bring(world, State.APPRAISING)
    due = row.due_at
    posting = post(world, [row])
    with at(4):
        recording.close(posting, fresh([row]), actor=world.appraiser)
    assert Dossier.objects.get(pk=row.pk).due_at == due


def test_it_cannot_end_before_its_period_has_passed(world):
    rows = bring(world, State.APPRAISING, 2)
    posting = post(world, rows)
    with at(3), pytest.raises(Refused) as refused:
        recording.close(posting, fresh(rows), actor=world.appraiser)
    assert set(told(refused)) == {
        f"Danh sách “{posting.title}” phải công khai đến hết ngày 03/12/2026 (5 ngày làm việc, từ 26/11/2026)."
    }
    assert refused.value.families == {Family.TIMING}
    assert {each.state for each in fresh(rows)} == {State.POSTED}


def test_after_it_the_lines_go_back_to_the_appraiser_with_a_result(world):
    rows = bring(world, State.APPRAISING, 2)
    posting = post(world, rows)
    with at(4):
        recording.close(posting, fresh(rows), actor=world.appraiser, result="Không nhận được ý kiến nào.")
    posting.refresh_from_db()
    assert {(each.state, each.desk_role) for each in fresh(rows)} == {(State.APPRAISING, "appraiser")}
    assert (posting.result, posting.closed_by, posting.due_at) == (
        "Không nhận được ý kiến nào.", world.appraiser, None
    )
    procedure = Procedure.objects.get(posting=posting)
    assert (procedure.open, procedure.outcome) == (False, "đã kết thúc công khai")
    assert list(Entry.objects.filter(subject_kind="posting").values_list("act", flat=True)) == [
        "open_posting", "end_posting"
    ]
    assert (list(reconcile.breaches()), list(journal.faults())) == ([], [])


def test_when_the_period_is_over_the_office_is_told_once_and_has_to_end_it(world):
    posting = post(world, bring(world, State.APPRAISING))
    with at(3):
        sweeping.sweep()
    assert Entry.objects.filter(act="posting_over").count() == 0
    with at(4):
        sweeping.sweep()
        sweeping.sweep()
    [entry] = Entry.objects.filter(act="posting_over")
    assert (entry.subject_kind, entry.subject_id, entry.actor) == ("posting", posting.pk, None)
    assert Procedure.objects.get(posting=posting).node == "finish"
    assert (list(reconcile.breaches()), list(journal.faults())) == ([], [])


def test_without_a_period_it_may_end_on_any_day(world):
    [row] = bring(world, State.APPRAISING)
    do(world, "post_publicly", [row])
    posting = Posting.objects.get()
    assert (posting.due_at, posting.procedure.node) == (None, "finish")
    recording.close(posting, fresh([row]), actor=world.appraiser)
    assert fresh([row])[0].state == State.APPRAISING


def test_a_line_held_on_a_complaint_leaves_the_list_and_the_others_stay(world):
    held, other = bring(world, State.APPRAISING, 2)
    posting = post(world, [held, other])
    do(world, "hold", [held])
    assert list(posting.lines.filter(left_at=None).values_list("dossier_id", flat=True)) == [other.pk]
    assert Procedure.objects.get(posting=posting).open
    assert list(reconcile.breaches()) == []


def test_a_list_whose_lines_were_all_taken_away_ends_without_a_result(world):
    rows = bring(world, State.APPRAISING, 2)
    posting = post(world, rows)
    do(world, "hold", rows[:1])
    do(world, "withdraw", rows[1:])
    procedure = Procedure.objects.get(posting=posting)
    assert (procedure.open, procedure.outcome) == (False, "không còn hồ sơ")
    assert list(reconcile.breaches()) == []


def test_what_is_released_is_public_anew_for_the_whole_period(world):
    rows = bring(world, State.APPRAISING, 2)
    first = post(world, rows, place="elsewhere", where="Bảng tin tầng 1")
    do(world, "hold", rows[:1])
    with at(2):
        do(world, "release", rows[:1])
    again = Posting.objects.exclude(pk=first.pk).get()
    assert (again.where, again.from_on, timezone.localdate(again.due_at)) == (
        "Bảng tin tầng 1", date(2026, 12, 2), date(2026, 12, 9)
    )
    assert list(again.lines.values_list("dossier_id", flat=True)) == [rows[0].pk]
    assert list(reconcile.breaches()) == []


def test_parts_of_one_list_of_a_day_are_one_list(world):
    rows = bring(world, State.APPRAISING, 3)
    post(world, rows[:2], title="Danh sách đợt 2")
    post(world, rows[2:], title="Danh sách đợt 2")
    assert list(PostingLine.objects.values_list("dossier_id", flat=True)) == [each.pk for each in rows]
    assert Posting.objects.count() == 1


def test_what_must_hang_for_another_time_is_no_part_of_a_list_of_the_day(world):
    ask_of(world.high_award)
    short, long = bring(world, State.APPRAISING), bring(world, State.APPRAISING, above=True)
    do(world, "post_publicly", short, title="Danh sách đợt 2", days=5, unit="calendar")
    do(world, "post_publicly", long, title="Danh sách đợt 2")
    found = Posting.objects.order_by("pk").values_list("due_unit", "due_at__date", "lines__dossier")
    assert list(found) == [
        ("calendar", date(2026, 12, 1), short[0].pk), ("working", date(2026, 12, 3), long[0].pk)
    ]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"place": "elsewhere"}, "Chưa ghi danh sách được niêm yết, đăng ở đâu."),
        ({"from_on": date(2026, 11, 27)}, "Ngày bắt đầu công khai (27/11/2026) còn ở phía trước."),
        ({"from_on": date(2026, 11, 25)}, "Trang công khai trong phần mềm chỉ bắt đầu từ hôm nay."),
    ],
)
def test_a_list_that_is_not_planned_to_the_end_does_not_go_up(world, facts, words):
    rows = bring(world, State.APPRAISING)
    with pytest.raises(Refused) as refused:
        post(world, rows, **facts)
    assert told(refused) == [words]
    assert Posting.objects.count() == 0


def test_a_board_cannot_have_shown_what_had_not_come_yet(world):
    with clock.set_to(THURSDAY - timedelta(days=6)):
        rows = bring(world, State.APPRAISING)
    board = {"place": "elsewhere", "where": "Bảng tin tầng 1"}
    with pytest.raises(Refused) as refused:
        post(world, rows, from_on=date(2026, 11, 19), **board)
    assert told(refused) == [f"{rows[0]} trình ngày 20/11/2026 nên không thể đã công khai trước ngày đó."]
    assert post(world, rows, from_on=date(2026, 11, 20), **board).from_on == date(2026, 11, 20)


def test_what_is_secret_is_never_posted(world):
    secret, usual = bring(world, State.APPRAISING, simplified=True), bring(world, State.APPRAISING)
    secret[0].hand_in.ground = SimplifiedGround.SECRET
    secret[0].hand_in.save()
    with pytest.raises(Refused) as refused:
        post(world, [*secret, *usual])
    assert {pk: len(found) for pk, found in refused.value.by_dossier.items()} == {secret[0].pk: 1}


def test_an_award_that_asks_for_a_posting_gives_the_period_and_its_source(world):
    ask_of(world.award)
    rows = bring(world, State.APPRAISING)
    do(world, "post_publicly", rows)
    posting = Posting.objects.get()
    assert (posting.due_days, posting.due_basis, posting.due_evidence, posting.due_citation) == (
        5, Basis.LAW, Evidence.QUOTED, "Nghị định 91/2017/NĐ-CP Đ.45(10)"
    )


def test_the_office_itself_may_ask_for_a_posting_and_then_it_is_said_to_be_the_offices(world):
    local = {"citation": "Quy chế thi đua của Sở Đ.12", "evidence": Evidence.LOCAL}
    StepTerm.objects.create(act="post_publicly", body=world.body, days=3, valid_from=make.LONG_AGO, **local)
    due = (rows := bring(world, State.APPRAISING))[0].due_at
    do(world, "post_publicly", rows)
    posting = Posting.objects.get()
    assert (posting.due_days, posting.set_by, posting.due_citation) == (3, "cơ quan đặt", local["citation"])
    assert fresh(rows)[0].due_at == due
    with pytest.raises(Refused) as refused:
        post(world, bring(world, State.APPRAISING), days=2)
    assert told(refused) == [f"{world.award.name} phải công khai ít nhất 3 ngày làm việc."]


def test_of_rule_and_office_the_longer_period_counts_and_of_equals_the_rule(world):
    ask_of(world.award)
    row = StepTerm.objects.create(act="post_publicly", award=world.award, days=5, valid_from=make.LONG_AGO)
    do(world, "post_publicly", bring(world, State.APPRAISING))
    assert Posting.objects.latest("pk").due_basis == Basis.LAW
    StepTerm.objects.filter(pk=row.pk).update(days=8)
    do(world, "post_publicly", bring(world, State.APPRAISING))
    assert (Posting.objects.latest("pk").due_days, Posting.objects.latest("pk").due_basis) == (8, Basis.OFFICE)


def test_fewer_days_than_the_rule_asks_are_refused_more_are_the_offices_own(world):
    ask_of(world.award)
    rows = bring(world, State.APPRAISING)
    with pytest.raises(Refused) as refused:
        post(world, rows, days=4)
    assert told(refused) == [f"{world.award.name} phải công khai ít nhất 5 ngày làm việc."]
    posting = post(world, rows, days=7)
    assert (posting.due_days, posting.due_basis) == (7, Basis.OFFICE)


def test_a_complaint_is_considered_before_its_line_is_closed(world):
    rows = bring(world, State.APPRAISING, 2)
    posting = post(world, rows)
    complain(world, posting, rows[0])
    with at(4), pytest.raises(Refused) as refused:
        recording.close(posting, fresh(rows), actor=world.appraiser)
    assert list(refused.value.by_dossier) == [rows[0].pk]
    assert "Khiếu" not in str(refused.value)
    assert "tố" not in str(refused.value)
    with at(4):
        comment = PostingComment.objects.get()
        recording.answer_comment(comment, actor=world.appraiser, answer="Đã xác minh, không đúng.")
        recording.close(posting, fresh(rows), actor=world.appraiser)
    assert {each.state for each in fresh(rows)} == {State.APPRAISING}


def test_a_complaint_about_the_whole_list_holds_every_line_of_it_until_it_is_considered(world):
    rows, other = bring(world, State.APPRAISING, 2), bring(world, State.APPRAISING)
    posting = post(world, rows)
    free = post(world, other, title="Danh sách khác")
    complain(world, posting)
    with at(4):
        with pytest.raises(Refused) as refused:
            recording.close(posting, fresh(rows), actor=world.appraiser)
        assert told(refused) == [
            "Chưa ghi kết quả xem xét ý kiến nhận được về cả danh sách trong thời gian công khai."
        ]
        recording.close(free, fresh(other), actor=world.appraiser)
        recording.answer_comment(PostingComment.objects.get(), actor=world.appraiser, answer="Không có căn cứ.")
        recording.close(posting, fresh(rows), actor=world.appraiser)
    assert {each.state for each in fresh([*rows, *other])} == {State.APPRAISING}


def complain(world, posting, row=None, **about):
    about = {"actor": world.appraiser} | about
    return recording.note_comment(
        posting, text="Người này khai thành tích không đúng", kind="complaint", received_on=clock.today(),
        way="letter", by_whom="Quách Văn Tố", dossier=row, **about,
    )


def test_what_was_found_of_the_lines_that_end_stays_when_the_last_one_is_held(world):
    rows = bring(world, State.APPRAISING, 2)
    posting = post(world, rows)
    complain(world, posting, rows[0])
    scan = store(upload("ket-qua.pdf", PDF))
    with at(4):
        recording.close(
            posting, fresh(rows[1:]), actor=world.appraiser, result="Có 1 ý kiến.", scan=scan, scan_name="ket-qua.pdf"
        )
        do(world, "hold", rows[:1])
    posting.refresh_from_db()
    assert (posting.closed_at is None, posting.result, posting.scan, posting.scan_name) == (
        False, "Có 1 ý kiến.", scan, "ket-qua.pdf"
    )
    assert list(Entry.objects.filter(subject_kind="posting").order_by("seq").values_list("act", flat=True)) == [
        "open_posting", "note_comment", "keep_posting_result", "end_posting"
    ]
    assert result_is_kept(fresh(rows), ["CONG_KHAI"]) == {(rows[1].pk, "CONG_KHAI")}
    assert (list(reconcile.breaches()), list(journal.faults())) == ([], [])


def test_nothing_was_said_of_a_list_before_it_went_up(world):
    posting = post(world, bring(world, State.APPRAISING))
    about = {"actor": world.appraiser, "text": "Góp ý.", "kind": "comment", "way": "letter"}
    with pytest.raises(Refused) as refused:
        recording.note_comment(posting, received_on=date(2026, 11, 25), **about)
    assert told(refused) == ["Danh sách chỉ công khai từ ngày 26/11/2026, sau ngày nhận đã ghi."]
    recording.note_comment(posting, received_on=date(2026, 11, 26), **about)
    assert PostingComment.objects.count() == 1


def test_the_journal_keeps_that_something_was_said_and_not_what(world):
    [row] = bring(world, State.APPRAISING)
    [entry] = complain(world, post(world, [row]), row)
    assert (entry.act, entry.reason, entry.facts) == ("note_comment", "", {"comments": 1})
    assert list(Entry.objects.filter(dossier=row, act="note_comment")) == []


def test_only_the_office_writes_and_nobody_about_the_own_list(world):
    own = make.make_person(world.unit, user=world.other_appraiser)
    rows = bring(world, State.APPRAISING, nominees=[own])
    posting = post(world, rows)
    for actor in (world.head, world.decider, world.other_appraiser):
        with pytest.raises(Refused) as refused:
            complain(world, posting, rows[0], actor=actor)
        assert refused.value.families == {Family.ROLE}
    assert PostingComment.objects.count() == 0


def test_the_signed_result_stands_for_the_paper_that_an_award_asks_for(world):
    PaperType.objects.create(code="CONG_KHAI", name="Kết quả công khai", producer="office")
    rows = bring(world, State.APPRAISING)
    posting = post(world, rows)
    with at(4):
        recording.close(posting, fresh(rows), actor=world.appraiser)
    assert result_is_kept(rows, ["CONG_KHAI"]) == set()
    posting.refresh_from_db()
    scan = store(upload("ket-qua.pdf", PDF))
    recording.keep_result(posting, scan=scan, name="ket-qua.pdf", actor=world.appraiser)
    assert result_is_kept(rows, ["CONG_KHAI", "TT"]) == {(rows[0].pk, "CONG_KHAI")}


def test_the_statements_do_not_grow_with_the_list(world):
    counts = []
    for number in (1, 20):
        rows = bring(world, State.APPRAISING, number)
        with CaptureQueriesContext(connection) as asked:
            post(world, rows, title=f"Danh sách {number}")
        counts.append(len(asked))
    assert abs(counts[1] - counts[0]) <= 2
