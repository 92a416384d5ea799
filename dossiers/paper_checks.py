"""What a second person compared: prints of a hand-in and its lines, so that a later change shows."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from dossiers.models import Dossier, HandIn, Paper, PaperCheck, User

ABOUT_ALL = (
    "kind", "unit_id", "season_id", "round_id", "theme", "reward_type", "procedure", "ground", "number", "dated",
    "received_on",
)
ABOUT_LINE = ("award_id", "deciding_body_id", "nominee_id", "nominee_name", "achievement", "round_id", "theme")
ABOUT_NOMINEE = ("kind", "job", "birth_year", "unit_id")


@dataclass(frozen=True)
class Prints:
    """SHA-256 of what a hand-in says about all lines with its papers, and of each line (by primary key) with its
    own."""

    whole: str
    lines: Mapping[int, str]

    @property
    def all(self) -> str:
        """One print of everything: what a page shows and its button names."""
        return _digest([self.whole, sorted(self.lines.items())])

    def seen_in(self, check: PaperCheck) -> bool:
        """Whether the whole and all these lines are what was compared then."""
        return check.whole == self.whole and all(check.lines.get(str(pk)) == line for pk, line in self.lines.items())


    def asked_in(self, check: PaperCheck) -> bool:
        """Whether nothing has changed since that check was asked for: who changes it is not its second person."""
        return not check.whole or (check.whole == self.whole and check.lines == self.by_text)

    @property
    def by_text(self) -> dict[str, str]:
        """The prints of the lines as a check keeps them."""
        return {str(pk): line for pk, line in self.lines.items()}


def prints(hand_in: HandIn, dossiers: Iterable[Dossier]) -> Prints:
    """The prints as things are now; one query. The dossiers need `nominee`."""
    return prints_many([hand_in], dossiers)[hand_in.pk]


def prints_many(hand_ins: Iterable[HandIn], dossiers: Iterable[Dossier]) -> dict[int, Prints]:
    """By primary key of the hand-in, as `prints`; one query however many there are."""
    sheets, rows = {each.pk: each for each in hand_ins}, list(dossiers)
    carried: dict[tuple[str, int], list[list[str]]] = {}
    wanted = Q(hand_in__in=sheets) | Q(dossier__in=[each.pk for each in rows])
    for paper in Paper.objects.filter(wanted, replaced=False).select_related("paper_type", "file").order_by("pk"):
        carrier = ("all", paper.hand_in_id) if paper.hand_in_id else ("line", paper.dossier_id)
        carried.setdefault(carrier, []).append([paper.paper_type.code, paper.file.sha256])
    return {
        pk: Prints(
            _digest([_values(sheet, ABOUT_ALL), carried.get(("all", pk), [])]),
            {each.pk: _line(each, carried.get(("line", each.pk), [])) for each in rows if each.hand_in_id == pk},
        )
        for pk, sheet in sheets.items()
    }


def newest(hand_in: HandIn) -> PaperCheck | None:
    """The last check that was asked for, with its people."""
    return hand_in.checks.select_related("asked_by", "answered_by").first()


def confirmed(hand_in_pks: Iterable[int]) -> dict[int, PaperCheck]:
    """By primary key of the hand-in the newest check, where that was confirmed; one query."""
    found: dict[int, PaperCheck] = {}
    for check in PaperCheck.objects.filter(hand_in__in=list(hand_in_pks)).select_related("answered_by").order_by("pk"):
        found[check.hand_in_id] = check
    return {pk: check for pk, check in found.items() if check.outcome == PaperCheck.Outcome.CONFIRMED}


def entered_by(hand_in: HandIn, dossiers: Sequence[Dossier]) -> set[int]:
    """The accounts that entered it: none of them can be its second person."""
    return {pk for pk in (hand_in.created_by_id, *(each.created_by_id for each in dossiers)) if pk}


def checks_another(user: User, hand_in: HandIn, dossiers: Sequence[Dossier]) -> bool:
    """Whether `user` is somebody else than who entered it."""
    return user.pk not in entered_by(hand_in, dossiers)


def _values(row: Any, names: Iterable[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _line(dossier: Dossier, papers: list[list[str]]) -> str:
    return _digest([_values(dossier, ABOUT_LINE), _values(dossier.nominee, ABOUT_NOMINEE), papers])


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False).encode()).hexdigest()
