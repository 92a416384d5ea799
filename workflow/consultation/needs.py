"""What stands against asking for opinions, against going on without all answers, and against clearing without them."""

from collections import defaultdict
from collections.abc import Iterator

from dossiers import roles
from dossiers.models import AwardVersion, Dossier, Unit
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Counting, Family
from workflow import rights
from workflow.consultation import asking, missing
from workflow.consultation.asking import Asked
from workflow.consultation.models import ConsultationItem
from workflow.consultation.terms import MOST_DAYS
from workflow.judging import NEEDS_OF_VERSION

WANTS_OPINION = NEEDS_OF_VERSION["consultation_done"]


@need("asked_whom")
def asked_whom(question: Question) -> Answers:
    """One letter of one body: somebody is asked something, and knows until when to answer."""
    if not question.dossiers:
        return {}
    asked = asking.read(question.facts)
    general = [*_of_letter(asked), *_of_term(asked, question), *_of_desks(asked)]
    if len({each.body_id for each in question.dossiers}) > 1:
        told = "Một văn bản lấy ý kiến chỉ gồm hồ sơ của một cơ quan."
        general.append(rights.incomplete(told, mend="Lập văn bản riêng cho từng cơ quan"))
    return {None: general} if general else {}


def _of_letter(asked: Asked) -> Iterator[Objection]:
    if not asked.question:
        yield rights.incomplete("Chưa ghi nội dung cần lấy ý kiến.", mend="Ghi nội dung hỏi")
    if not asked.count:
        yield rights.incomplete("Chưa chọn nơi được hỏi ý kiến.", mend="Chọn đơn vị, hoặc ghi cơ quan ngoài hệ thống")
    if asked.count > asking.MOST_ADDRESSEES:
        told = f"Một văn bản hỏi không quá {asking.MOST_ADDRESSEES} nơi."
        yield rights.incomplete(told, mend="Tách thành nhiều văn bản")
    names = [name for name, _ in asked.outside]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield rights.incomplete(f"Ghi {name} hai lần với địa chỉ khác nhau.", mend="Giữ một dòng")
    if any(len(part) > asking.LONGEST_NAME for pair in asked.outside for part in pair):
        told = f"Tên, địa chỉ nơi được hỏi không dài quá {asking.LONGEST_NAME} ký tự."
        yield rights.incomplete(told, mend="Ghi ngắn lại")


def _of_term(asked: Asked, question: Question) -> Iterator[Objection]:
    if asked.unit not in Counting.values or asked.days is not None and not 1 <= asked.days <= MOST_DAYS:
        yield rights.incomplete(f"Thời hạn trả lời phải từ 1 đến {MOST_DAYS} ngày.", mend="Ghi lại số ngày")
    elif asking.period_of(asked, question.dossiers, question.day) is None:
        told = "Chưa ghi thời hạn trả lời; không có quy định nào đặt sẵn thời hạn cho các hồ sơ này."
        yield rights.incomplete(told, mend="Ghi số ngày")


def _of_desks(asked: Asked) -> Iterator[Objection]:
    """Inside is asked who can answer on a page; others get the letter on paper."""
    units = Unit.objects.in_bulk(asked.inside)
    if len(units) != len(asked.inside):
        yield rights.incomplete("Có đơn vị được hỏi không còn trong danh mục.", mend="Chọn lại nơi được hỏi")
    desks = {(asking.desk_of(unit), pk): unit for pk, unit in units.items()}
    people = roles.holders_many(set(desks)) if desks else {}
    for desk, unit in desks.items():
        if not people[desk]:
            told = f"{unit} chưa có người trả lời trên hệ thống."
            yield rights.incomplete(told, mend="Ghi vào mục nơi ngoài hệ thống để gửi văn bản giấy")


@need("answers_in")
def answers_in(question: Question) -> Answers:
    """Every addressee has answered or its silence was recorded; else the office says why it goes on without."""
    asked = [each for each in question.dossiers if not question_reason(question, each.pk)]
    found: Answers = {}
    for pk, names in missing.names_of([each.pk for each in asked]).items():
        dossier = next(each for each in asked if each.pk == pk)
        told = f"{dossier} chưa có ý kiến của {'; '.join(names)}."
        found[pk] = [rights.incomplete(told, mend="Chờ trả lời, ghi nhận văn bản đã đến, hoặc ghi lý do kết thúc sớm")]
    return found


def question_reason(question: Question, pk: int) -> str:
    """The reason given for this dossier."""
    own = question.facts.get("per", {}).get(pk, {})
    return str(own.get("reason") or question.reason).strip()


@need("consultation_done")
def consultation_done(question: Question) -> Answers:
    """Only where the award's version says so: opinions were asked for and the asking was closed. The mark of what says
    it decides whether it blocks."""
    versions = AwardVersion.objects.filter(extra__has_key=WANTS_OPINION).in_bulk(
        {each.award_version_id for each in question.dossiers if each.award_version_id}
    )
    asked = {pk: version for pk, version in versions.items() if version.extra[WANTS_OPINION]}
    wanting = {each.pk: each for each in question.dossiers if each.award_version_id in asked}
    if not wanting:
        return {}
    done = ConsultationItem.objects.filter(dossier__in=list(wanting), outcome=ConsultationItem.Outcome.CLOSED)
    found: Answers = defaultdict(list)
    for pk in wanting.keys() - set(done.values_list("dossier_id", flat=True)):
        found[pk].append(_not_asked(wanting[pk], asked[wanting[pk].award_version_id]))
    return dict(found)


def _not_asked(dossier: Dossier, version: AwardVersion) -> Objection:
    stated = version.extra[WANTS_OPINION]
    said = stated if isinstance(stated, dict) else {}
    return Objection(
        Family.PAPERS, f"{dossier} chưa được lấy ý kiến trước khi thẩm định xong.",
        citation=said.get("citation", version.citation), evidence=said.get("evidence", version.evidence),
        mend="Lấy ý kiến cơ quan liên quan",
    )
