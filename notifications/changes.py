"""The table of who hears what as it holds in this installation: the rows of `table.py` with what an office changed.

A change names one act, one audience and one of the act's texts: told or not, in the application only or outside too.
What people have to do cannot be switched off, and nobody is added who would learn what is not theirs to know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dossiers import clock
from dossiers.access import UNTOLD_STATES
from dossiers.models import User
from notifications.audiences import WORDS
from notifications.kinds import Kind
from notifications.models import TableChange
from notifications.table import ACTS, SILENCE, TABLE, Row, Tell, tells_result
from workflow import judging

NEEDED = "Đây là việc người nhận phải làm: tắt đi thì không ai biết có việc đang chờ."
NOT_YET = "Người được đề nghị chưa được biết bước này trước khi có kết quả."
WITHIN = "Nội dung này nêu việc phải làm của người khác; người được đề nghị không làm việc đó."
UNKNOWN = "Bảng thông báo không có dòng này."
# Words that mean somebody for every dossier, for every paper of a body, for what is of a unit and a body.
OF_DOSSIERS = (
    "unit_head", "drafter", "office", "office_head", "lower_offices", "decider", "clerk", "entitled_members", "nominee",
    "followers",
)
OF_PAPERS = ("office", "office_head", "decider", "clerk")
OF_UNIT = ("unit_head", "drafter")
OF_UNITS = (*OF_UNIT, *OF_PAPERS)
AT_WORK = ("office", "office_head", "lower_offices", "next_office", "decider", "clerk")
PAGES_OF_PAPERS = frozenset({"consultation", "enquiry", "posting", "session", "decision"})
PAGES_OF_PREPARING = frozenset({"hand_in", "own"})

Key = tuple[str, str, str]


def merged() -> dict[str, Row]:
    """Act → row, with every change. One query."""
    return with_changes(TABLE, TableChange.objects.order_by("pk"))


def latest(changes: Iterable[TableChange]) -> dict[Key, TableChange]:
    """(act, audience, text) → the change that counts; `changes` in the order in which they were made."""
    return {(change.act, change.audience, change.text): change for change in changes}


def with_changes(table: Mapping[str, Row], changes: Iterable[TableChange]) -> dict[str, Row]:
    """`table` with `changes`; what names an act, text or audience that is no more, or is not allowed, is left out."""
    found, rows = latest(changes), dict(table)
    for act in {act for act, *_ in found if act in table}:
        of_act = {key[1:]: change for key, change in found.items() if key[0] == act}
        rows[act] = (*_changed(act, table[act], of_act), *_added(act, table[act], of_act))
    return rows


def refusal(act: str, audience: str, text: str, *, on: bool) -> str:
    """Why this cannot be set, in words; empty when it can."""
    tell = _tell_with(TABLE.get(act, SILENCE), text)
    if tell is None or audience not in WORDS:
        return UNKNOWN
    if audience in tell.audiences:
        return "" if on or tell.kind != Kind.WORK else NEEDED
    if audience not in addable(act):
        return UNKNOWN
    return _refused_to_nominee(act, tell) if audience == "nominee" else ""


def addable(act: str) -> list[str]:
    """The audience words that may be added to the row of `act`: those that mean somebody who may know of it."""
    if act in ACTS:
        # before it is sent up the next body does not see it
        return [*OF_DOSSIERS, *(["next_office"] if act == "forward" else [])]
    row = TABLE.get(act, SILENCE)
    pages = {tell.page for tell in row}
    if pages <= PAGES_OF_PAPERS:
        return [*OF_PAPERS, *(["addressees"] if pages == {"consultation"} else [])]
    told = {audience for tell in row for audience in tell.audiences}
    if pages <= PAGES_OF_PREPARING and told <= {*OF_UNIT, "asked_nominees"}:
        return [*OF_UNIT]  # before it is handed in nobody else sees it
    return [] if "all_units" in told else [*OF_UNITS]


def change(act: str, audience: str, text: str, *, on: bool, mail: bool, actor: User) -> TableChange:
    """Set one line of the table from now on. Raises ValueError with the words of `refusal`."""
    why = refusal(act, audience, text, on=on)
    if why:
        raise ValueError(why)
    about = {"act": act, "audience": audience, "text": text, "on": on, "mail": mail}
    return TableChange.objects.create(**about, changed_by=actor, changed_at=clock.now())


def _changed(act: str, row: Row, changes: Mapping[tuple[str, str], TableChange]) -> Iterable[Tell]:
    """The row's own texts, a text once for each way in which its audiences are told."""
    for tell in row:
        ways: dict[bool, list[str]] = {}
        for audience in tell.audiences:
            made = changes.get((audience, tell.text))
            if made is None or made.on or refusal(act, audience, tell.text, on=False):
                ways.setdefault(tell.mail if made is None else made.mail, []).append(audience)
        yield from (replace(tell, audiences=tuple(audiences), mail=mail) for mail, audiences in ways.items())


def _added(act: str, row: Row, changes: Mapping[tuple[str, str], TableChange]) -> Iterable[Tell]:
    for (audience, text), made in changes.items():
        tell = _tell_with(row, text)
        if tell and made.on and audience not in tell.audiences and not refusal(act, audience, text, on=True):
            yield replace(tell, audiences=(audience,), mail=made.mail, kind=added_kind(act, audience, tell))


def added_kind(act: str, audience: str, tell: Tell) -> str:
    """Why somebody who was added hears: never because it is work of theirs. A result stays one for whoever does not
    work on it, and so is held back with it."""
    if audience not in AT_WORK and tells_result(TABLE[act]):
        return Kind.RESULT
    return Kind.NEWS if tell.kind == Kind.WORK else tell.kind


def _tell_with(row: Row, text: str) -> Tell | None:
    return next((tell for tell in row if tell.text == text), None)


def _refused_to_nominee(act: str, tell: Tell) -> str:
    known = judging.ACTS.get(act)
    if known is None or any(target in UNTOLD_STATES for target in known.targets):
        return NOT_YET
    return WITHIN if tell.kind == Kind.WORK else ""
