"""From bytes to rows: cells of every kind, and files that are none."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from dossiers.importing import Unreadable, read, reading, template
from dossiers.importing.layout import LEVELS, ROLES, SHEETS
from dossiers.importing.reading import NOT_EXCEL, Row, as_text, pack, unpack
from tests.dossiers.importing.books import account, book, post, unit
from workflow.council.importing import ROLES as SEATS


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read(content)
    return str(error.value)


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def test_rows_are_read_with_their_numbers_and_empty_ones_left_out():
    rows = read(book(units=[unit(headcount=12), {}, unit("P02", "Phòng  Hai ")], accounts=[]))
    assert rows == {
        "units": [
            Row(2, {"code": "P01", "name": "Phòng Một", "level": "Đơn vị", "headcount": "12"}),
            Row(4, {"code": "P02", "name": "Phòng Hai", "level": "Đơn vị"}),
        ],
        "accounts": [],
    }
    assert unpack(pack(rows)) == rows


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, ""), (12.0, "12"), (12.5, "12.5"), (7, "7"), (True, "có"), (False, "không"), ("  a\n b ", "a b"),
        (date(2026, 1, 2), "02/01/2026"), (datetime(2026, 1, 2), "02/01/2026"),
        (datetime(2026, 1, 2, 7, 30), "02/01/2026 07:30"), ("Phòng", "Phòng"),
    ],
)
def test_a_cell_reads_as_it_shows(cell, expected):
    assert as_text(cell) == expected


def test_columns_are_found_by_their_titles_wherever_they_stand():
    workbook = Workbook()
    page = workbook.active
    page.title = "TÀI KHOẢN"
    page.append(["Danh sách tài khoản"])
    page.append(["Ghi chú", "họ và tên", "TÊN ĐĂNG NHẬP"])
    page.append(["bỏ qua", "Lê Hoa", "lehoa"])
    stream = io.BytesIO()
    workbook.save(stream)
    assert read(stream.getvalue()) == {"accounts": [Row(3, {"username": "lehoa", "full_name": "Lê Hoa"})]}


@pytest.mark.parametrize(
    "content",
    [b"", b"khong phai excel", zipped(a=b"1"), zipped(xl__workbook=b"1"), zipped(**{"xl/workbook.xml": b"<broken"}),
     book(units=[unit()])[:-200]],
)
def test_what_is_no_workbook_is_refused_in_one_line(content):
    assert refused(content) == NOT_EXCEL


def test_a_file_that_unpacks_to_far_more_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_CONTENT", 10_000)
    assert refused(zipped(**{"xl/workbook.xml": b"<a/>", "xl/x.xml": b"0" * 20_000})) == NOT_EXCEL


def test_a_file_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", 1024 * 1024)
    assert refused(b"x" * (1024 * 1024 + 1)).startswith("Tệp lớn hơn 1 MB")


def test_a_workbook_without_our_sheets_or_rows_says_so():
    titles = "Đơn vị, Tài khoản, Chức vụ, Cán bộ, Hội đồng"
    assert refused(book()) == f"Tệp không có trang tính nào trong số: {titles}. Hãy dùng tệp mẫu."
    assert refused(book(units=[])).startswith("Tệp chưa có dòng dữ liệu nào")


def test_a_sheet_without_its_header_says_which_columns_it_lacks():
    workbook = Workbook()
    workbook.active.title = "Đơn vị"
    workbook.active.append(["P01", "Phòng Một"])
    stream = io.BytesIO()
    workbook.save(stream)
    assert refused(stream.getvalue()) == (
        "Trang Đơn vị thiếu dòng tiêu đề với các cột: Mã đơn vị, Tên đơn vị, Cấp."
    )


def test_a_sheet_with_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert len(read(book(units=[unit(f"P{n}") for n in range(2)]))["units"]) == 2
    assert refused(book(units=[unit(f"P{n}") for n in range(3)])).startswith("Trang Đơn vị có quá 2 dòng")


def test_the_template_holds_only_examples_until_it_is_filled_in():
    content = template()
    assert refused(content).startswith("Tệp chưa có dòng dữ liệu nào")
    workbook = load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["Hướng dẫn", "Đơn vị", "Tài khoản", "Chức vụ", "Cán bộ", "Hội đồng", "Danh mục"]
    workbook["Đơn vị"].append(list(unit().values()))
    workbook["Tài khoản"].append(list(account().values()))
    workbook["Chức vụ"].append(["nguyenvana", "Thủ trưởng đơn vị", "P01", "", date(2026, 1, 1)])
    stream = io.BytesIO()
    workbook.save(stream)
    rows = read(stream.getvalue())
    assert [[row.cells for row in rows[key]] for key in rows] == [[unit()], [account()], [post()], [], []]


def test_the_template_offers_every_choice_and_its_examples_could_be_imported():
    workbook = load_workbook(io.BytesIO(template()))
    lists = [[cell.value for cell in column if cell.value] for column in workbook["Danh mục"].columns]
    assert lists == [list(LEVELS), ["có", "không"], list(ROLES), list(SEATS)]
    for sheet in SHEETS:
        assert all(len(example) == len(sheet.columns) for example in sheet.examples)
        assert len(workbook[sheet.title].data_validations.dataValidation) == sum(
            bool(column.choices) for column in sheet.columns
        )
