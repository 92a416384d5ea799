"""Where a line goes: which body decides it and by which way it gets there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dossiers import catalogue
from dossiers.catalogue import Option
from dossiers.models import Authority, Award, Unit
from dossiers.rules.objection import Objection
from dossiers.vocabulary import Family


@dataclass(frozen=True)
class Place:
    """`route`: primary keys of the bodies in order, the deciding one last; `authority` None: no rule allows it."""

    authority: Authority | None
    deciding_body: Unit
    route: tuple[int, ...]


def options_for(awards: Iterable[Award], unit: Unit, day: date) -> dict[int, Sequence[Option]]:
    """Award pk → the bodies that may decide it for `unit` on `day`; at most three queries."""
    found = catalogue.authorities_many([(award, unit) for award in awards], day)
    return {award_pk: options for (award_pk, _), options in found.items()}


def place(
    award: Award, deciding_body: Unit | None, *, options: Mapping[int, Sequence[Option]], department: Unit
) -> Place | Objection:
    """The place of a line, or why it has none: no body was named and there is not exactly one to choose.

    A named body outside the options is kept without authority: the draft may be saved, sending it is refused.
    """
    possible = options[award.pk]
    if deciding_body is None:
        if len(possible) == 1:
            return _from_option(possible[0])
        return _unclear(award, possible)
    for option in possible:
        if option.deciding_body.pk == deciding_body.pk:
            return _from_option(option)
    return Place(None, deciding_body, tuple(dict.fromkeys([department.pk, deciding_body.pk])))


def _from_option(option: Option) -> Place:
    return Place(option.authority, option.deciding_body, tuple(option.route))


def _unclear(award: Award, possible: Sequence[Option]) -> Objection:
    if not possible:
        text = f"Chưa có căn cứ cho biết cơ quan nào quyết định {award.name}."
        return Objection(Family.AUTHORITY, text, mend="Ghi thẩm quyền trong danh mục hoặc chọn cơ quan quyết định")
    names = "; ".join(option.deciding_body.name for option in possible)
    text = f"{award.name} có thể do nhiều cơ quan quyết định: {names}."
    return Objection(Family.AUTHORITY, text, mend="Chọn cơ quan quyết định")
