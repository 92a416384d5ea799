"""Who of many people may see which of many dossiers: the answer of `access`, asked for all of them together."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import IntegerField, Value

from dossiers import access, roles
from dossiers.models import Dossier

PEOPLE_A_STATEMENT = 40  # each is an arm of a union; SQLite takes 500


def seers(users: Iterable[Any], dossier_ids: Collection[int], *, by_work: bool = False) -> set[tuple[int, int]]:
    """The pairs (user pk, dossier pk) of which `access.visible` says yes now; `by_work`: for another reason than being
    the nominee. A handful of statements, one more for every forty people at work."""
    people = [user for user in users if user.is_active]
    if not people or not dossier_ids:
        return set()
    grants = roles.grants_of_many(people)
    at_work = [user for user in people if grants[user.pk]]
    starts = range(0, len(at_work), PEOPLE_A_STATEMENT)
    groups = [at_work[start : start + PEOPLE_A_STATEMENT] for start in starts]
    found = {pair for group in groups for pair in _by_work(group, grants, dossier_ids)}
    return found if by_work else found | _own(people, dossier_ids)


def _by_work(users: Sequence[Any], grants: dict[int, list[roles.Grant]], ids: Collection[int]) -> Any:
    arms = [
        access.visible_by_work(user, grants=grants[user.pk]).filter(pk__in=ids).order_by()
        .values_list(Value(user.pk, output_field=IntegerField()), "pk")
        for user in users
    ]
    return arms[0].union(*arms[1:], all=True)


def _own(users: Iterable[Any], ids: Collection[int]) -> set[tuple[int, int]]:
    accounts = {user.pk for user in users}
    rows = Dossier.objects.filter(access.TOLD_TO_NOMINEE, pk__in=ids, nominee__user__in=accounts)
    return set(rows.values_list("nominee__user_id", "pk"))
