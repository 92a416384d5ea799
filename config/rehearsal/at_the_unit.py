"""What happens in the home unit of the sample year before and after sending: its meeting on the draft tờ trình, and a
nominee who is asked to mend the own report."""

from datetime import datetime, time

from django.utils import timezone

from config.rehearsal import sample
from config.rehearsal.stage import Stage
from dossiers import meetings
from dossiers.meetings import Minutes, Vote
from dossiers.models import Dossier, HandIn
from dossiers.queries import staff_of
from dossiers.vocabulary import State
from workflow import calendar, own_reports

ABSENT = 1
AFTERNOON = time(14)
WHY = "Số phiếu chưa quá nửa; thủ trưởng đề nghị xem xét vì thành tích đột xuất trong năm."


def enter(stage: Stage) -> None:
    """One meeting of which one line failed, and was explained; one nominee with an account asked for the report."""
    unit = stage.cast.units[sample.HOME]
    drafter, head = stage.cast.drafters[sample.HOME], stage.cast.heads[sample.HOME]
    sheet = HandIn.objects.filter(unit=unit, submitted_at=None, dossiers__state=State.DRAFT).order_by("pk").first()
    assert sheet is not None
    lines = list(sheet.dossiers.order_by("pk"))
    with stage.moment() as now:
        total = max(staff_of(unit).count(), 2)
        present = total - ABSENT
        few = present // 2
        votes = {line.pk: Vote(present) for line in lines} | {lines[-1].pk: Vote(few, present - few, WHY)}
        day_before = calendar.local_day(calendar.add_working_days(now, -1))
        held_at = timezone.make_aware(datetime.combine(day_before, AFTERNOON))
        minutes = Minutes(held_at, head.full_name, drafter.full_name, total, present, unit.name)
        meetings.record(sheet, minutes, votes, actor=drafter)
    returned = Dossier.objects.get(nominee__user__username="canhan", state=State.RETURNED)
    with stage.moment():
        own_reports.ask(returned.hand_in, [returned], actor=drafter)
