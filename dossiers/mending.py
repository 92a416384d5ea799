"""Editing a returned dossier: only what was named in the request, never the state."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from dossiers import papers, roles, text
from dossiers.models import Dossier, HandIn, Paper, PaperType, StoredFile, User
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import UNIT_ROLES, Carrier, Family, NomineeKind, Role, State

# What a request for correction may name, in the words of its form. The job and the birth year are the person's.
MENDABLE: dict[str, str] = {
    "nominee_name": "Họ và tên / tên tập thể",
    "job": "Chức vụ, nghề nghiệp",
    "birth_year": "Năm sinh",
    "achievement": "Tóm tắt thành tích",
}
ABOUT_NOMINEE = ("nominee_name", "job", "birth_year")


@transaction.atomic
def mend(
    dossier: Dossier, changes: Mapping[str, Any], *, allowed: Collection[str], actor: User
) -> dict[str, tuple[Any, Any]]:
    """Write `changes` (names of MENDABLE → new values) to a returned dossier; returns field → (before, after) of what
    really changed.

    Raises Refused: family role for a stranger or a field outside `allowed`, family state if it is not returned.
    """
    dossier = _locked(dossier)
    _check(dossier, set(changes) - (set(allowed) & set(MENDABLE)), actor)
    before = current_values(dossier)
    wanted = {name: text.nfc(value) if isinstance(value, str) else value for name, value in changes.items()}
    changed = {name: (before[name], value) for name, value in wanted.items() if before[name] != value}
    if changed:
        write(dossier, {name: after for name, (_, after) in changed.items()})
    return changed


def current_values(dossier: Dossier) -> dict[str, Any]:
    """What stands now in each field of MENDABLE."""
    return {
        "nominee_name": dossier.nominee_name,
        "job": dossier.nominee.job,
        "birth_year": dossier.nominee.birth_year,
        "achievement": dossier.achievement,
    }


@transaction.atomic
def mend_paper(
    dossier: Dossier, file: StoredFile, *, name: str, paper_type: PaperType, allowed: Collection[str], actor: User
) -> Paper:
    """Attach a newer version of a paper named in the request (`allowed`: codes of paper types) to the returned dossier,
    or to its hand-in if papers of that type serve all lines. Raises Refused as `mend`."""
    dossier = _locked(dossier)
    _check(dossier, {paper_type.code} - set(allowed), actor)
    return papers.attach(file, name=name, paper_type=paper_type, actor=actor, **_carrier(dossier, paper_type))


def may_mend(actor: User, dossier: Dossier) -> bool:
    """Whether the mending lies with `actor`: drafter and head of the proposing unit; the sending office for what came
    back whole from a higher body."""
    grants = {(grant.role, grant.unit_id) for grant in roles.grants_of(actor) if grant.acts is None}
    if dossier.desk_role == Role.OFFICE:
        return (Role.OFFICE, dossier.desk_unit_id) in grants
    return any((role, dossier.unit_id) in grants for role in UNIT_ROLES)


def _locked(dossier: Dossier) -> Dossier:
    """As it is now, not as a page read it: it may have been sent again meanwhile."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("nominee", "award", "hand_in")
    return rows.get(pk=dossier.pk)


def _check(dossier: Dossier, unnamed: Collection[str], actor: User) -> None:
    against = []
    if not may_mend(actor, dossier):
        against.append(Objection(Family.ROLE, "Hồ sơ này do đơn vị khác bổ sung, sửa.", waivable=False))
    if dossier.state != State.RETURNED:
        text_ = f"Hồ sơ {dossier.code} không ở trạng thái yêu cầu bổ sung nên không sửa được."
        against = [Objection(Family.STATE, text_, waivable=False)]
    elif unnamed:
        named = ", ".join(sorted(MENDABLE.get(each, each) for each in unnamed))
        against.append(Objection(Family.ROLE, f"Không được yêu cầu sửa mục này: {named}.", waivable=False))
    if against:
        raise Refused({dossier.pk: against})


def write(dossier: Dossier, values: Mapping[str, Any]) -> None:
    """Write fields of MENDABLE to a locked dossier and its nominee; whether they may change, the caller asks."""
    nominee = dossier.nominee
    for name in ("job", "birth_year"):
        if name in values:
            setattr(nominee, name, values[name])
    if "nominee_name" in values and _name_is_the_units(dossier):
        nominee.name = values["nominee_name"]
    if set(ABOUT_NOMINEE) & set(values):
        nominee.save()
    dossier.nominee_name = values.get("nominee_name", dossier.nominee_name)
    dossier.achievement = values.get("achievement", dossier.achievement)
    dossier.save(update_fields=["nominee_name", "achievement", "search_key", "name_key"])


def _name_is_the_units(dossier: Dossier) -> bool:
    """A unit is named by its own row, a person with an account by the account; the rest as the unit writes them."""
    nominee = dossier.nominee
    return nominee.kind != NomineeKind.UNIT and nominee.user_id is None and nominee.unit_id == dossier.unit_id


def _carrier(dossier: Dossier, paper_type: PaperType) -> dict[str, HandIn | Dossier]:
    return {"hand_in": dossier.hand_in} if paper_type.carrier == Carrier.HAND_IN else {"dossier": dossier}
