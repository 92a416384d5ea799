"""What the tests of papers share."""

from tests.factories import make_award
from workflow.models import Decision


def live(decision: Decision) -> list[int]:
    return list(decision.items.filter(live=True).order_by("dossier").values_list("dossier", flat=True))


def pks(lines) -> list[int]:
    return [each.pk for each in lines]


def going_to(stage, target, count=1):
    """Endorsed lines at the department whose award `target` decides."""
    award = make_award(level=target.level)
    return stage.endorsed(count, award=award, deciding_body=target, route=[stage.body.pk, target.pk])
