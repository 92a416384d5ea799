"""Saving ticks of the grid: one tick is one draft line, taking it away deletes the draft. All or nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from dossiers import queries
from dossiers.drafting import NewLine, add_lines
from dossiers.grid import GONE, THE_UNIT, Cell, offered_places
from dossiers.models import Dossier, HandIn, Nominee, User
from dossiers.nominees import unit_nominee
from dossiers.preparing import check_may_add_lines
from dossiers.rules.objection import Objection, Refused
from dossiers.rules.subject import suits
from dossiers.vocabulary import Family, State, Subject


class NotSaved(Refused):
    """Bảng chưa được lưu: có ô không đánh dấu hoặc không bỏ được.

    `by_cell` maps a cell to its objections; `full` are the cells whose lines hold text, votes or papers and are
    deleted only when that was confirmed.
    """

    def __init__(self, by_cell: Mapping[Cell, Sequence[Objection]], full: Mapping[Cell, Dossier] | None = None) -> None:
        super().__init__(dict(enumerate(by_cell.values())))
        self.by_cell = {cell: list(listed) for cell, listed in by_cell.items()}
        self.full = dict(full or {})


@dataclass(frozen=True)
class Ticked:
    """What a saving did."""

    added: Sequence[Dossier]
    removed: int


@transaction.atomic
def save_ticks(
    hand_in: HandIn, *, add: Collection[Cell] = (), remove: Collection[Cell] = (), actor: User, sure: bool = False
) -> Ticked:
    """Add a line for each cell of `add` that has none, delete those of `remove`; what is so already stays untouched,
    so two people may tick the same. `sure`: lines that hold text, votes or papers may go too.

    Raises NotSaved with objections by cell, Refused (role, state) for the whole.
    """
    hand_in = HandIn.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hand_in.pk)
    check_may_add_lines(hand_in, actor)
    add, remove = entered(hand_in, add), entered(hand_in, remove)
    lines = _lines(hand_in)
    going = {cell: lines[cell] for cell in remove if cell in lines}
    against, full = _many(going), {} if sure else _full(going)
    wanted, wrong = _new_lines(hand_in, [cell for cell in add if cell not in lines])
    against |= wrong
    if against or full:
        raise NotSaved(against, full)
    gone = Dossier.objects.filter(pk__in=[line.pk for listed in going.values() for line in listed], state=State.DRAFT)
    gone.delete()
    return Ticked(_added(hand_in, wanted, actor), len(going))


def entered(hand_in: HandIn, cells: Collection[Cell]) -> list[Cell]:
    """The cells once each, the unit itself by its primary key (entered if it never was)."""
    if not any(cell.nominee == THE_UNIT for cell in cells):
        return list(dict.fromkeys(cells))
    unit_pk = unit_nominee(hand_in.unit).pk
    return list(dict.fromkeys(replace(cell, nominee=cell.nominee or unit_pk) for cell in cells))


def _lines(hand_in: HandIn) -> dict[Cell, list[Dossier]]:
    found: dict[Cell, list[Dossier]] = {}
    for line in queries.with_content(hand_in.dossiers.filter(state=State.DRAFT)):
        found.setdefault(Cell(line.nominee_id, line.award_id, line.deciding_body_id), []).append(line)
    return found


def _many(going: Mapping[Cell, Sequence[Dossier]]) -> dict[Cell, list[Objection]]:
    text = "Ô này có nhiều hồ sơ cho các chuyên đề, đợt khác nhau."
    one = Objection(Family.STATE, text, mend="Xóa từng dòng ở danh sách bên dưới", waivable=False)
    return {cell: [one] for cell, listed in going.items() if len(listed) > 1}


def _full(going: Mapping[Cell, Sequence[Dossier]]) -> dict[Cell, Dossier]:
    return {cell: line for cell, listed in going.items() for line in listed if line.has_content}


def _new_lines(
    hand_in: HandIn, cells: Sequence[Cell]
) -> tuple[dict[Cell, NewLine], dict[Cell, list[Objection]]]:
    """What the cells mean, or what stands against them."""
    if not cells:
        return {}, {}
    places = offered_places(hand_in.unit)
    people = Nominee.objects.filter(unit=hand_in.unit).in_bulk({cell.nominee for cell in cells})
    found: dict[Cell, NewLine] = {}
    against: dict[Cell, list[Objection]] = {}
    for cell in cells:
        nominee, (award, body) = people.get(cell.nominee), places.get((cell.award, cell.body), (None, None))
        if nominee is None or award is None or body is None:
            against[cell] = [_gone(nominee)]
        elif not suits(award, nominee.kind):
            text = f"{award.name} chỉ dành cho {Subject(award.subject).label.lower()}."
            against[cell] = [Objection(Family.SUBJECT, text, mend="Chọn danh hiệu, hình thức khác", waivable=False)]
        else:
            found[cell] = NewLine(nominee, award, body)
    return found, against


def _gone(nominee: Nominee | None) -> Objection:
    if nominee is None:
        text = "Người, tập thể này không còn trong danh sách của đơn vị."
        return Objection(Family.SUBJECT, text, mend="Tải lại trang", waivable=False)
    return Objection(Family.AUTHORITY, f"{GONE}.", mend="Chọn cột khác", waivable=False)


def _added(hand_in: HandIn, wanted: Mapping[Cell, NewLine], actor: User) -> list[Dossier]:
    if not wanted:
        return []
    try:
        return add_lines(hand_in, list(wanted.values()), actor=actor)
    except Refused as refused:
        if refused.general:
            raise
        cells = list(wanted)
        raise NotSaved({cells[position]: listed for position, listed in refused.by_dossier.items()}) from refused
