"""Family authority: a line goes to the body that decides its award, as the rows in force on the day say."""

from datetime import date

from django.db.models import prefetch_related_objects

from dossiers.catalogue import closed_awards
from dossiers.deciding import Deciding, deciding_many
from dossiers.models import AwardVersion, Dossier, Unit
from dossiers.rules.mending import page, page_of
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import BLOCKING_EVIDENCE, Evidence, Family

DATE = "%d/%m/%Y"


@need("authority")
def authority(question: Question) -> Answers:
    """Whether the deciding body of each line is one of those that decide its award for its unit on the day."""
    dossiers = list(question.dossiers)
    prefetch_related_objects(dossiers, "award", "unit", "deciding_body")
    # One received in time goes on under the version it was received under.
    closed = closed_awards([dossier.award for dossier in dossiers if not dossier.award_version_id], question.day)
    found = deciding_many([(dossier.award, dossier.unit) for dossier in dossiers], question.day)
    answers: Answers = {}
    for dossier in dossiers:
        deciding = found[dossier.award_id, dossier.unit_id]
        version = None if dossier.award_version_id else closed.get(dossier.award_id)
        objection = _closed(dossier, version) if version else _objection(dossier, deciding, question.day)
        if objection is not None:
            answers[dossier.pk] = [objection]
    return answers


def _objection(dossier: Dossier, deciding: Deciding, day: date) -> Objection | None:
    if any(option.deciding_body.pk == dossier.deciding_body_id for option in deciding.options):
        return None
    if deciding.options:
        return _wrong_body(dossier, deciding)
    return _unreached(dossier, deciding) if deciding.unreached else _unstated(dossier, day)


def _closed(dossier: Dossier, version: AwardVersion) -> Objection:
    until = f" đến {version.valid_to:{DATE}}" if version.valid_to else ""
    period = f"chỉ dùng từ {version.valid_from:{DATE}}{until}"
    text = f"{dossier.award.name} chỉ còn để tra cứu, không đề nghị được nữa ({period})."
    return Objection(
        Family.AUTHORITY, text, citation=version.citation, mend="Chọn danh hiệu, hình thức khác",
        mend_url=page_of(dossier),
    )


def _wrong_body(dossier: Dossier, deciding: Deciding) -> Objection:
    strongest = min(deciding.options, key=lambda option: list(Evidence).index(Evidence(option.evidence)))
    right = " hoặc ".join(decider(option.deciding_body) for option in deciding.options)
    text = (
        f"{dossier.award.name} cho {dossier.nominee_name} do {right} quyết định, "
        f"không phải {decider(dossier.deciding_body)}."
    )
    return Objection(
        Family.AUTHORITY, text, citation=strongest.citation, evidence=strongest.evidence,
        mend="Chọn lại cơ quan quyết định của dòng này", mend_url=page_of(dossier),
    )


def _unreached(dossier: Dossier, deciding: Deciding) -> Objection:
    row = next((each for each in deciding.unreached if each.evidence in BLOCKING_EVIDENCE), deciding.unreached[0])
    levels = ", ".join(dict.fromkeys(each.get_level_display().lower() for each in deciding.unreached))
    text = (
        f"{dossier.award.name} do cấp {levels} quyết định, nhưng chưa ghi cơ quan cấp đó ở trên {dossier.unit.name}."
    )
    return Objection(
        Family.AUTHORITY, text, citation=row.citation, evidence=row.evidence,
        mend="Người quản trị ghi quan hệ quản lý, quan hệ ngành của cơ quan",
        mend_url=page("admin:dossiers_unitrelation_changelist"),
    )


def _unstated(dossier: Dossier, day: date) -> Objection:
    text = f"Chưa khai báo ai có thẩm quyền quyết định {dossier.award.name} vào ngày {day:{DATE}}."
    return Objection(
        Family.AUTHORITY, text, mend="Người quản trị ghi thẩm quyền theo văn bản của cơ quan",
        mend_url=page("admin:dossiers_authority_add"),
    )


def decider(body: Unit) -> str:
    """Who decides there, in words: 'Giám đốc Sở Tư pháp …', 'Thủ tướng Chính phủ'."""
    if not body.decider_title or body.name.startswith(body.decider_title):
        return body.name
    return f"{body.decider_title} {body.name}"


