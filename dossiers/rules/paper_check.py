"""Families papers and role: what the office enters from a paper has its scan, and was compared by a second person."""

from django.db.models import prefetch_related_objects

from dossiers import paper_checks
from dossiers.models import Dossier, HandIn, Paper, PaperCheck
from dossiers.rules.mending import page
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Family, HandInOrigin


@need("paper_checked")
def paper_checked(question: Question) -> Answers:
    """Whether each line entered from a paper has the day of receipt and the scan, and was confirmed as it is now by
    somebody else than who entered it. Never waived."""
    dossiers = list(question.dossiers)
    prefetch_related_objects(dossiers, "hand_in")
    entered = [each for each in dossiers if each.hand_in.origin == HandInOrigin.PAPER]
    if not entered:
        return {}
    prefetch_related_objects(entered, "nominee")
    sheets = {each.hand_in_id: each.hand_in for each in entered}
    scanned = set(Paper.objects.filter(hand_in__in=sheets, replaced=False).values_list("hand_in_id", flat=True))
    now = paper_checks.prints_many(sheets.values(), entered)
    confirmed = paper_checks.confirmed(sheets)
    found: Answers = {}
    for dossier in entered:
        sheet, check = dossier.hand_in, confirmed.get(dossier.hand_in_id)
        text = _lacking(sheet, sheet.pk in scanned)
        if text:
            found[dossier.pk] = [_objection(Family.PAPERS, text, sheet)]
            continue
        text = _unseen(dossier, check, now[sheet.pk])
        if text:
            found[dossier.pk] = [_objection(Family.ROLE, text, sheet)]
    return found


def _unseen(dossier: Dossier, check: PaperCheck | None, now: paper_checks.Prints) -> str:
    if check is None:
        return "Tờ trình nhập hộ từ bản giấy chưa được người thứ hai đối chiếu."
    seen = check.whole == now.whole and check.lines.get(str(dossier.pk)) == now.lines[dossier.pk]
    return "" if seen else f"Nội dung đã thay đổi sau khi {check.answered_by} đối chiếu bản giấy."


def _lacking(sheet: HandIn, scanned: bool) -> str:
    if sheet.received_on is None:
        return "Chưa ghi ngày nhận bản giấy."
    return "" if scanned else "Chưa đính kèm bản quét tờ trình giấy."


def _objection(family: Family, text: str, sheet: HandIn) -> Objection:
    return Objection(
        family, text, mend="Chuyển người kiểm tra đối chiếu bản giấy",
        mend_url=page("workflow:paper_check", sheet.pk), waivable=False,
    )
