"""Every text as it would be read, with made-up facts, for the page of who hears what."""

from datetime import date

from notifications.compose import Line, Message, Section, compose
from notifications.table import Tell
from workflow.deeds import DEEDS

PAPERS = {
    "season": "Năm thi đua 2026",
    "session": "Phiên họp xét khen thưởng đợt 1, 08:00 ngày 08/12/2026, tại Hội trường tầng 2",
    "posting": "“Danh sách đề nghị khen thưởng năm 2026”",
    "consultation": "Văn bản lấy ý kiến số 12/STP-VP của Sở Tư pháp",
    "hand_in": "Tờ trình P01-20261125-TT001 của Phòng Hành chính tư pháp",
}
DECISION = "Quyết định số 215/QĐ-STP ngày 05/12/2026"
LINE = Line(
    "P01-20261125-001", "Giấy khen của Giám đốc Sở", "Phòng Hành chính tư pháp", "Sở Tư pháp", "awaiting_council",
    date(2026, 12, 4), set_by="theo quy định",
)

PAPER_LINE = Line(
    "12/STP-VP", "Trả lời văn bản lấy ý kiến của Sở Tư pháp", due=date(2026, 12, 4), paper=True, set_by="cơ quan đặt",
)


def sample(act: str, tell: Tell) -> Message:
    """The text of one dossier, or of the paper alone where the deed is about no dossier."""
    alone = act in DEEDS and "desk" not in tell.audiences
    paper = PAPERS.get(tell.page, "" if alone else DECISION)
    lines = (PAPER_LINE,) if tell.page == "paper" else () if alone else (LINE,)
    return compose([Section(tell.text, lines, paper)])
