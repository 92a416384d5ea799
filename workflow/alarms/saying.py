"""A reminder in the words of the dossier page: of which deadline, which rung, whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Audience, Rung
from workflow.calendar import local_day


def reminder_words(facts: Mapping[str, Any]) -> str:
    """'Hạn xử lý ở bước 23/11/2026, sau hạn 1 ngày làm việc; nhắc người đang giữ' of the facts of a reminder; empty for
    those of any other entry."""
    kind, step, audience = facts.get("kind"), str(facts.get("step")), facts.get("audience")
    if kind not in DeadlineKind.values or audience not in Audience.values or not step.removeprefix("-").isdecimal():
        return ""
    day = local_day(datetime.fromisoformat(facts["due"]))
    when = Rung(kind=kind, offset=int(step)).when
    who = str(Audience(audience).label)
    return f"{DeadlineKind(kind).label} {day:%d/%m/%Y}, {_lower(when)}; nhắc {_lower(who)}"


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
