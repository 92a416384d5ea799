"""The inbox in words: what is to be done in each row, its term, and what comes first."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from dossiers.lifecycle import POOL_STATES
from dossiers.models import Unit
from dossiers.vocabulary import Role, State
from workflow import empty_inbox, todo
from workflow.calendar import Calendar
from workflow.flows.drawing import drawings
from workflow.flows.models import ProcedureKind
from workflow.inbox import Pool

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)  # a Wednesday
BODY = Unit(pk=1, code="STP", name="Sở Tư pháp", office_name="Văn phòng Sở")


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=ZONE)


def procedure(kind: str = "hand_in", node: str = "receive", due: datetime | None = None, **more) -> SimpleNamespace:
    about = {
        "pk": 7, "kind": kind, "node": node, "live": 12, "unit": "Phòng Hành chính", "body": "Sở Tư pháp",
        "due_at": due, "title": "Tờ trình 03/TTr-HC", "code": "HC-01", "since": NOW, "desk_role": "office",
        "desk_unit_id": 1,
    }
    return SimpleNamespace(**about | more)


def rows(*procedures: SimpleNamespace, desks: frozenset = frozenset({("office", 1)})) -> list[todo.Task]:
    return todo.tasks(procedures, desks, now=NOW, calendar=Calendar())


def pool(state: str, count: int = 3) -> Pool:
    return Pool(state, BODY, Role.OFFICE, count, NOW, 0)


@pytest.mark.parametrize(("kind", "node", "words"), [
    ("hand_in", "receive", "Tiếp nhận 12 hồ sơ của Phòng Hành chính"),
    ("hand_in", "appraise", "Thẩm định 12 hồ sơ của Phòng Hành chính"),
    ("hand_in", "mend", "Bổ sung cả tờ trình (12 hồ sơ) theo yêu cầu của Sở Tư pháp"),
    ("correction", "mend", "Bổ sung 12 hồ sơ theo yêu cầu của Sở Tư pháp"),
    ("correction", "recheck", "Xem lại 12 hồ sơ mà Phòng Hành chính đã bổ sung"),
    ("council", "close", "Kết thúc biểu quyết 12 hồ sơ"),
    ("council", "minutes", "Lập biên bản phiên họp"),
    ("decision", "sign", "Đọc và ký văn bản gồm 12 hồ sơ"),
    ("decision", "number", "Cấp số văn bản gồm 12 hồ sơ"),
    ("decision", "issue", "Phát hành văn bản gồm 12 hồ sơ"),
    ("revocation", "sign", "Ký quyết định hủy, thu hồi"),
])  # fmt: skip
def test_a_row_names_what_is_to_be_done(kind, node, words):
    assert todo.task_words(procedure(kind, node)) == words


def test_every_desk_of_every_procedure_and_every_pool_has_its_words():
    # asked of each member on the session and of each addressee of the letter, not of a desk of the procedure
    seats = {(ProcedureKind.COUNCIL, "vote"), (ProcedureKind.CONSULTATION, "answer")}
    tasks = {(flow.kind, node.name) for flow in drawings() for node in flow.nodes if node.shape == "task"}
    assert {(str(kind), node) for kind, node in todo.TASKS} == tasks - {(str(kind), node) for kind, node in seats}
    assert set(todo.POOLS) == set(POOL_STATES)


@pytest.mark.parametrize(("due", "words", "tone"), [
    (None, "không tính hạn", ""),
    (at(3, 12), "còn 6 ngày làm việc (hạn 03/12/2026)", ""),
    (at(27), "còn 2 ngày làm việc (hạn 27/11/2026)", "pressing"),
    (at(25), "đến hạn hôm nay (hạn 25/11/2026)", "pressing"),
    (at(24), "quá hạn 1 ngày làm việc (hạn 24/11/2026)", "late"),
    (at(20), "quá hạn 2 ngày làm việc (hạn 20/11/2026)", "late"),  # the 24th is a day off
])  # fmt: skip
def test_a_term_in_working_days_with_a_word_beside_its_colour(due, words, tone):
    found = todo.term_of(due, now=NOW, calendar=Calendar())
    assert (found.words, found.tone) == (words, tone)


def test_overdue_over_days_off_is_overdue_by_a_day():
    sunday = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)
    assert todo.term_of(at(20), now=sunday, calendar=Calendar()).words == "quá hạn 1 ngày làm việc (hạn 20/11/2026)"


def test_what_is_late_comes_before_a_vote_and_a_vote_before_the_rest():
    late, calm = procedure(due=at(20)), procedure("hand_in", "appraise", due=at(3, 12))
    voted, missing = (SimpleNamespace(pk=n, title=f"Phiên họp {n}", missing=n == 2) for n in (1, 2))
    first = todo.first(rows(late, calm), [voted, missing], [], [])
    assert (first.what, first.late) == ("Tiếp nhận 12 hồ sơ của Phòng Hành chính", True)
    assert first.why == "quá hạn 2 ngày làm việc (hạn 20/11/2026)"
    first = todo.first(rows(calm), [voted, missing], [], [])
    assert (first.what, first.url) == ("Biểu quyết: Phiên họp 2", reverse("workflow:session", args=[2]))
    first = todo.first(rows(calm), [voted], [pool(State.ENDORSED)], [])
    assert first.what == "Thẩm định 12 hồ sơ của Phòng Hành chính"


def test_the_first_thing_says_by_whose_word_it_is_due():
    late = procedure(due=at(20), due_basis="law", due_evidence="T")
    assert todo.first(rows(late), [], [], []).why == "quá hạn 2 ngày làm việc (hạn 20/11/2026, theo quy định)"
    calm = procedure(due=at(3, 12), due_basis="office", due_evidence="")
    assert todo.first(rows(calm), [], [], []).why == "còn 6 ngày làm việc (hạn 03/12/2026, cơ quan đặt)"
    assert todo.first(rows(procedure(due=None)), [], [], []).why == ""


def test_ones_own_desk_comes_before_that_of_a_colleague():
    theirs = procedure("hand_in", "appraise", due=at(26), desk_role="appraiser")
    own = procedure(due=at(3, 12), pk=8)
    assert todo.first(rows(theirs, own), [], [], []).what.startswith("Tiếp nhận")
    assert todo.first(rows(theirs), [], [], []).what.startswith("Thẩm định")
    assert [row.own_desk for row in rows(theirs, own)] == [False, True]


def test_a_pool_that_waits_for_others_is_never_the_first_thing():
    assert todo.first([], [], [pool(State.ON_HOLD), pool(State.WITH_HIGHER_BODY)], []) is None
    first = todo.first([], [], [pool(State.ON_HOLD), pool(State.ENDORSED)], [])
    assert (first.what, first.why) == ("Lập văn bản trình ký cho 3 hồ sơ", "chờ lâu nhất từ 25/11/2026")


def test_a_draft_comes_last():
    draft = SimpleNamespace(pk=4, called="Tờ trình", number="", code="HC-02", prepared_at=None)
    assert todo.first([], [], [], [draft]).what == "Soạn tiếp và gửi tờ trình HC-02"
    assert todo.first([], [], [pool(State.ENDORSED)], [draft]).what == "Lập văn bản trình ký cho 3 hồ sơ"


def said(*roles: str) -> list[str]:
    return [hint.text.split(".")[0] for hint in empty_inbox.hints(SimpleNamespace(role=role) for role in roles)]


def test_an_empty_inbox_tells_each_role_what_comes_and_what_to_do():
    assert said("unit_head", "drafter") == ["Đơn vị chưa có việc nào chờ"]
    assert said("member") == ["Chưa có phiên họp nào chờ phiếu của bạn"]
    assert said("member", "secretary") == ["Chưa có hồ sơ nào chờ Hội đồng họp"]
    assert said("clerk") == ["Chưa có văn bản nào chờ cấp số"]
    assert said("office", "appraiser") == ["Chưa có hồ sơ nào chờ tiếp nhận, thẩm định hay trình ký"]
    assert said("administrator") == ["Hồ sơ không qua tay người quản trị"]
    assert said() == ["Chưa có việc nào cho bạn"]


def test_the_head_of_a_unit_is_led_to_the_first_hand_in():
    hint = empty_inbox.hints([SimpleNamespace(role="unit_head")])[0]
    assert (hint.label, hint.url) == ("Lập tờ trình mới", reverse("dossiers:hand_in_new"))


def test_dates_are_those_of_the_office():
    assert todo.term_of(at(27), now=NOW, calendar=Calendar()).day == date(2026, 11, 27)


def test_a_paper_laid_before_the_head_comes_before_work_that_is_not_late():
    paper = SimpleNamespace(pk=4, number="3/TTr", code="HC-02", prepared_at=NOW, prepared_by="Lê Thị Soạn")
    found = todo.first(rows(procedure()), [], [], [paper], to_approve=[paper])
    assert (found.what, found.url) == ("Đọc và duyệt tờ trình 3/TTr", reverse("workflow:approve", args=[4]))
    assert found.why.startswith("Lê Thị Soạn trình từ ")
    # for the drafter it waits: nothing is to be done with it
    assert todo.first([], [], [], [paper]) is None


def test_a_question_to_answer_and_work_take_their_turns_by_their_terms():
    def found(task: datetime | None, question: datetime | None) -> str:
        asked = SimpleNamespace(what="Trả lời ý kiến", url="/tra-loi-y-kien/1/", due_at=question, set_by="")
        return todo.first(rows(procedure(due=task)), [], [], [], asked=[asked]).what.split()[0]

    soon, later = at(27), at(3, 12)
    told = [found(soon, later), found(later, soon), found(soon, None), found(None, soon), found(soon, soon)]
    assert told == ["Tiếp", "Trả", "Tiếp", "Trả", "Trả"]
    assert found(None, None) == "Trả"
