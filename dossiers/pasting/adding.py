"""Turning the good rows of a pasted list into lines, all or none; whoever is new is entered with them."""

from collections.abc import Sequence

from django.db import transaction

from dossiers import text
from dossiers.drafting import NewLine, add_lines
from dossiers.models import HandIn, Nominee, Unit, User
from dossiers.nominees import unit_nominee
from dossiers.pasting.lines import Line, Preview
from dossiers.pasting.preview import Picks, preview_of
from dossiers.preparing import check_may_add_lines
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import NomineeKind


@transaction.atomic
def add_pasted(hand_in: HandIn, written: str, picks: Picks, *, actor: User) -> Preview:
    """Add the lines of the good rows of `written`; answers the preview that was carried out (`left_over` is the rest).

    Raises Refused (role, state; for the rest the row is named in the text).
    """
    locked = HandIn.objects.select_for_update(of=("self",)).select_related("unit", "season", "round")
    hand_in = locked.get(pk=hand_in.pk)
    check_may_add_lines(hand_in, actor)
    preview = preview_of(hand_in, written, picks)
    people = _nominees(preview.ready, hand_in.unit)
    _fill_blanks(preview.ready)
    wanted = [
        (line, NewLine(people[position], wish.award, wish.body, line.row.achievement))
        for position, line in enumerate(preview.ready) for wish in line.new_wishes if wish.award
    ]
    try:
        add_lines(hand_in, [new for _, new in wanted], actor=actor)
    except Refused as refused:
        raise _by_row(refused, [line for line, _ in wanted]) from refused
    return preview


def _nominees(lines: Sequence[Line], unit: Unit) -> list[Nominee]:
    """The nominee of each line, in order; those who are new are entered with one statement."""
    new = {line.newcomer: line for line in lines if line.nominee is None and line.kind != NomineeKind.UNIT}
    rows = Nominee.objects.bulk_create([_row(line, unit) for line in new.values()])
    entered = dict(zip(new, rows, strict=True))
    return [line.nominee or entered.get(line.newcomer) or unit_nominee(unit) for line in lines]


def _fill_blanks(lines: Sequence[Line]) -> None:
    """Job and birth year of people already known, where none was written; what stands there is not overwritten."""
    told = [line for line in lines if line.nominee is not None and line.nominee.kind == NomineeKind.PERSON]
    changed = []
    for nominee, row in ((line.nominee, line.row) for line in told):
        job, born = nominee.job or row.job, nominee.birth_year or (int(row.birth_year) if row.birth_year else None)
        if (job, born) != (nominee.job, nominee.birth_year):
            nominee.job, nominee.birth_year = job, born
            changed.append(nominee)
    Nominee.objects.bulk_update(changed, ["job", "birth_year"])


def _row(line: Line, unit: Unit) -> Nominee:
    row, person = line.row, line.kind == NomineeKind.PERSON
    code = row.staff_code if person else ""
    return Nominee(
        kind=line.kind, unit=unit, name=row.name, staff_code=code, job=row.job if person else "",
        birth_year=int(row.birth_year) if person and row.birth_year else None,
        search_key=text.fold(f"{row.name} {code}"),
    )


def _by_row(refused: Refused, lines: Sequence[Line]) -> Refused:
    """The refusal with the row of each objection named."""
    named = [
        Objection(one.family, f"Dòng {lines[position].row.number}: {one.text}", mend=one.mend, waivable=False)
        for position, listed in refused.by_dossier.items() for one in listed
    ]
    return Refused(general=[*refused.general, *named])
