"""Who is at work on dossiers now: for reminders, and for who urges them on."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from dossiers.models import Dossier, User
from dossiers.roles import Desk, holders_many
from workflow.flows import carriage, claims

Key = TypeVar("Key", bound=Hashable)


def people_at(dossiers: Sequence[Dossier]) -> dict[int, list[User]]:
    """Dossier pk → who has claimed its work and still may; else everybody at its desk, stand-ins for the absent.

    Empty where it lies on no desk or nobody holds it. The queries do not grow with the dossiers."""
    carriers = carriage.carriers_of(dossiers) if dossiers else {}
    claimed = claims.claimants({each.pk: each for each in carriers.values()}.values())
    taken = {pk: [claimed[each.pk]] for pk, each in carriers.items() if each.pk in claimed}
    return {each.pk: [] for each in dossiers} | at_desks(
        {each.pk: _desk(each) for each in dossiers if each.pk not in taken and each.desk_unit_id}
    ) | taken


def at_desks(wanted: Mapping[Key, Collection[Desk]]) -> dict[Key, list[User]]:
    """For each key, everybody at one of its desks, once."""
    desks = {desk for at in wanted.values() for desk in at}
    people = holders_many(desks) if desks else {}
    return {
        key: list({user.pk: user for desk in sorted(at) for user in people[desk]}.values())
        for key, at in wanted.items()
    }


def _desk(dossier: Dossier) -> set[Desk]:
    return {(str(dossier.desk_role), dossier.desk_unit_id)}
