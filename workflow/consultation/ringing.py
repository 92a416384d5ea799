"""What rings for a letter: the end of its term. The rungs of the ladder before and after it only remind."""

from workflow import recompute
from workflow.alarms import registry
from workflow.alarms.arming import END
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.registry import Fired
from workflow.consultation import closing
from workflow.consultation.models import Consultation
from workflow.journal_models import Batch, SubjectKind

registry.subjects(SubjectKind.CONSULTATION, Consultation)
recompute.register_letters(SubjectKind.CONSULTATION, Consultation.objects.all, DeadlineKind.CONSULTATION)


@registry.on_ring(DeadlineKind.CONSULTATION, END)
def end_of_term(batch: Batch, fired: list[Fired]) -> None:
    """Silence is written down where it means consent; else the office is told who has not answered."""
    closing.term_is_over(batch, [each.subject for each in fired])
