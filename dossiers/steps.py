"""Preparing a tờ trình as numbered steps: what is done, in words, and the one thing to do next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dossiers.meetings import MINUTES_PAPERS
from dossiers.models import HandIn, Meeting, PaperCheck
from dossiers.paper_checks import newest, prints
from dossiers.readiness import Slot, Survey
from dossiers.rules.mending import page
from dossiers.vocabulary import Carrier, HandInOrigin

PAPERS = "#giay-to"
LINES = "#cac-dong"


@dataclass(frozen=True)
class Preparation:
    """What the steps look at: the hand-in, its lines as `readiness.mark` and `meetings.mark` left them, what was found,
    the papers that serve all lines, and the unit's meeting if it is recorded."""

    hand_in: HandIn
    lines: Sequence[Any]
    survey: Survey
    common: Sequence[Slot] = ()
    meeting: Meeting | None = None


@dataclass(frozen=True)
class Step:
    """One step; `action` is the label of the link to `url`, `sends` marks the last one, whose button is a form."""

    label: str
    done: bool
    words: str
    action: str = ""
    url: str = ""
    sends: bool = False


@dataclass(frozen=True)
class Numbered:
    """A step at its place; `current`: the first that is not done."""

    number: int
    step: Step
    current: bool


def listing(about: Preparation) -> Step:
    """Who is proposed for what."""
    people = len({line.nominee_id for line in about.lines})
    done = bool(about.lines)
    words = f"{people} người, tập thể; {len(about.lines)} dòng" if done else "Chưa có người, tập thể nào"
    label = "Lập danh sách đề nghị"
    if about.hand_in.submitted_at is not None:
        return Step(label, done, words)
    action = "Mở bảng đề nghị" if done else "Lập danh sách"
    return Step(label, done, words, action, reverse("dossiers:grid", args=[about.hand_in.pk]))


def meeting(about: Preparation) -> Step:
    """The unit's own meeting: to be recorded where minutes are asked for and not attached yet; else as the unit likes.
    What holds the sending up is only a line that failed without a word why it is proposed."""
    label, url = "Họp bình xét", reverse("dossiers:meeting", args=[about.hand_in.pk])
    if not about.lines:
        return Step(label, False, "Ghi được sau khi có danh sách")
    if about.meeting is not None:
        mute = any(line.is_draft and line.outcome and line.outcome.unexplained for line in about.lines)
        return Step(label, not mute, _meeting_words(about, about.meeting), "Xem, sửa kết quả họp", url)
    asked = [slot for slot in about.common if slot.need and slot.paper_type.code in MINUTES_PAPERS]
    if not asked:
        return Step(label, True, "Không bắt buộc với các danh hiệu, hình thức này", "Ghi kết quả họp", url)
    missing = any(slot.missing for slot in asked)
    words = "Chưa ghi kết quả họp" if missing else "Đã đính kèm biên bản; chưa ghi số phiếu ở đây"
    return Step(label, not missing, words, "Ghi kết quả họp", url)


def _meeting_words(about: Preparation, held: Meeting) -> str:
    found = [line.outcome for line in about.lines if line.outcome]
    passed, mute = sum(each.passed for each in found), sum(each.unexplained for each in found)
    words = f"Có mặt {held.present}/{held.total}; {passed} hồ sơ đạt, {len(found) - passed} không đạt"
    silent = len(about.lines) - len(found)
    words += f"; {silent} chưa ghi phiếu" if silent else ""
    return f"{words}; {mute} hồ sơ không đạt chưa ghi lý do" if mute else words


def attaching(about: Preparation) -> Step:
    """The papers of the whole and of each line; what is only advised to be there does not hold the step up."""
    drafts = [line for line in about.lines if line.is_draft]
    needs = [need for line in drafts for need in line.gaps]
    common = list(dict.fromkeys(need.paper_type.name for need in needs if need.carrier == Carrier.HAND_IN))
    short = sum(any(need.carrier != Carrier.HAND_IN for need in line.gaps) for line in drafts)
    parts = [f"dùng chung: {', '.join(common)}"] if common else []
    parts += [f"giấy tờ riêng của {short} dòng"] if short else []
    url = LINES if short and not common else PAPERS
    if not drafts:
        return Step("Đính kèm giấy tờ", bool(about.lines), "" if about.lines else "Xem được sau khi có danh sách")
    if not parts:
        return Step("Đính kèm giấy tờ", True, "Đủ giấy tờ", "Xem giấy tờ", url)
    done = not any(line.papers_block for line in drafts)
    lacking = "Nên có thêm" if done else "Còn thiếu"
    return Step("Đính kèm giấy tờ", done, f"{lacking} {'; '.join(parts)}", "Xem và đính kèm", url)


def checking(about: Preparation) -> Step | None:
    """What the office entered from a paper is compared with it by a second person."""
    sheet = about.hand_in
    if sheet.origin != HandInOrigin.PAPER:
        return None
    label, url = "Đối chiếu bản giấy", page("workflow:paper_check", sheet.pk)
    drafts = [line for line in about.lines if line.is_draft]
    if not drafts:
        return Step(label, bool(about.lines), "" if about.lines else "Làm được sau khi có danh sách")
    check = newest(sheet)
    if check is None or check.outcome == PaperCheck.Outcome.SENT_BACK:
        words = f"Phải sửa: {check.note}" if check else "Người thứ hai so bản quét với dữ liệu đã nhập"
        return Step(label, False, words, "Chuyển người kiểm tra", url)
    now = prints(sheet, drafts)
    if check.is_open and not now.asked_in(check):
        return Step(label, False, "Đã sửa sau khi chuyển; người nhập chuyển lại", "Mở trang đối chiếu", url)
    if check.is_open:
        return Step(label, False, f"{check.asked_by} đã chuyển, chờ người thứ hai", "Mở trang đối chiếu", url)
    if now.seen_in(check):
        return Step(label, True, f"{check.answered_by} đã đối chiếu, đúng bản giấy", "Xem đối chiếu", url)
    return Step(label, False, "Đã sửa sau khi đối chiếu; phải kiểm tra lại", "Chuyển người kiểm tra", url)


def sending(about: Preparation) -> Step:
    """The head approves and sends."""
    return Step("Duyệt và gửi", False, _sending_words(about), sends=True)


# The order of the screen; another step of the unit takes its place here.
STEPS: tuple[Callable[[Preparation], Step | None], ...] = (listing, meeting, attaching, checking, sending)


def steps_of(about: Preparation) -> list[Numbered]:
    """The steps in order; the first that is not done is the current one. Queries only for what came on paper."""
    steps = [step for step in (each(about) for each in STEPS) if step is not None]
    first = next((position for position, step in enumerate(steps) if not step.done), -1)
    return [Numbered(position + 1, step, position == first) for position, step in enumerate(steps)]


def _sending_words(about: Preparation) -> str:
    if not about.survey.drafts:
        return ""
    left = " chưa gửi" if about.hand_in.submitted_at else ""
    if about.survey.blocked:
        return f"{about.survey.blocked} / {about.survey.drafts} hồ sơ{left} còn thiếu"
    return f"{about.survey.drafts} hồ sơ{left} đã đủ để gửi"
