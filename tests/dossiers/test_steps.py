"""The numbered steps of preparing a tờ trình: what is done, and the one that is next."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from dossiers.readiness import Survey
from dossiers.steps import Preparation, steps_of
from dossiers.vocabulary import Carrier

NO_LINES = Survey(general=[], blocked=0, drafts=0, ready=[])


def need(name: str, carrier: str = Carrier.DOSSIER):
    return SimpleNamespace(paper_type=SimpleNamespace(name=name), carrier=carrier)


def line(*gaps, block: bool = False, draft: bool = True, nominee: int = 1, outcome=None):
    return SimpleNamespace(
        gaps=list(gaps), papers_block=block, is_draft=draft, nominee_id=nominee, outcome=outcome
    )


def steps(lines, survey, *, sent=None, common=(), meeting=None):
    hand_in = SimpleNamespace(pk=7, submitted_at=sent, origin="unit")
    return steps_of(Preparation(hand_in, lines, survey, common, meeting))


def said(found):
    return [(one.number, one.step.label, one.step.done, one.current, one.step.words) for one in found]


def test_without_a_line_the_list_comes_first():
    found = steps([], NO_LINES)
    assert said(found) == [
        (1, "Lập danh sách đề nghị", False, True, "Chưa có người, tập thể nào"),
        (2, "Họp bình xét", False, False, "Ghi được sau khi có danh sách"),
        (3, "Đính kèm giấy tờ", False, False, "Xem được sau khi có danh sách"),
        (4, "Duyệt và gửi", False, False, ""),
    ]


@pytest.mark.parametrize(
    ("gaps", "block", "done", "words", "url"),
    [
        ([], False, True, "Đủ giấy tờ", "#giay-to"),
        ([need("Báo cáo thành tích")], True, False, "Còn thiếu giấy tờ riêng của 1 dòng", "#cac-dong"),
        ([need("Danh sách", Carrier.HAND_IN)], True, False, "Còn thiếu dùng chung: Danh sách", "#giay-to"),
        ([need("Danh sách", Carrier.HAND_IN)], False, True, "Nên có thêm dùng chung: Danh sách", "#giay-to"),
    ],
)
def test_the_papers_say_what_is_lacking_and_where(gaps, block, done, words, url):
    listing, _, papers, sending = steps([line(*gaps, block=block)], Survey([], int(block), 1, [] if block else [1]))
    assert listing.step.words == "1 người, tập thể; 1 dòng"
    assert (papers.step.done, papers.step.words, papers.step.url) == (done, words, url)
    assert (papers.current, sending.current) == (not done, done)


def test_what_was_left_behind_is_sent_later_and_nothing_is_added():
    found = steps([line(draft=False), line(nominee=2)], Survey([], 0, 1, [2]), sent="một ngày")
    assert [one.step.url for one in found] == ["", reverse("dossiers:meeting", args=[7]), "#giay-to", ""]
    assert found[3].step.words == "1 hồ sơ chưa gửi đã đủ để gửi"


def test_the_first_step_opens_the_list():
    assert steps([], NO_LINES)[0].step.url == reverse("dossiers:grid", args=[7])


def minutes_asked(*, missing: bool):
    return [SimpleNamespace(paper_type=SimpleNamespace(code="BB_BINH_XET"), need=object(), missing=missing)]


@pytest.mark.parametrize(
    ("common", "done", "words"),
    [
        ([], True, "Không bắt buộc với các danh hiệu, hình thức này"),
        (minutes_asked(missing=True), False, "Chưa ghi kết quả họp"),
        (minutes_asked(missing=False), True, "Đã đính kèm biên bản; chưa ghi số phiếu ở đây"),
    ],
)
def test_a_meeting_is_asked_for_where_minutes_are(common, done, words):
    step = steps([line()], Survey([], 0, 1, [1]), common=common)[1].step
    assert (step.done, step.words) == (done, words)


def test_a_recorded_meeting_tells_its_outcome_and_waits_for_the_reason_of_a_failed_line():
    def voted(*, passed: bool, unexplained: bool = False):
        return line(outcome=SimpleNamespace(passed=passed, unexplained=unexplained))

    held = SimpleNamespace(present=4, total=5)
    lines = [voted(passed=True), voted(passed=False), line()]
    step = steps(lines, Survey([], 0, 3, [1]), meeting=held)[1].step
    words = "Có mặt 4/5; 1 hồ sơ đạt, 1 không đạt; 1 chưa ghi phiếu"
    assert (step.done, step.words) == (True, words)
    step = steps([*lines, voted(passed=False, unexplained=True)], Survey([], 1, 4, [1]), meeting=held)[1].step
    assert (step.done, step.words) == (
        False, "Có mặt 4/5; 1 hồ sơ đạt, 2 không đạt; 1 chưa ghi phiếu; 1 hồ sơ không đạt chưa ghi lý do"
    )
