"""What a catalogue file says, before anything is looked up or written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dossiers.located import Block, Malformed, Value


class Unusable(Exception):
    """A catalogue file cannot be used; the message is one line with file, line, key and reason."""


@dataclass(frozen=True)
class Spot:
    """Where something stands: file, line, key."""

    file: str
    key: str
    line: int

    def wrong(self, text: str) -> Unusable:
        return Unusable(f"{self.file}, {Malformed(text, key=self.key, line=self.line)}")


@dataclass(frozen=True)
class Reader:
    """Knows the file, so that what is read from it can be complained about later."""

    file: str

    def spot(self, read: Value | Block) -> Spot:
        return Spot(self.file, read.key, read.line)


@dataclass(frozen=True)
class Period:
    """From–to, both days included; no end is still in force."""

    start: date
    end: date | None

    def overlaps(self, other: "Period") -> bool:
        return (self.end is None or other.start <= self.end) and (other.end is None or self.start <= other.end)


@dataclass(frozen=True)
class Cite:
    """A citation: (code of a source, place in it), or ('', free words)."""

    parts: tuple[tuple[str, str], ...]
    spot: Spot


@dataclass(frozen=True)
class Named:
    """A code that must exist elsewhere, and where it was named."""

    code: str
    spot: Spot


@dataclass(frozen=True)
class SourceRow:
    code: str
    name: str
    period: Period
    cite: Cite | None
    evidence: str
    spot: Spot


@dataclass(frozen=True)
class FigureRow:
    """`awards`, `papers`: the codes its value mentions."""

    kind: str
    code: str
    value: Any
    period: Period
    cite: Cite
    evidence: str
    awards: tuple[Named, ...]
    papers: tuple[Named, ...]
    spot: Spot


@dataclass(frozen=True)
class PaperRow:
    """`practice`: carrier, producer and moment to start with; an office may set them otherwise."""

    code: str
    values: Mapping[str, Any]
    practice: Mapping[str, Any]
    spot: Spot


@dataclass(frozen=True)
class AuthorityRow:
    level: str
    period: Period
    cite: Cite
    evidence: str
    spot: Spot


@dataclass(frozen=True)
class VersionRow:
    """`papers` None: none stated. `named`: awards and groups, `figures`: (kind, code) of figures it leans on."""

    period: Period
    cite: Cite
    evidence: str
    values: Mapping[str, Any]
    cites: Mapping[str, Cite]
    papers: tuple[tuple[Named, str], ...] | None
    named: tuple[Named, ...]
    figures: tuple[tuple[str, Named], ...]
    spot: Spot


@dataclass(frozen=True)
class AwardRow:
    code: str
    values: Mapping[str, Any]
    criteria_of: Named | None
    cite: Cite
    authority: tuple[AuthorityRow, ...]
    versions: tuple[VersionRow, ...]
    spot: Spot


@dataclass(frozen=True)
class OwnLineRow:
    act: str
    policy: str
    cite: Cite
    evidence: str
    spot: Spot


@dataclass(frozen=True)
class ReasonRow:
    act: str
    text: str
    position: int
    spot: Spot


@dataclass(frozen=True)
class CodeRow:
    kind: str
    pattern: str
    spot: Spot


@dataclass
class Content:
    """Everything the files of one run say."""

    sources: list[SourceRow] = field(default_factory=list)
    figures: list[FigureRow] = field(default_factory=list)
    papers: list[PaperRow] = field(default_factory=list)
    awards: list[AwardRow] = field(default_factory=list)
    own_line: list[OwnLineRow] = field(default_factory=list)
    reasons: list[ReasonRow] = field(default_factory=list)
    codes: list[CodeRow] = field(default_factory=list)
