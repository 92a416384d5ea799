"""What the acts of a consultation do besides moving dossiers: the letter is opened, its lines end, it is closed.

The lines stay on their hand-in or correction, where their appraisal goes on afterwards (`workflow.flows.consultation`).
A line on hold keeps its place in the letter and comes back to it; a withdrawn one leaves.
Locks: carriers, dossiers, then the letter, then its procedure. The sweep holds the letter first; where it meets an
office that closes at that very instant one of them waits in vain and tries again.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from dossiers.models import Dossier, Unit
from dossiers.vocabulary import Role
from workflow import journal
from workflow.alarms import arming
from workflow.alarms.kinds import DeadlineKind
from workflow.consultation import asking, terms
from workflow.consultation.asking import Asked
from workflow.consultation.models import Addressee, Consultation, ConsultationItem
from workflow.decisions import numbers
from workflow.effects import Step, after
from workflow.flows import carriage
from workflow.flows.models import ProcedureKind
from workflow.journal_models import Batch, SubjectKind

ROW_BATCH = 500
Outcome = ConsultationItem.Outcome


@after("ask_consultation")
def send_the_letter(step: Step) -> None:
    """One letter with these lines, armed for its term; its procedure settles at the end of the act."""
    asked = asking.read(step.facts)
    letter = _letter(step, asked)
    Addressee.objects.bulk_create(_addressees(letter, asked))
    items = [ConsultationItem(consultation=letter, dossier=each) for each in step.dossiers]
    ConsultationItem.objects.bulk_create(items, batch_size=ROW_BATCH)
    facts = {
        "code": letter.code, "question": letter.question, "due": letter.due_at, "basis": letter.due_basis,
        "silence": letter.silence_means_go, "dossiers": [each.pk for each in step.dossiers],
        "addressees": list(letter.addressees.values_list("name", flat=True)),
    }
    journal.write(
        step.batch, [letter], act="open_consultation", actor=step.actor, at=step.at, role=Role.OFFICE, facts=facts,
        body_id=letter.body_id,
    )
    arm(letter)
    step.touched.add(letter.procedure_id)


@after("close_consultation")
def end_the_lines(step: Step) -> None:
    end_items([each.pk for each in step.dossiers], Outcome.CLOSED, step)


@after("withdraw")
def take_off_the_letter(step: Step) -> None:
    end_items([each.pk for each in step.dossiers], Outcome.LEFT, step)


def end_items(dossiers: Sequence[int], outcome: str, step: Step) -> None:
    """End what open letters ask about these dossiers, and the letters that ask about nothing any more."""
    items = ConsultationItem.objects.filter(dossier__in=dossiers, ended_at=None)
    asked = set(items.values_list("consultation", flat=True))
    if not asked:
        return
    letters = locked(asked)
    items.update(ended_at=step.at, outcome=outcome)
    close_empty(letters, batch=step.batch, actor=step.actor, at=step.at, reason=step.reason)
    step.touched.update(each.procedure_id for each in letters)


def close_empty(letters: Sequence[Consultation], *, batch: Batch, actor: Any, at: Any, reason: str = "") -> None:
    """Close those of these locked letters that ask about nothing any more; the caller settles their procedures."""
    open_items = ConsultationItem.objects.filter(consultation__in=letters, ended_at=None)
    asking_still = set(open_items.values_list("consultation", flat=True))
    done = [each for each in letters if each.pk not in asking_still and each.closed_at is None]
    for letter in done:
        letter.closed_at = at
        terms.end(letter)
    if done:
        journal.write(
            batch, done, act="end_consultation", actor=actor, at=at, role=Role.OFFICE if actor else Role.SYSTEM,
            reason=reason, body_id=done[0].body_id, also=["closed_at", *terms.COLUMNS],
        )


def locked(ids: Sequence[int] | set[int]) -> list[Consultation]:
    """These letters, locked and fresh, by primary key."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("body", "procedure")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def arm(letter: Consultation) -> None:
    """The present term of the letter rings in time."""
    arming.arm(DeadlineKind.CONSULTATION, [letter], subject_kind=SubjectKind.CONSULTATION)


def _letter(step: Step, asked: Asked) -> Consultation:
    body, year = step.dossiers[0].body, timezone.localtime(step.at).year
    period = asking.period_of(asked, step.dossiers, timezone.localdate(step.at))
    if period is None:
        raise ValueError("the need 'asked_whom' lets nothing pass without a term")
    code = f"LYK-{body.code}-{numbers.serial(f'consultation:{body.pk}:{year}'):03d}/{year}"
    letter = Consultation(
        body=body, code=code, question=asked.question, unit_reads=asked.unit_reads, asked_by=step.actor,
        asked_at=step.at, silence_means_go=period.silence,
        silence_citation=period.citation if period.silence else "",
    )
    terms.begin(letter, period, step.at)
    letter.procedure = carriage.open_procedure(
        ProcedureKind.CONSULTATION, body=body, dossiers=[], at=step.at, actor=step.actor, code=code,
        title=_title(step.dossiers),
    )
    letter.save()
    return letter


def _title(dossiers: Sequence[Dossier]) -> str:
    awards = list(dict.fromkeys(each.award.name for each in sorted(dossiers, key=lambda each: each.award.position)))
    named = "; ".join(awards) if len(awards) <= 2 else "đề nghị khen thưởng"
    return f"Lấy ý kiến về {len(dossiers)} hồ sơ {named}"[:255]


def _addressees(letter: Consultation, asked: Asked) -> list[Addressee]:
    units = Unit.objects.filter(pk__in=asked.inside).order_by("code")
    inside = [
        Addressee(consultation=letter, unit=unit, desk_role=asking.desk_of(unit), name=unit.name) for unit in units
    ]
    taken = {each.name for each in inside}
    outside = [
        Addressee(consultation=letter, name=name, address=address)
        for name, address in asked.outside if name not in taken
    ]
    for place, each in enumerate([*inside, *outside], start=1):
        each.position = place
    return [*inside, *outside]
