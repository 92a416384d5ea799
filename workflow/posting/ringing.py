"""What the end of a posting's least period does: the list can be ended now, and its office is told so."""

from dossiers import clock
from dossiers.vocabulary import Role
from workflow import journal, recompute
from workflow.alarms import registry
from workflow.alarms.arming import END
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.registry import Fired
from workflow.flows import carriage
from workflow.flows.opening import grouped
from workflow.journal_models import Batch, SubjectKind
from workflow.posting.models import Posting

OVER = "posting_over"

registry.subjects(SubjectKind.POSTING, Posting)
recompute.register_letters(SubjectKind.POSTING, Posting.objects.all, DeadlineKind.POSTING)


@registry.on_ring(DeadlineKind.POSTING, END)
def tell_that_it_may_end(batch: Batch, fired: list[Fired]) -> None:
    """One entry per list; the work on its desk is now to end it."""
    at = clock.now()
    for body_id, lists in grouped([each.subject for each in fired], lambda each: each.body_id).items():
        journal.write(batch, lists, act=OVER, actor=None, at=at, role=Role.SYSTEM, body_id=body_id)
    carriage.settle({each.subject.procedure_id for each in fired}, actor=None, at=at)
