"""Duties begin with the result, and fall away when the case is opened again or the decision revoked."""

from datetime import datetime

from django.db.models import F

from dossiers.models import Dossier
from dossiers.vocabulary import Nature
from workflow import calendar, deadlines, terms
from workflow.alarms import arming
from workflow.duties.models import OPEN, Duty, DutyKind
from workflow.effects import Step, after
from workflow.journal_models import SubjectKind
from workflow.step_terms import StatedTerm

K = DutyKind
# What each result obliges the office to; how long it has are rows of `StepTerm` and the rule of the archive.
OWED: dict[str, tuple[str, ...]] = {
    "issue": (K.NOTICE_OF_RESULT, K.ARCHIVE),
    "record_grant": (K.NOTICE_OF_RESULT, K.ARCHIVE),
    "refuse": (K.NOTICE_OF_REFUSAL, K.ARCHIVE),
    "record_refusal": (K.NOTICE_OF_REFUSAL, K.ARCHIVE),
    "declare_ineligible": (K.NOTICE_OF_REFUSAL, K.ARCHIVE),
}
ROW_BATCH = 500


@after(*OWED)
def owe(step: Step) -> None:
    """Open the duties of these results, and arm their terms. A constant number of statements."""
    kinds = OWED[step.act.name]
    stated = deadlines.duty_terms(kinds, step.dossiers, at=step.at)
    rules = calendar.current()
    duties = [
        _duty(dossier, kind, stated.get((dossier.pk, kind)), step.at, rules)
        for dossier in step.dossiers for kind in kinds
    ]
    Duty.objects.bulk_create(duties, batch_size=ROW_BATCH)
    for kind in kinds:
        real = [each for each in duties if each.kind == kind and each.dossier.season.nature != Nature.REHEARSAL]
        arming.arm(kind, real, subject_kind=SubjectKind.DUTY, rules=rules)


@after("reconsider", "revoke")
def drop(step: Step) -> None:
    """What was owed for the former result is owed no more."""
    open_ones = Duty.objects.filter(OPEN, dossier__in=list(step.from_states))
    open_ones.update(dropped_at=step.at, due_at=None, term_no=F("term_no") + 1)


def _duty(
    dossier: Dossier, kind: str, term: StatedTerm | None, at: datetime, rules: calendar.Calendar
) -> Duty:
    duty = Duty(dossier=dossier, body_id=dossier.body_id, kind=kind, opened_at=at)
    if term is not None:
        duty.due_from, duty.due_days, duty.due_unit, duty.term_no = at, term.days, term.unit, 1
        duty.due_basis, duty.due_citation, duty.due_evidence = term.basis, term.citation, term.evidence
        duty.due_at = terms.end_of(duty, rules)
    return duty
