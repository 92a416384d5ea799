"""Bảng tổng hợp: what all units propose, by unit and award, as figures, as a list, as Excel and as DOCX."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from dossiers.documents.pieces import AWARDS_ABREAST
from dossiers.documents.words import Values, counted, counts, groups, letterhead
from dossiers.exporting import cell
from dossiers.models import Dossier, Unit
from dossiers.vocabulary import NomineeKind, State
from workflow.documents.bodies import by_office, office_of
from workflow.models import Line

WITH = ("award", "nominee", "season", "round", "unit")
LIST_HEADS = (
    "STT", "Mã hồ sơ", "Họ và tên, tên tập thể", "Năm sinh", "Chức vụ, nghề nghiệp", "Đơn vị trình",
    "Danh hiệu, hình thức", "Trạng thái", "Tóm tắt thành tích", "Ý kiến thẩm định",
)
LIST_WIDTHS = (6, 22, 32, 10, 28, 32, 32, 24, 60, 60)
CHUNK = 500


@dataclass(frozen=True)
class Award:
    """A column: an award that somebody is proposed for."""

    pk: int
    name: str


@dataclass(frozen=True)
class UnitRow:
    """What one unit proposes: number by award (in the order of the columns), persons, collectives."""

    name: str
    numbers: Sequence[int]
    persons: int
    collectives: int

    @property
    def whole(self) -> int:
        return self.persons + self.collectives


@dataclass(frozen=True)
class Matrix:
    """Units by awards; `total` is the row of sums."""

    awards: Sequence[Award]
    rows: Sequence[UnitRow]
    total: UnitRow


def lines_at(rows: QuerySet[Dossier], body: Unit) -> QuerySet[Dossier]:
    """Of these dossiers those that lie at the body or ever lay on one of its procedures, as sent and not withdrawn."""
    worked = Line.objects.filter(dossier=OuterRef("pk"), procedure__body=body)
    there = rows.filter(Q(body=body) | Q(Exists(worked)))
    return there.exclude(state__in=(State.DRAFT, State.WITHDRAWN))


def matrix_of(rows: QuerySet[Dossier]) -> Matrix:
    """Count these dossiers; one query."""
    by = ("unit__code", "unit__name", "award__position", "award__code", "award", "award__name", "nominee__kind")
    found = list(rows.order_by().values_list(*by).annotate(number=Count("pk")))
    awards = {(place, code): Award(pk, name) for _, _, place, code, pk, name, _, _ in found}
    columns = [awards[key] for key in sorted(awards)]
    units: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in found:
        units.setdefault((row[0], row[1]), []).append(row)
    made = [_unit_row(name, units[code, name], columns) for code, name in sorted(units)]
    return Matrix(columns, made, _unit_row("Tổng cộng", found, columns))


def listed(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same dossiers as a list: by award, then unit."""
    return rows.select_related(*WITH).order_by("award__position", "unit__code", "pk")


def values_of(body: Unit, rows: QuerySet[Dossier], *, about: str, day: date) -> Values:
    """What fills the DOCX. `about`: the conditions in words."""
    lines = list(listed(rows))
    matrix = matrix_of(rows)
    head = letterhead(body, day=day, dated=day)
    shown = groups(lines, lambda line: {"don_vi": line.unit_name, "trang_thai": State(line.state).label})
    return head | counts(lines) | shown | by_office(body, day=day) | {
        "trich_yeu": about, "cac_bang": [_abreast(matrix, start) for start in _starts(matrix)],
        "thoi_gian": "", "nam": day.year, "noi_nhan": [office_of(body), "Lưu: VT"],
    }


def workbook(rows: QuerySet[Dossier], *, title: str) -> IO[bytes]:
    """An .xlsx with the figures and the list on a sheet each, as an open temporary file at its beginning."""
    book = Workbook(write_only=True)
    _figures(book, matrix_of(rows), title)
    _list(book, listed(rows).iterator(chunk_size=CHUNK), title)
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 – the answer closes it when it has been sent
    book.save(file)
    file.seek(0)
    return file


def _unit_row(name: str, found: Iterable[tuple[Any, ...]], columns: Sequence[Award]) -> UnitRow:
    numbers: dict[int, int] = {}
    persons = whole = 0
    for *_, award, _, kind, number in found:
        numbers[award] = numbers.get(award, 0) + number
        persons += number if kind == NomineeKind.PERSON else 0
        whole += number
    return UnitRow(name, [numbers.get(column.pk, 0) for column in columns], persons, whole - persons)


def _starts(matrix: Matrix) -> range:
    return range(0, len(matrix.awards), AWARDS_ABREAST)


def _abreast(matrix: Matrix, start: int) -> Values:
    """As many awards side by side as fit a sheet of paper, for all units."""
    part = slice(start, start + AWARDS_ABREAST)
    rows = [
        {"stt": place, "don_vi": row.name, "cac_so": [number or "–" for number in row.numbers[part]],
         "ca_nhan": row.persons, "tap_the": row.collectives, "so": row.whole}
        for place, row in enumerate(matrix.rows, start=1)
    ]
    return {
        "cac_cot": [award.name for award in matrix.awards[part]], "cac_don_vi": rows,
        "tong": list(matrix.total.numbers[part]),
    }


def _figures(book: Workbook, matrix: Matrix, title: str) -> None:
    heads = ["STT", "Đơn vị", *(award.name for award in matrix.awards), "Cá nhân", "Tập thể", "Cộng"]
    sheet = _sheet(book, "Tổng hợp", [6, 36, *[18] * len(matrix.awards), 12, 12, 12], title, heads)
    for place, row in enumerate(matrix.rows, start=1):
        sheet.append([place, cell(sheet, row.name), *row.numbers, row.persons, row.collectives, row.whole])
    total = matrix.total
    sums = [*total.numbers, total.persons, total.collectives, total.whole]
    sheet.append(["", *(cell(sheet, each, bold=True) for each in (total.name, *sums))])


def _list(book: Workbook, rows: Iterable[Dossier], title: str) -> None:
    sheet = _sheet(book, "Danh sách", LIST_WIDTHS, title, LIST_HEADS)
    for place, line in enumerate(rows, start=1):
        values = (
            line.code, line.nominee_name, line.nominee.birth_year, line.nominee.job, line.unit_name, line.award.name,
            str(State(line.state).label), line.achievement, line.appraisal,
        )
        sheet.append([place, *(cell(sheet, value) for value in values)])


def _sheet(book: Workbook, name: str, widths: Sequence[int], title: str, heads: Sequence[str]) -> Any:
    sheet = book.create_sheet(name)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A4"
    sheet.append([cell(sheet, title, bold=True)])
    sheet.append([])
    sheet.append([cell(sheet, head, bold=True, wrap=True) for head in heads])
    return sheet


def in_short(matrix: Matrix) -> str:
    """'12 cá nhân, 02 tập thể'."""
    return counted(matrix.total.persons, matrix.total.collectives)
