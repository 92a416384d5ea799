"""What stands against the office's findings: an opinion is written, two people agree on 'not eligible'."""

from dossiers.rules.registry import Answers, Question, need
from workflow import rights

SHORTEST_OPINION = 5  # characters: 'Đồng ý' is an opinion, a dot is none
LONGEST_LINE = 255  # characters of the public line of a hold


@need("appraisal_opinion")
def appraisal_opinion(question: Question) -> Answers:
    """The written ý kiến thẩm định that clearing carries (fact `opinion`)."""
    return {
        each.pk: [rights.incomplete(f"Phải ghi ý kiến thẩm định cho {each}.", mend="Ghi ý kiến thẩm định")]
        for each in question.dossiers
        if len(str(question.fact(each, "opinion", "")).strip()) < SHORTEST_OPINION
    }


@need("ineligible_proposal")
def ineligible_proposal(question: Question) -> Answers:
    """An open proposal, made by another person than the one who declares."""
    found: Answers = {}
    for dossier in question.dossiers:
        if dossier.ineligible_proposed_by_id is None:
            told = f"{dossier} chưa có đề nghị 'không đủ điều kiện' của người thẩm định."
            found[dossier.pk] = [rights.incomplete(told, mend="Người thẩm định lập đề nghị trước")]
        elif question.actor is not None and dossier.ineligible_proposed_by_id == question.actor.pk:
            told = f"Người đề nghị '{dossier} không đủ điều kiện' không tự kết luận đề nghị của mình."
            found[dossier.pk] = [rights.not_yours(told)]
    return found


@need("public_line")
def public_line(question: Question) -> Answers:
    """What everybody may read about the hold (fact `public_line`), apart from the restricted reason."""
    found: Answers = {}
    for dossier in question.dossiers:
        line = str(question.fact(dossier, "public_line", "")).strip()
        if not line:
            told = f"Phải ghi nội dung thông báo chung khi tạm dừng xét {dossier}."
            mend = "Ghi nội dung không tiết lộ đơn thư, người tố cáo"
            found[dossier.pk] = [rights.incomplete(told, mend=mend)]
        elif len(line) > LONGEST_LINE:
            told = f"Nội dung thông báo chung khi tạm dừng xét {dossier} không dài quá {LONGEST_LINE} ký tự."
            found[dossier.pk] = [rights.incomplete(told, mend="Ghi ngắn lại")]
    return found
