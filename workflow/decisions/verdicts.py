"""A decider's answer to a whole list at once: some lines signed, some refused, the own ones left to the deputy."""

from collections.abc import Mapping, Sequence

from dossiers.models import Dossier, User
from dossiers.rules.objection import Refused
from workflow import engine, rights
from workflow.decisions import papers
from workflow.decisions.models import Decision
from workflow.decisions.together import move_each, reasons
from workflow.journal_models import Batch, Entry


def answer(
    decision: Decision, *, signed: Sequence[Dossier], refused: Mapping[int, str], apart: Sequence[Dossier] = (),
    actor: User, key: str | None = None,
) -> list[Entry]:
    """Sign `signed`, refuse the lines of `refused` (dossier pk → reason, at least 20 characters: it goes to the unit)
    and split `apart` off for the deputy, all of it or nothing. Lines not named wait on. Raises Refused."""
    content = {
        "decision": decision.pk, "signed": sorted(each.pk for each in signed), "refused": dict(sorted(refused.items())),
        "apart": sorted(each.pk for each in apart),
    }

    def work(batch: Batch) -> None:
        if not signed and not refused:
            raise Refused(general=[rights.incomplete("Chưa chọn hồ sơ nào để ký.", mend="Chọn ít nhất một hồ sơ")])
        if apart:
            papers.split_off(batch, decision, apart, actor)
        # refused lines leave first, so that the signature completes the paper
        leaving = list(Dossier.objects.filter(pk__in=refused))
        moves = [("refuse", leaving, reasons(refused)), ("sign", list(signed), {"decision": decision.pk})]
        move_each(batch, moves, actor=actor)

    return engine.transact("sign", work, actor=actor, key=key, content=content)
