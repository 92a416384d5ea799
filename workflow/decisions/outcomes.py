"""What a body outside the system answered to a letter, line by line, from one sheet of paper."""

from collections.abc import Mapping, Sequence
from datetime import date

from dossiers.models import Dossier, User
from dossiers.rules.objection import Refused
from workflow import engine, rights
from workflow.decisions.together import move_each, reasons
from workflow.journal_models import Batch, Entry


def record(
    granted: Sequence[Dossier], refused: Mapping[int, str], *, actor: User, number: int | None = None,
    symbol: str = "", dated: date | None = None, key: str | None = None,
) -> list[Entry]:
    """Record the lines granted by the decision `number`/`symbol` of `dated`, and those refused (dossier pk → reason, at
    least 20 characters: it goes to the unit), all or none. Lines not named wait on. Raises Refused."""
    facts = {"number": number, "symbol": symbol.strip(), "dated": dated}
    content = {"granted": sorted(each.pk for each in granted), "refused": dict(sorted(refused.items())), **facts}

    def work(batch: Batch) -> None:
        if not granted and not refused:
            told = "Chưa ghi kết quả cho hồ sơ nào."
            raise Refused(general=[rights.incomplete(told, mend="Chọn kết quả của ít nhất một hồ sơ")])
        answered = list(Dossier.objects.filter(pk__in=refused))
        moves = [("record_grant", list(granted), facts), ("record_refusal", answered, facts | reasons(refused))]
        move_each(batch, moves, actor=actor)

    return engine.transact("record_grant" if granted else "record_refusal", work, actor=actor, key=key, content=content)
