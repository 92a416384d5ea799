"""Every text as people read it, beside the files it is compared with: `python -m tests.notifications.golden` rewrites
them after a wording was changed on purpose; look at the difference before you keep it."""

import os
from datetime import date
from pathlib import Path

from notifications.compose import Line, Section, compose
from notifications.table import TABLE

DIGEST = "remind_digest"
FOLDER = Path(__file__).parent / "golden"
TEXTS = sorted({tell.text for row in TABLE.values() for tell in row} | {DIGEST})
DAYS = {"remind_soon": 2, "plan_soon": 5, "remind_over": -1, "remind_superior": -1, "other_soon": 5, "other_over": -1}
DAYS |= {"answer_soon": 2, "answer_over": -1, "letter_soon": 2, "letter_over": -1, "other_superior": -3}
PAPERS = {
    "table_members": "Phiên họp xét khen thưởng đợt 1, 08:00 ngày 08/12/2026, tại Hội trường tầng 2",
    "vote_members": "Phiên họp xét khen thưởng đợt 1, 08:00 ngày 08/12/2026, tại Hội trường tầng 2",
    "vote_leaders": "Phiên họp xét khen thưởng đợt 1, 08:00 ngày 08/12/2026, tại Hội trường tầng 2",
    "vote_superior": "Phiên họp xét khen thưởng đợt 1, 08:00 ngày 08/12/2026, tại Hội trường tầng 2",
    "season_opened": "Năm thi đua 2026",
    "season_closed": "Năm thi đua 2026",
    "check_asked": "Tờ trình P01-20261125-TT001 của Phòng Hành chính tư pháp",
    "check_confirmed": "Tờ trình P01-20261125-TT001 của Phòng Hành chính tư pháp",
    "check_returned": "Tờ trình P01-20261125-TT001 của Phòng Hành chính tư pháp",
    "report_office": "Đăng ký thi đua P01-20260115-TT001 của Phòng Hành chính tư pháp",
    "posting_over": "“Danh sách đề nghị khen thưởng năm 2026”",
    "invited_late": "Năm thi đua 2026, đến hết ngày 11/12/2026 (cơ quan đặt)",
    "invitation_withdrawn": "Năm thi đua 2026",
    "before_head": "Tờ trình P01-20261115-TT001 của Phòng Hành chính tư pháp",
    "returned_drafter": "Tờ trình P01-20261115-TT001 của Phòng Hành chính tư pháp",
} | dict.fromkeys(
    ("consultation_asked", "consultation_answered", "consultation_extended", "consultation_overdue",
     "consultation_closed"),
    "Văn bản lấy ý kiến 45/STP-VP của Sở Tư pháp tỉnh Đắk Lắk",
) | dict.fromkeys(
    ("answer_soon", "answer_today", "answer_over", "letter_soon", "letter_today", "letter_over"),
    "Văn bản lấy ý kiến 45/STP-VP của Sở Tư pháp tỉnh Đắk Lắk",
) | dict.fromkeys(("posting_soon", "posting_ended"), "“Danh sách đề nghị khen thưởng năm 2026”") | dict.fromkeys(
    ("enquiry_entered", "reply_laid", "reply_approved", "reply_returned", "other_soon", "other_today", "other_over",
     "other_superior"),
    "Văn bản hỏi ý kiến 812/BTP-TĐKT của Bộ Tư pháp",
)
PLANS = ("plan_soon", "plan_today", "plan_over", "plan_superior")
OTHERS = (
    "other_soon", "other_today", "other_over", "other_superior", "answer_soon", "answer_today", "answer_over",
    "letter_soon", "letter_today", "letter_over", "posting_soon", "posting_ended",
)
SILENT = "Phòng Bổ trợ tư pháp; Ban Thường vụ Đảng ủy Sở (văn bản giấy)"
WITHOUT_LINES = (
    "enquiry_entered", "reply_laid", "reply_approved", "reply_returned",
    "consultation_asked", "consultation_answered", "consultation_extended", "consultation_overdue",
    "consultation_closed",
    "vote_members", "vote_leaders", "vote_superior",
    "season_opened", "season_closed", "report_office", "before_head", "returned_drafter", "report_asked",
    "revocation_decider",     "revocation_clerk", "revocation_dropped",
    "check_asked", "check_confirmed", "check_returned", "posting_over", "invited_late",
    "invitation_withdrawn",
)
WITH_A_DAY = ("consultation_asked", "consultation_extended", "enquiry_entered", "vote_members", "vote_superior")
UNIT, OTHER = "Phòng Hành chính tư pháp", "Phòng Bổ trợ tư pháp"
BODY = "Sở Tư pháp tỉnh Đắk Lắk"


def line(code: str, *, unit: str = UNIT, body: str = BODY, due: date | None = date(2026, 12, 4)) -> Line:
    set_by = "theo quy định" if due else ""
    return Line(code, "Giấy khen của Giám đốc Sở", unit, body, "awaiting_council", due, set_by=set_by)


def moved(code: str, what: str, due: date, set_by: str) -> Line:
    return Line(code, what, due=due, paper=True, set_by=set_by)


def letter(text: str) -> str:
    """The text with one line and with three of different units and terms, as subject and body."""
    paper = PAPERS.get(text, "Quyết định số 215/QĐ-STP ngày 05/12/2026")
    three = (line("P01-001"), line("P01-002", due=date(2026, 12, 7)), line("P02-001", unit=OTHER, body="", due=None))
    sections = [Section(text, (line("P01-001"),), paper), Section(text, three)]
    if text in WITHOUT_LINES:
        until = "31/03/2026 (cơ quan đặt)" if text in WITH_A_DAY else ""
        sections = [Section(text, (), PAPERS.get(text, ""), until=until)]
    if text == DIGEST:
        sections = [Section(text, tuple(line(f"P01-{n:03}", due=date(2026, 12, n)) for n in range(1, 13)), most=10)]
    if text == "term_moved_paper":
        three = (
            moved("45/STP-VP", f"Trả lời văn bản lấy ý kiến của {BODY}", date(2026, 12, 4), "cơ quan đặt"),
            moved("CK-001", "Công khai “Danh sách đề nghị khen thưởng”", date(2026, 12, 7), "theo quy định"),
            moved("P01-001", "Nộp lưu hồ sơ", date(2027, 12, 6), "theo quy định"),
        )
        sections = [Section(text, three[:1]), Section(text, three)]
    if text in PLANS:
        about = {"what": "Hạn đăng ký thi đua", "until": "31/03/2026 (theo kế hoạch năm)", "days": DAYS.get(text)}
        sections = [Section(text, (), "Năm thi đua 2026", **about)]
    if text in OTHERS:
        about = {"what": "Hạn trả lời ý kiến", "until": "31/03/2026 (cơ quan đặt)", "days": DAYS.get(text)}
        papers = (PAPERS[text], "") if text.startswith("letter_") else (PAPERS[text],)
        sections = [Section(text, (), paper, missing=SILENT if paper else "", **about) for paper in papers]
    if text.startswith("remind_") and text != DIGEST:
        sections = [Section(text, (line("P01-001"),), days=DAYS.get(text)), Section(text, three)]
    messages = [compose([section]) for section in sections]
    return "\n\n".join(f"{message.subject}\n\n{message.body}" for message in messages) + "\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for text in TEXTS:
        (FOLDER / f"{text}.txt").write_text(letter(text))


if __name__ == "__main__":
    main()
