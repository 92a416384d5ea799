"""The rows of a pasted list: who, in which post, born when, for which awards, with what achievement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dossiers import text
from dossiers.pasting import headings
from dossiers.pasting.headings import Columns, Find, Header
from dossiers.pasting.records import NUMBERED, Record, records_of

SERIAL = re.compile(r"\(?\d{1,4}[.)]?")
HEADING_NUMBER = re.compile(r"\(?([IVX]{1,5}|[A-Z])[.)]?")
YEAR = re.compile(r"(?:\d{1,2}[/.-]\d{1,2}[/.-])?((?:19|20)\d\d)")
ADDRESS = re.compile(r"^(?:ông|bà|anh|chị|đồng chí|đ/c|ts|ths|thạc sĩ|tiến sĩ)\b[.:]?\s+", re.I)
SECTION = re.compile(
    r"(?:danh sach )?(?:cac )?(?:\d+ )?(tap the|ca nhan|ho gia dinh)(?: (?:de nghi|khen thuong|duoc).*)?"
)
AROUND = re.compile(
    r"danh sach.*|(tong|cong)( (so|cong).*|\s*[:=,.].*|\s+\d.*)?|nguoi lap.*|thu truong.*|"
    r"ky( ten|,? ghi ro).*|.*kem theo.*|(so|phong|uy ban)?.*cong hoa xa hoi.*|doc lap.*"
)
BETWEEN_AWARDS = re.compile(r"[\n;,+]|\s&\s")
LEAST_CAPITALS = 4


@dataclass(frozen=True)
class Row:
    """What one record says, as written. `group`: 'tap the', 'ca nhan' or 'ho gia dinh' where a line above says so;
    `above`: those lines, as they were pasted."""

    number: int
    source: str
    name: str = ""
    job: str = ""
    birth_year: str = ""
    staff_code: str = ""
    awards: tuple[str, ...] = ()
    achievement: str = ""
    group: str = ""
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Above:
    """A line that speaks for the rows below it."""

    words: str = ""
    source: str = ""


@dataclass(frozen=True)
class Pasted:
    """The rows of a text, and the source of its header (empty without one)."""

    rows: Sequence[Row]
    header: str


def rows_of(written: str, find: Find) -> Pasted:
    """The rows of `written`; `find` says which known awards a text names.

    Titles, headers, repeated headers, counts, totals and signatures are left out; lines that name a group or an award
    speak for the rows below them. Nothing is refused here: what a row lacks is empty.
    """
    records = records_of(written)
    header = headings.header_of(records, find)
    if header is None:
        return Pasted(_read(records, None, find), "")
    body = [record for record in records[records.index(header.records[-1]) + 1 :] if not _is_heading(record)]
    source = "\n".join(record.source for record in header.records)
    return Pasted(_read(_joined(body, header), header.columns, find), source)


def given_back(pasted: Pasted, rows: Sequence[Row]) -> str:
    """The text of these rows, with the header and the lines above them that speak for them."""
    lines = [pasted.header] if pasted.header else []
    said: tuple[str, ...] = ()
    for row in rows:
        lines += [line for line in row.above if line not in said]
        lines.append(row.source)
        said = row.above
    return "\n".join(lines)


def split_awards(cell: str, find: Find) -> list[str]:
    """The awards of a cell: the whole if it names one, else its parts between ; , + and line breaks."""
    if find(cell):
        return [cell]
    parts = [part.strip(" -–•.") for part in BETWEEN_AWARDS.split(cell)]
    found = []
    for part in filter(None, parts):
        halves = [half.strip() for half in re.split(r"\s+và\s+|/", part)]
        both = len(halves) > 1 and not find(part) and all(map(find, halves))
        found += halves if both else [part]
    return found


def _is_heading(record: Record) -> bool:
    return headings.looks_like_header(record) or headings.is_count(record)


def _joined(records: Sequence[Record], header: Header) -> list[Record]:
    """Word breaks a row where a cell holds several lines: what has no serial number goes on with the row above."""
    kinds, width = header.columns.kinds, max(len(record.cells) for record in header.records)
    if kinds.get(0) != headings.NUMBER:
        return list(records)
    found: list[Record] = []
    for record in records:
        above = found[-1] if found else None
        if above and _goes_on(record, above, width):
            seam = f"{above.cells[-1]}\n{record.cells[0]}".strip()
            cells = (*above.cells[:-1], seam, *record.cells[1:])
            found[-1] = replace(above, cells=cells, source=f"{above.source}\n{record.source}")
        else:
            found.append(record)
    return found


def _goes_on(record: Record, above: Record, width: int) -> bool:
    starts = SERIAL.fullmatch(record.cells[0]) or HEADING_NUMBER.fullmatch(record.cells[0]) or not record.cells[0]
    if starts or not SERIAL.fullmatch(above.cells[0]) or _group(record) or AROUND.fullmatch(text.fold(record.cells[0])):
        return False
    return len(above.cells) + len(record.cells) - 1 <= width


def _read(records: Sequence[Record], columns: Columns | None, find: Find) -> list[Row]:
    rows: list[Row] = []
    group, award = _Above(), _Above()
    for record in records:
        words = [cell for cell in record.filled if not SERIAL.fullmatch(cell)]
        if _group(record):
            group, award = _Above(_group(record), record.source), _Above()
        elif len(words) <= 1 and _is_around(words):
            continue
        elif _heads(words, find) and not _lost_its_name(record, columns):
            named = _unnumbered(words[-1])
            award = _Above(named, record.source) if find(named) else award
        else:
            row = _by_columns(record, columns, find) if columns else _by_content(record, find)
            above = tuple(filter(None, (group.source, award.source)))
            own = row.awards or tuple(filter(None, (award.words,)))
            rows.append(replace(row, group=group.words, awards=own, above=above))
    return rows


def _heads(words: Sequence[str], find: Find) -> bool:
    """Whether a line only names an award or, numbered I or A, something else for the rows below."""
    numbered = len(words) > 1 and HEADING_NUMBER.fullmatch(words[0]) is not None
    return (len(words) == 1 and bool(find(_unnumbered(words[0])))) or (len(words) == 1 + numbered and numbered)


def _lost_its_name(record: Record, columns: Columns | None) -> bool:
    """An award in its own column without a name is a row that lost its name, not a heading."""
    return columns is not None and bool(columns.of(headings.AWARD, record))


def _group(record: Record) -> str:
    words = [cell for cell in record.filled if not SERIAL.fullmatch(cell) and not HEADING_NUMBER.fullmatch(cell)]
    if len(words) != 1:
        return ""
    plain = re.sub(r"[^a-z0-9 ]+", " ", text.fold(_unnumbered(words[0]))).strip()
    match = SECTION.fullmatch(" ".join(plain.split()))
    return match[1] if match else ""


def _is_around(words: Sequence[str]) -> bool:
    return not words or AROUND.fullmatch(text.fold(words[0])) is not None


def _unnumbered(cell: str) -> str:
    return NUMBERED.sub("", cell).rstrip(": ")


def _by_columns(record: Record, columns: Columns, find: Find) -> Row:
    awards = split_awards(columns.of(headings.AWARD, record), find)
    name, beside = _name(columns.of(headings.NAME, record).split("\n"))
    return Row(
        record.number, record.source, name, columns.of(headings.JOB, record).replace("\n", " ") or beside,
        _year(columns.of(headings.BIRTH, record)), columns.of(headings.CODE, record),
        tuple(dict.fromkeys([*awards, *columns.ticked(record)])), columns.of(headings.ACHIEVEMENT, record),
    )


def _by_content(record: Record, find: Find) -> Row:
    """Without a header: name, job, awards, achievement in this order; years and awards are known by their look."""
    cells = record.filled[1:] if SERIAL.fullmatch(record.filled[0]) else record.filled
    if not cells:
        return Row(record.number, record.source)
    name, beside = _name(cells[0].split("\n"))
    born = next((cell for cell in cells[1:] if YEAR.fullmatch(cell)), "")
    rest = [cell for cell in cells[1:] if cell != born]
    named = [at for at, cell in enumerate(rest) if all(map(find, split_awards(cell, find)))]
    if not named and rest:
        named = [min(1, len(rest) - 1)]
    awards = [one for at in named for one in split_awards(rest[at], find)]
    first, last = (named[0], named[-1]) if named else (len(rest), len(rest))
    return Row(
        record.number, record.source, name, " ".join(rest[:first]) or beside, _year(born), "",
        tuple(dict.fromkeys(awards)), "\n".join(rest[last + 1 :]),
    )


def _name(lines: Sequence[str]) -> tuple[str, str]:
    """The name without number and form of address, and what stands on the lines below it."""
    name = ADDRESS.sub("", _unnumbered(lines[0]).strip(" -–•")).strip(" ,.")
    return (_lowered(name), " ".join(lines[1:])) if name else ("", "")


def _lowered(name: str) -> str:
    """A name in capitals as names are written: 'NGUYỄN VĂN AN' → 'Nguyễn Văn An'."""
    letters = [letter for letter in name if letter.isalpha()]
    return name.title() if len(letters) >= LEAST_CAPITALS and all(map(str.isupper, letters)) else name


def _year(written: str) -> str:
    match = YEAR.search(written)
    return match[1] if match else written.strip()
