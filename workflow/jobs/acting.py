"""One act on many dossiers, fifty at a time: within a part all or none."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from dossiers.models import Dossier, User
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family
from workflow import engine
from workflow.forms import ActForm
from workflow.jobs import running
from workflow.jobs.models import Job
from workflow.jobs.registry import PART, Outcome, Part, job
from workflow.judging import ACTS

KIND = "act"


def start(
    act: str, dossiers: Sequence[int], *, actor: User, posted: QueryDict, body_id: int | None, key: str | None
) -> Job:
    """Do `act` with these dossiers (primary keys) in the background; `posted` is the form of the act as it was sent."""
    wanted = ActForm(ACTS[act], body_id=body_id).fields
    typed = {name: posted.getlist(name) for name in posted if name in wanted}
    return running.start(
        KIND, title=f"{ACTS[act].label}: {len(dossiers)} hồ sơ", actor=actor, items=dossiers, key=key,
        arguments={"act": act, "typed": typed, "body": body_id},
    )


def again(before: Job, *, actor: User, key: str | None) -> Job:
    """The same act once more with the lines that `before` held back because of others."""
    label = ACTS[before.arguments["act"]].label
    return running.start(
        KIND, title=f"{label}: {len(before.held)} hồ sơ còn lại", actor=actor, items=before.held, key=key,
        arguments=before.arguments,
    )


@job(KIND, part=PART)
def act_on_part(part: Part) -> Outcome:
    """Do the act with the dossiers of this part. A refusal leaves the whole part as it was: the refused lines keep
    their objections, the others wait for the person to go on without them."""
    form = _form(part.arguments)
    if not form.is_valid():
        return Outcome(held=part.items, general=[_outdated()])
    rows = list(Dossier.objects.filter(pk__in=part.items))
    try:
        engine.perform(
            form.act.name, rows, actor=part.actor, reason=form.reason, key=part.key, **form.facts,
        )
    except Refused as refused:
        against = {pk: found for pk, found in refused.by_dossier.items() if any(one.blocks for one in found)}
        held = [pk for pk in part.items if pk not in against]
        return Outcome(refused=against, held=held, general=refused.general)
    return Outcome(done=len(rows))


def _form(arguments: Mapping[str, Any]) -> ActForm:
    return ActForm(ACTS[arguments["act"]], MultiValueDict(arguments["typed"]), body_id=arguments["body"])


def _outdated() -> Objection:
    text = "Nội dung đã nhập không còn dùng được (danh mục lý do, giấy tờ vừa được sửa)."
    return Objection(Family.PAPERS, text, mend="Chọn lại các hồ sơ và nhập lại", waivable=False)
