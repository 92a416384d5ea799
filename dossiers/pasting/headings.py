"""Which column holds what: read off a header row, tolerant of accents, order and the office's own wording."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dossiers import text
from dossiers.pasting.records import Record

NUMBER, NAME, JOB, BIRTH, CODE, AWARD, ACHIEVEMENT, OTHER = (
    "number", "name", "job", "birth_year", "staff_code", "award", "achievement", "other",
)
# The first that fits counts: 'thành tích đề nghị khen thưởng' is an achievement, 'tên danh hiệu' an award.
WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    (NUMBER, re.compile(r"(so )?(stt|tt)|so thu tu|no")),
    (OTHER, re.compile(r"ghi chu.*|gioi tinh|nam nu|dan toc|ton giao|so phieu.*|ty le.*|ket qua.*|trinh do.*")),
    (BIRTH, re.compile(r".*\b(nam sinh|ngay sinh|sinh nam|thang nam sinh|ngay thang nam sinh)\b.*|ns")),
    (CODE, re.compile(r"ma (so )?(can bo|cong chuc|vien chuc|nhan vien|cb|cc|nv|ccvc|cbccvc)\b.*|so hieu.*|ma so")),
    (NAME, re.compile(r".*\bho (va )?ten\b.*|ho dem.*|ho va$")),
    (NAME, re.compile(r"(ten )?(ca nhan|tap the)( (va |hoac )?(ca nhan|tap the))? (duoc )?de nghi.*")),
    (ACHIEVEMENT, re.compile(r".*\b(thanh tich|tom tat|noi dung de nghi|ly do)\b.*")),
    (AWARD, re.compile(r".*\b(danh hieu|hinh thuc|khen thuong|de nghi khen|muc khen|de nghi)\b.*")),
    (JOB, re.compile(r".*\b(chuc vu|chuc danh|nghe nghiep|cong viec)\b.*")),
    (OTHER, re.compile(r"(don vi|phong|noi) (cong tac|lam viec)?.*|don vi|co quan.*")),
    (NAME, re.compile(r"(ten )?(ca nhan|tap the|doi tuong|nguoi|don vi).*|ten( .*)?|ho ten")),
)
TITLES = 12  # lines above the header that are looked through
LEAST = 2
MARK_OF_NO = {"", "-", "–", "0", "khong", "k"}


# Which awards a text names, by primary key.
Find = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Columns:
    """Position of a column → what it holds; `ticks`: position → the award that a mark there proposes."""

    kinds: Mapping[int, str]
    ticks: Mapping[int, str] = field(default_factory=dict)

    def of(self, kind: str, record: Record) -> str:
        """What the record says of that kind; several columns of a kind are joined."""
        cells = (record.cells[at] for at, held in self.kinds.items() if held == kind and at < len(record.cells))
        return (" " if kind == NAME else "\n").join(cell for cell in cells if cell)

    def ticked(self, record: Record) -> list[str]:
        """The awards marked with an x (or anything that does not say no)."""
        marked = (at for at in self.ticks if at < len(record.cells))
        return [self.ticks[at] for at in marked if text.fold(record.cells[at]) not in MARK_OF_NO]


@dataclass(frozen=True)
class Header:
    """The columns, and the records that made them known."""

    columns: Columns
    records: Sequence[Record]


def header_of(records: Sequence[Record], find: Find) -> Header | None:
    """The header among the first records, if there is one; a second line of it is joined to the first."""
    for position, record in enumerate(records[:TITLES]):
        if looks_like_header(record):
            below = records[position + 1] if position + 1 < len(records) else None
            lines = [record, below] if below and _continues(below, record, find) else [record]
            return Header(_columns(lines, find), lines)
    return None


def looks_like_header(record: Record) -> bool:
    """Whether it names a column of names and at least one more."""
    kinds = [kind_of(cell) for cell in record.cells if cell]
    return NAME in kinds and len([kind for kind in kinds if kind]) >= LEAST


def kind_of(cell: str) -> str:
    """What a column with this heading holds; empty for a heading that is not known."""
    words = re.sub(r"[^a-z0-9]+", " ", text.fold(cell)).strip()
    return next((kind for kind, pattern in WORDS if pattern.fullmatch(words)), "")


def is_count(record: Record) -> bool:
    """The line '(1) (2) (3)' under a header."""
    numbers = [cell.strip("()") for cell in record.filled]
    if len(numbers) < LEAST or not all(number.isdecimal() for number in numbers):
        return False
    first = int(numbers[0])
    return [int(number) for number in numbers] == list(range(first, first + len(numbers)))


def _continues(below: Record, header: Record, find: Find) -> bool:
    """A second line of the header holds headings only, and nothing under the column of names."""
    at = next(place for place, cell in enumerate(header.cells) if kind_of(cell) == NAME)
    under_name = below.cells[at] if at < len(below.cells) else ""
    known = [cell for cell in below.filled if len(find(cell)) == 1 or kind_of(cell)]
    headings_only = len(known) == len(below.filled) >= LEAST
    return headings_only and (not under_name or kind_of(under_name) == NAME)


def _columns(lines: Sequence[Record], find: Find) -> Columns:
    kinds: dict[int, str] = {}
    ticks: dict[int, str] = {}
    for at in range(max(len(line.cells) for line in lines)):
        headings = [line.cells[at] for line in lines if at < len(line.cells) and line.cells[at]]
        lowest = headings[-1] if headings else ""
        if len(find(lowest)) == 1:
            ticks[at] = lowest
        elif not headings:
            # 'Họ và tên' over two columns: the second has no heading of its own.
            kinds[at] = NAME if kinds.get(at - 1) == NAME else OTHER
        else:
            kinds[at] = kind_of(lowest) or kind_of(headings[0]) or OTHER
    return Columns(kinds, ticks)
