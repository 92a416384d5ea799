"""A hand-in as the office reads it: its lines with what was found, the line that is open, and the one next step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest

from dossiers import access, notes
from dossiers.lifecycle import BARRED, Act
from dossiers.models import Dossier, Note, OwnLineRule, Paper, User
from dossiers.roles import Grant
from dossiers.views.papers import SHOWN_IN_PAGE
from dossiers.vocabulary import State
from workflow.findings import Examined
from workflow.models import Procedure
from workflow.views.lines import may_do

# A line in one of these states waits for the step at which the procedure stands.
WAITING = {
    "receive": (State.SUBMITTED,),
    "appraise": (State.SUBMITTED, State.APPRAISING),
    "recheck": (State.SUBMITTED, State.APPRAISING),
}


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now: a link (`here`: to what is open on the page), or a form that does `act` with `picks` at
    once."""

    label: str
    href: str = ""
    act: str = ""
    picks: Sequence[int] = ()
    here: bool = False


@dataclass(frozen=True)
class Sheet:
    """The lines in order; `current` is open on the screen."""

    node: str
    lines: Sequence[Examined]
    current: Examined | None
    reader: User

    @property
    def waiting(self) -> list[Examined]:
        """The lines for which this person's step is still to be done."""
        return [line for line in self.lines if waits(line.dossier, self.node, self.reader)]

    @property
    def place(self) -> int:
        """The number of the open line, from 1."""
        return next((n for n, line in enumerate(self.lines, 1) if line is self.current), 0)

    @property
    def before(self) -> Examined | None:
        return self.lines[self.place - 2] if self.place > 1 else None

    @property
    def after(self) -> Examined | None:
        return self.lines[self.place] if self.place < len(self.lines) else None

    def picked(self, words: str) -> list[int]:
        """The lines that `chon` names in an address: every one, or those that wait and lack something (first those
        not yet received)."""
        if words == "tat-ca":
            return [line.dossier.pk for line in self.lines]
        lacking = [line.dossier for line in self.waiting if not line.complete] if words == "thieu" else []
        new = [each.pk for each in lacking if each.state == State.SUBMITTED]
        return new or [each.pk for each in lacking]


def waits(dossier: Dossier, node: str, reader: User) -> bool:
    """Whether the step is still to be done for this line; who proposed 'không đủ điều kiện' has done it."""
    return dossier.state in WAITING.get(node, ()) and dossier.ineligible_proposed_by_id != reader.pk


def find_line(lines: Sequence[Examined], code: str, *, node: str, reader: User) -> Examined | None:
    """The line of that code; else the first that waits, else the first."""
    named = [line for line in lines if line.dossier.code == code]
    waiting = [line for line in lines if waits(line.dossier, node, reader)]
    return next(iter([*named, *waiting, *lines]), None)


def address(**parts: Any) -> str:
    """The query of an address on this page: '?dong=…&viec=…'."""
    return f"?{urlencode({name: value for name, value in parts.items() if value})}"


def next_step(sheet: Sheet, open_acts: Collection[str]) -> NextStep | None:
    """What this person should do now, of `open_acts` (names); None when nothing here waits for them."""
    submitted = [line for line in sheet.waiting if line.dossier.state == State.SUBMITTED]
    whole = [line.dossier.pk for line in submitted if line.complete]
    if whole and "receive" in open_acts:
        return NextStep(f"Tiếp nhận {len(whole)} hồ sơ đủ thành phần", act="receive", picks=whole)
    if submitted and "return_for_correction" in open_acts:
        label = f"Yêu cầu bổ sung {len(submitted)} hồ sơ còn thiếu giấy tờ"
        return NextStep(label, href=f"{address(viec='return_for_correction', chon='thieu')}#viec")
    return _conclude(sheet, open_acts) or _appraise(sheet, open_acts)


def _conclude(sheet: Sheet, open_acts: Collection[str]) -> NextStep | None:
    proposed = [line.dossier for line in sheet.waiting if line.dossier.ineligible_proposed_by_id]
    if not proposed or "declare_ineligible" not in open_acts:
        return None
    href = f"{address(dong=proposed[0].code, viec='declare_ineligible')}#viec"
    return NextStep(f"Kết luận đề nghị không đủ điều kiện: {proposed[0].nominee_name}", href=href)


def _appraise(sheet: Sheet, open_acts: Collection[str]) -> NextStep | None:
    todo = [line for line in sheet.waiting if line.dossier.state == State.APPRAISING]
    if not todo or "clear" not in open_acts:
        return None
    line = sheet.current if sheet.current in todo else todo[0]
    href = f"{address(dong=line.dossier.code)}#viec"
    return NextStep(f"Thẩm định: {line.dossier.nominee_name}", href=href, here=line is sheet.current)


def line_acts(
    acts: Sequence[Act], dossier: Dossier, user: User, *, grants: Sequence[Grant]
) -> list[Act]:
    """Those of `acts` that the person can do with this line; on the own line not those that the office bars."""
    free = [act for act in acts if any(may_do(act, [dossier], user, grants=grants))]
    if not is_own(dossier, user):
        return free
    rules = dict(OwnLineRule.objects.values_list("act", "policy"))
    return [act for act in free if rules.get(act.name, act.own_line) != BARRED]


def is_own(dossier: Dossier, user: User) -> bool:
    """Whether the person is the nominee."""
    return dossier.nominee.user_id == user.pk


def papers_beside(
    request: HttpRequest, procedure: Procedure, dossier: Dossier, *, grants: list[Grant]
) -> list[Paper]:
    """The current papers of the line, then those of its hand-in and of the letter by which it came, as far as this
    person may open them."""
    sheets = {dossier.hand_in_id, procedure.hand_in_id} - {None}
    rows = Paper.objects.filter(Q(dossier=dossier) | Q(hand_in__in=sheets), replaced=False)
    listed = list(rows.select_related("paper_type", "file", "hand_in__unit").order_by("paper_type__position", "pk"))
    seen = access.papers_to_see(request.user, listed, grants=grants)
    return sorted(seen, key=lambda paper: paper.dossier_id is None)


def shown_paper(papers: Sequence[Paper], wanted: str) -> Paper | None:
    """The paper chosen by its key; else the first that a page can show, else the first."""
    named = [paper for paper in papers if str(paper.pk) == wanted]
    showable = [paper for paper in papers if paper.file.content_type in SHOWN_IN_PAGE]
    return next(iter([*named, *showable, *papers]), None)


@dataclass(frozen=True)
class NoteShown:
    """An internal note, and whether the reader can still strike it."""

    note: Note
    strikable: bool


def notes_beside(
    user: User, procedure: Procedure, dossier: Dossier, *, grants: list[Grant]
) -> list[NoteShown] | None:
    """The notes of the body on the line and on its hand-in, the newest first; None for who reads none of them, and on
    the own line."""
    if is_own(dossier, user) or not access.may_note(user, procedure.body_id, grants=grants):
        return None
    seen = access.visible_notes(user, grants=grants).filter(body=procedure.body_id)
    about = Q(dossier=dossier) | Q(hand_in__isnull=False, hand_in=procedure.hand_in_id)
    rows = seen.filter(about).select_related("author").order_by("-at", "-pk")
    return [NoteShown(row, notes.strikable(row, user)) for row in rows]


def following(order: Sequence[int], left: Collection[int], current: int | None) -> int | None:
    """The next of `order` after `current` that is in `left`, beginning anew at the end; None if none is left."""
    start = order.index(current) + 1 if current in order else 0
    return next((pk for pk in [*order[start:], *order[:start]] if pk in left), None)
