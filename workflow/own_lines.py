"""Who is at the desk of the own line, and is barred by the office's rule from all its work."""

from collections.abc import Iterable, Mapping

from dossiers.lifecycle import Act
from dossiers.models import Dossier, OwnLineRule, User
from workflow.judging import ACTS

BARRED = OwnLineRule.Policy.BARRED
FREE = OwnLineRule.Policy.FREE


def barred_from_desk(pairs: Iterable[tuple[Dossier, User]]) -> set[tuple[int, int]]:
    """Of these (dossier, person at its desk) those to whom nothing of its work is left, as (dossier pk, user pk).

    Two queries, whatever the number; one where nobody is at the own line."""
    listed = list(pairs)
    lines = {dossier.pk for dossier, _ in listed}
    proposed = set(Dossier.objects.filter(pk__in=lines, nominee__user__isnull=False).values_list("pk", "nominee__user"))
    own = [(dossier, user) for dossier, user in listed if (dossier.pk, user.pk) in proposed]
    rules = rules_of_the_office() if own else {}
    return {(dossier.pk, user.pk) for dossier, user in own if all_barred(work_at(dossier), rules)}


def rules_of_the_office() -> dict[str, str]:
    """Act → policy on own lines. One query."""
    return dict(OwnLineRule.objects.values_list("act", "policy"))


def work_at(dossier: Dossier) -> dict[str, str]:
    """The acts of the desk from where the dossier stands, with what holds for each where the office has no rule."""
    return {act.name: act.own_line or FREE for act in ACTS.values() if _is_at_desk(act, dossier)}


def all_barred(work: Mapping[str, str], rules: Mapping[str, str]) -> bool:
    """Whether there is work and every piece of it is barred."""
    return bool(work) and all(rules.get(act, policy) == BARRED for act, policy in work.items())


def _is_at_desk(act: Act, dossier: Dossier) -> bool:
    return dossier.state in act.sources and dossier.desk_role in act.roles
