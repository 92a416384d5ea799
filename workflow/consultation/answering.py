"""Answers: an inside addressee gives its own on a page, the office records what came on paper; none is overwritten."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from dossiers import clock, text
from dossiers.models import OwnLineRule, StoredFile, User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Role
from workflow import engine, journal, rights
from workflow.consultation import effects
from workflow.consultation.models import Addressee, Answer, Consultation, ConsultationItem, Opinion
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry

GIVEN = (Opinion.AGREE, Opinion.DISAGREE, Opinion.OTHER)
ANSWER, RECORD = "answer_consultation", "record_answers"
LONGEST_TEXT = 4000  # characters of what is said of one line
Choices = Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    """The paper by which an answer came: who signed it, its number and day, its scan."""

    answered_by: str
    number: str
    dated: date
    scan: StoredFile | None = None
    scan_name: str = ""


def answer(addressee: Addressee, choices: Choices, *, actor: User, key: str | None = None) -> list[Entry]:
    """The addressee's own answers: item pk → (opinion, words). Its unit's head, of a body its office; nobody about the
    own line. An answer may be changed until the line goes on. Raises Refused with every objection."""

    def work(batch: Batch) -> None:
        letter, at = _opened(addressee), clock.now()
        if addressee.unit is None:
            raise Refused(general=[rights.not_yours(f"{addressee} trả lời bằng văn bản; văn phòng ghi nhận.")])
        right = rights.require(actor, ANSWER, [addressee.desk_role], body=addressee.unit)
        _refuse_after_silence(letter, clock.today())
        items = _checked(letter, choices, actor=actor)
        late = _is_late(letter, timezone.localdate(at))
        _write(addressee, items, choices, actor=actor, at=at, answered_by=_named(actor, right), late=late)
        _tell(batch, letter, addressee, ANSWER, right, choices, actor=actor, at=at)

    content = {"addressee": addressee.pk, "choices": _plain(choices)}
    return engine.transact(ANSWER, work, actor=actor, key=key, content=content)


def record(
    addressee: Addressee, choices: Choices, *, paper: Letter, actor: User, key: str | None = None
) -> list[Entry]:
    """What came on paper, recorded by the office that asked: who recorded is not who answered. Raises Refused."""

    def work(batch: Batch) -> None:
        letter, at = _opened(addressee), clock.now()
        right = rights.require(actor, RECORD, [Role.OFFICE], body=letter.body)
        _refuse_after_silence(letter, paper.dated)
        items = _checked(letter, choices, actor=actor, paper=paper)
        late, by = _is_late(letter, paper.dated), paper.answered_by
        _write(addressee, items, choices, actor=actor, at=at, answered_by=by, late=late, paper=paper)
        _tell(batch, letter, addressee, RECORD, right, choices, actor=actor, at=at, paper=paper)

    content = {
        "addressee": addressee.pk, "choices": _plain(choices), "number": paper.number, "dated": paper.dated,
        "scan": paper.scan.sha256 if paper.scan else "", "by": paper.answered_by,
    }
    return engine.transact(RECORD, work, actor=actor, key=key, content=content)


def own_line_is_barred() -> bool:
    """Whether nobody answers about the own line (so it is unless the office's rule says otherwise)."""
    policy = OwnLineRule.objects.filter(act=ANSWER).values_list("policy", flat=True).first()
    return policy in (None, OwnLineRule.Policy.BARRED)


def _opened(addressee: Addressee) -> Consultation:
    letter = effects.locked({addressee.consultation_id})[0]
    if letter.closed_at is not None:
        raise Refused(general=[rights.too_late(f"Việc lấy ý kiến {letter} đã kết thúc.")])
    return letter


def _is_late(letter: Consultation, day: date) -> bool:
    """Whether an answer of `day` (of a paper its own) came after the end of the term."""
    return letter.due_at is not None and day > timezone.localdate(letter.due_at)


def _refuse_after_silence(letter: Consultation, day: date) -> None:
    """Where silence means consent nobody answers after the end, also before the sweep has written the silence down."""
    if letter.silence_means_go and _is_late(letter, day):
        told = f"Hạn trả lời {letter} là ngày {timezone.localdate(letter.due_at):%d/%m/%Y}, đã qua: nơi không trả lời "
        raise Refused(general=[rights.too_late(f"{told}trong hạn coi như nhất trí.")])


def _checked(
    letter: Consultation, choices: Choices, *, actor: User, paper: Letter | None = None
) -> list[ConsultationItem]:
    """The items answered; raises Refused with everything that is wrong. `actor` answers, or types what `paper` says:
    neither about the own line."""
    rows = letter.items.filter(ended_at__isnull=True, pk__in=list(choices)).select_related("dossier__nominee")
    items = {item.pk: item for item in rows}
    general: list[Objection] = []
    if not choices:
        general.append(rights.incomplete("Chưa chọn ý kiến cho hồ sơ nào.", mend="Chọn ý kiến"))
    if choices.keys() - items.keys():
        general.append(rights.too_late("Có hồ sơ không còn được hỏi ý kiến trong văn bản này."))
    if paper is not None:
        general += _of_paper(letter, paper)
    barred = own_line_is_barred()
    found = {
        item.dossier_id: listed for pk, item in items.items()
        if (listed := _wrong(item, *choices[pk], own=barred and item.dossier.nominee.user_id == actor.pk))
    }
    if general or found:
        raise Refused(found, general)
    return list(items.values())


def _of_paper(letter: Consultation, paper: Letter) -> Iterator[Objection]:
    """A paper answers a letter that was there; the day of the letter may be before its asking here."""
    sent = min(filter(None, (timezone.localdate(letter.asked_at), letter.dated)))
    if paper.dated > clock.today():
        told = f"Ngày văn bản trả lời {paper.dated:%d/%m/%Y} ở tương lai."
        yield rights.incomplete(told, mend="Ghi ngày trên văn bản")
    elif paper.dated < sent:
        told = f"Ngày văn bản trả lời {paper.dated:%d/%m/%Y} trước ngày gửi văn bản hỏi ({sent:%d/%m/%Y})."
        yield rights.incomplete(told, mend="Ghi ngày trên văn bản")


def _wrong(item: ConsultationItem, opinion: str, words: str, *, own: bool) -> list[Objection]:
    found = []
    if opinion not in GIVEN:
        listed = ", ".join(f"'{each.label}'" for each in GIVEN)
        found.append(rights.incomplete(f"Ý kiến phải là một trong: {listed}.", mend="Chọn lại"))
    elif opinion != Opinion.AGREE and not words.strip():
        told = f"{item.dossier}: phải ghi nội dung khi không nhất trí hoặc có ý kiến khác."
        found.append(rights.incomplete(told, mend="Ghi nội dung ý kiến"))
    if len(words) > LONGEST_TEXT:
        told = f"{item.dossier}: nội dung ý kiến không dài quá {LONGEST_TEXT} ký tự."
        found.append(rights.incomplete(told, mend="Ghi ngắn lại; phần còn lại gửi bằng văn bản"))
    if own:
        told = f"{item.dossier} là hồ sơ của chính bạn; người khác trả lời, ghi nhận."
        found.append(rights.not_yours(told))
    return found


def _write(
    addressee: Addressee, items: list[ConsultationItem], choices: Choices, *, actor: User, at: datetime,
    answered_by: str, late: bool, paper: Letter | None = None,
) -> None:
    Answer.objects.filter(addressee=addressee, item__in=items, current=True).update(current=False)
    about = {"number": paper.number, "dated": paper.dated, "scan": paper.scan, "scan_name": paper.scan_name} if (
        paper
    ) else {}
    Answer.objects.bulk_create(
        (
            Answer(
                item=item, addressee=addressee, opinion=choices[item.pk][0],
                text=text.nfc(choices[item.pk][1]).strip(), answered_by=answered_by[:160], recorded_by=actor,
                recorded_at=at, late=late, **about,
            )
            for item in items
        ),
        batch_size=effects.ROW_BATCH,
    )


def _tell(
    batch: Batch, letter: Consultation, addressee: Addressee, act: str, right: Grant, choices: Choices, *, actor: User,
    at: datetime, paper: Letter | None = None,
) -> None:
    """The journal keeps who answered on how many lines how, not the words: those stand behind the page's own check."""
    counted = {str(each): sum(opinion == each for opinion, _ in choices.values()) for each in GIVEN}
    facts = {"addressee": addressee.pk, "name": addressee.name, "opinions": counted}
    if paper is not None:
        facts |= {"number": paper.number, "dated": paper.dated, "scan": paper.scan.sha256 if paper.scan else ""}
    journal.write(
        batch, [letter], act=act, actor=actor, at=at, role=right.role, on_behalf=right.on_behalf, facts=facts,
        body_id=letter.body_id,
    )
    carriage.settle({letter.procedure_id}, actor=actor, at=at)


def _named(actor: User, right: Grant) -> str:
    return f"{actor} ({right.on_behalf})" if right.on_behalf else str(actor)


def _plain(choices: Choices) -> dict[str, list[str]]:
    return {str(item): list(chosen) for item, chosen in sorted(choices.items())}
