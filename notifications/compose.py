"""Words of a message: pure, from what the sections say to subject and body.

A text (templates/notifications/messages/) has two or three lines: heading, what happened, and, where the reader has
something to do, what. It may name `count`, `unit`, `body`, `state`, `paper`, `what`, `until`, `days` (working days
to the end of the term, or since it) and `missing`, each empty when the lines differ in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template import Context
from django.template.loader import get_template

from dossiers import origins

LONGEST_SUBJECT = 255
MOVED_ON = "Hồ sơ đã chuyển sang bước sau; ở bước này không còn việc phải làm."


@dataclass(frozen=True)
class Line:
    """What a message may say of one dossier, or (`paper`) of another piece of work: then `award` says what it is. No
    name, no reason, no vote."""

    code: str
    award: str
    unit: str = ""
    body: str = ""
    state: str = ""
    due: date | None = None
    paper: bool = False
    set_by: str = ""

    @property
    def until(self) -> str:
        """The day it is due with who set it: '03/12/2026 (theo quy định)'; empty without a term."""
        return origins.noted(self.due, self.set_by) if self.due else ""


@dataclass(frozen=True)
class Section:
    """One text and the lines it is about; `paper` names the decision, session, year or report; `past`: the lines
    have moved on, what was to do is done. Of a deadline: `what` it is, `until` when with who set it, `days` to it
    (negative: since). `missing`: who has not answered a letter. `most`: list so many lines and count the others (0:
    all)."""

    text: str
    lines: tuple[Line, ...] = ()
    paper: str = ""
    past: bool = False
    what: str = ""
    until: str = ""
    days: int | None = None
    missing: str = ""
    most: int = 0


@dataclass(frozen=True)
class Message:
    subject: str
    body: str

    @property
    def title(self) -> str:
        """The subject without the dossier or the paper it names."""
        return self.subject.partition(" – ")[0]


@dataclass(frozen=True)
class Wording:
    """A rendered text. `task` is empty where nothing is to be done."""

    heading: str
    news: str
    task: str = ""


def compose(sections: Sequence[Section]) -> Message:
    """One message out of all that concerns one person in one batch; `sections` in the order of importance."""
    wordings = [word(section) for section in sections]
    paragraphs = [_paragraph(section, wording) for section, wording in zip(sections, wordings, strict=True)]
    return Message(_subject(sections, wordings[0].heading), "\n\n".join(paragraphs))


def word(section: Section) -> Wording:
    """The text of the section, filled in. Raises ValueError when the template has not two or three lines."""
    lines = section.lines
    told = {
        "unit": _common([line.unit for line in lines]),
        "body": _common([line.body for line in lines]),
        "state": _common([line.state for line in lines]),
        "paper": section.paper,
        "what": section.what,
        "until": section.until,
        "missing": section.missing,
    }
    facts = {
        **{name: _one_line(words) for name, words in told.items()},
        "count": len(lines),
        "days": "" if section.days is None else abs(section.days),
    }
    template = get_template(f"notifications/messages/{section.text}.txt")
    # plain text: nothing is escaped here, the page that shows it does that
    text = template.template.render(Context(facts, autoescape=False))
    said = [line.strip() for line in text.splitlines() if line.strip()]
    if not 2 <= len(said) <= 3:
        raise ValueError(f"{section.text}: a text has two or three lines, not {len(said)}")
    return Wording(*said)


def _subject(sections: Sequence[Section], heading: str) -> str:
    lines = [line for section in sections for line in section.lines]
    codes = list(dict.fromkeys(line.code for line in lines))
    unit = "việc" if any(line.paper for line in lines) else "hồ sơ"
    if f" {len(codes)} " in heading:
        return _one_line(heading)[:LONGEST_SUBJECT]  # it counts the lines itself
    about = codes[0] if len(codes) == 1 else f"{len(codes)} {unit}" if codes else _papers(sections)
    return _one_line(f"{heading} – {about}" if about else heading)[:LONGEST_SUBJECT]


def _papers(sections: Sequence[Section]) -> str:
    """The first paper by its name, and how many other things the message is about."""
    others = len({(section.what, section.paper) for section in sections}) - 1
    return f"{sections[0].paper}{f' và {others} việc khác' if others and sections[0].paper else ''}"


def _paragraph(section: Section, wording: Wording) -> str:
    dues = {line.until for line in section.lines} if wording.task and not section.past else set()
    common = next(iter(dues)) if len(dues) == 1 else ""
    shown = section.lines[: section.most] if section.most else section.lines
    parts = [wording.news, *(_bullet(line, own_due=len(dues) > 1) for line in shown)]
    if len(shown) < len(section.lines):
        parts.append(f"… và {len(section.lines) - len(shown)} hồ sơ khác, xem trong danh sách.")
    if section.past:
        parts.append(MOVED_ON)
    elif wording.task:
        parts.append(f"Việc cần làm: {wording.task}")
    if common:
        parts.append(f"Hạn: {common}")
    return "\n".join(parts)


def _bullet(line: Line, *, own_due: bool) -> str:
    due = f"; hạn {line.until}" if own_due and line.due else ""
    return _one_line(f"– {line.code}: {line.award}{due}")


def _one_line(text: str) -> str:
    """Whatever somebody typed or pasted stays within its line: a title with a break in it makes no line of its own."""
    return " ".join(text.split())


def _common(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""
