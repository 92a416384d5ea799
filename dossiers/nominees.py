"""Who can be proposed: found again when already known, entered once when new."""

from collections.abc import Sequence

from dossiers import text
from dossiers.models import Nominee, Unit, User
from dossiers.vocabulary import NomineeKind


def person_nominee(
    name: str, unit: Unit, *, job: str = "", staff_code: str = "", birth_year: int | None = None,
    user: User | None = None, outside: bool = False,
) -> Nominee:
    """The person of that name in `unit` (or proposed by it, if `outside`), entered if unknown.

    The same staff code is the same person; without one, the same name, unit and birth year are. A namesake is told
    apart by birth year or staff code.
    """
    known = _known_person(name, unit, staff_code=staff_code, birth_year=birth_year)
    return known or Nominee.objects.create(
        kind=NomineeKind.PERSON, name=name, unit=unit, job=text.nfc(job), staff_code=staff_code.strip(),
        birth_year=birth_year, user=user, outside=outside,
    )


def unit_nominee(unit: Unit) -> Nominee:
    """The unit itself as a collective; one row per unit."""
    return Nominee.objects.get_or_create(kind=NomineeKind.UNIT, unit=unit, defaults={"name": unit.name})[0]


def collective_nominee(
    name: str, unit: Unit, *, kind: str = NomineeKind.COLLECTIVE, outside: bool = False
) -> Nominee:
    """A named collective (or, by `kind`, a household) that `unit` proposes, entered if unknown."""
    named = Nominee.objects.filter(kind=kind, unit=unit, search_key=text.fold(f"{name} "))
    same = [each for each in named if each.name.casefold() == text.nfc(name).casefold()]
    return same[0] if same else Nominee.objects.create(kind=kind, name=name, unit=unit, outside=outside)


def person_nominees(names: Sequence[str], unit: Unit) -> list[Nominee]:
    """As `person_nominee` for many names of one unit, in their order, with two statements."""
    rows = Nominee.objects.filter(kind=NomineeKind.PERSON, unit=unit, staff_code="", birth_year=None)
    known = {each.name.casefold(): each for each in rows}
    wanted = {text.nfc(name).casefold(): text.nfc(name) for name in reversed(names)}
    new = [_person_row(name, unit) for key, name in wanted.items() if key not in known]
    known |= {each.name.casefold(): each for each in Nominee.objects.bulk_create(new)}
    return [known[text.nfc(name).casefold()] for name in names]


def _person_row(name: str, unit: Unit) -> Nominee:
    return Nominee(kind=NomineeKind.PERSON, name=name, unit=unit, search_key=text.fold(f"{name} "))


def _known_person(name: str, unit: Unit, *, staff_code: str, birth_year: int | None) -> Nominee | None:
    if staff_code.strip():
        return Nominee.objects.filter(staff_code=staff_code.strip()).first()
    named = Nominee.objects.filter(
        kind=NomineeKind.PERSON, unit=unit, birth_year=birth_year, search_key__startswith=text.fold(name)
    )
    # The folded key cannot tell 'Hoa' from 'Hòa': the accents decide.
    same = [each for each in named if each.name.casefold() == text.nfc(name).casefold()]
    return same[0] if same else None
