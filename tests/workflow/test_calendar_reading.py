"""The yearly decision as people paste it."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from dossiers.importing.reading import Unreadable
from workflow import calendar_reading
from workflow.calendar_changes import DayChange
from workflow.calendar_reading import Problem

PAPER = "Văn bản số 12729/VPCP-KGVX ngày 25/12/2025"
SWAP = [
    DayChange(date(2026, 1, 2), "lieu", paper=PAPER),
    DayChange(date(2026, 1, 10), "worked", paper=f"{PAPER}, làm bù"),
]


@pytest.mark.parametrize(
    "written",
    [
        f"02/01/2026; nghỉ hoán đổi; {PAPER}\n10/01/2026; làm bù; {PAPER}, làm bù",
        f"Ngày\tNghỉ hay làm việc\tVăn bản\n02/01/2026\tNghỉ bù\t{PAPER}\n\n10/01/2026\tLàm việc\t{PAPER}, làm bù\n",
        f"02-01-2026,hoán đổi,{PAPER}\n2026-01-10,LÀM VIỆC,{PAPER}, làm bù",
        f'2/1/2026,"nghỉ bù, nghỉ hoán đổi",{PAPER}\n10.1.2026,đi làm,"{PAPER}, làm bù"',
    ],
)
def test_the_ways_in_which_lines_come(written):
    read = calendar_reading.of_text(written)
    assert (list(read.problems), list(read.changes)) == ([], SWAP)


def test_every_wrong_line_says_what_is_wrong_and_the_others_are_read():
    read = calendar_reading.of_text(
        f"31/02/2026; nghỉ; {PAPER}\n03/01/2026; có lẽ; {PAPER}\n04/01/2026; nghỉ;\n05/01/2026; nghỉ; {PAPER}\n"
        f"05/01/2026; làm việc; {PAPER}\n06/01/1326; nghỉ; {PAPER}\n07/01/2026; nghỉ; {'x' * 256}\n08/01/2026\n"
        f"; nghỉ; {PAPER}"
    )
    words = "nghỉ, nghỉ bù, nghỉ hoán đổi, nghỉ riêng, làm việc, làm bù"
    assert list(read.problems) == [
        Problem(1, "“31/02/2026” không phải là ngày dạng 31/12/2026."),
        Problem(2, f"“có lẽ” không cho biết nghỉ hay làm việc; hãy ghi một trong: {words}."),
        Problem(3, "Chưa ghi văn bản làm căn cứ (số, ngày, trích yếu)."),
        Problem(5, "Ngày 05/01/2026 đã có ở một dòng phía trên."),
        Problem(6, "“06/01/1326”: năm phải từ 2000 đến 2100."),
        Problem(7, "Tên văn bản dài quá 255 ký tự."),
        Problem(8, f"Chưa ghi nghỉ hay làm việc; hãy ghi một trong: {words}."),
        Problem(9, "Chưa ghi ngày."),
    ]
    assert list(read.changes) == [DayChange(date(2026, 1, 5), "off", paper=PAPER)]


def workbook(*rows) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def test_an_excel_file_has_real_dates():
    content = workbook(
        ["Ngày", "Nghỉ/làm việc", "Văn bản"], [datetime(2026, 1, 2), "Nghỉ bù", PAPER],
        ["10/01/2026", "Làm bù", f"{PAPER}, làm bù"], [None, None, None], ["hôm nào", "nghỉ", PAPER],
    )
    read = calendar_reading.of_file("lich.XLSX", content)
    assert list(read.changes) == SWAP
    assert list(read.problems) == [Problem(5, "“hôm nào” không phải là ngày dạng 31/12/2026.")]


def test_a_csv_file_of_excel_begins_with_a_mark():
    content = f"﻿02/01/2026;nghỉ bù;{PAPER}\r\n10/01/2026;làm bù;{PAPER}, làm bù\r\n".encode()
    assert list(calendar_reading.of_file("lich.csv", content).changes) == SWAP


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"no workbook"), ("a.csv", b"\xff\xfe\x00")])
def test_what_cannot_be_read_is_said_in_one_line(name, content):
    with pytest.raises(Unreadable, match="không"):
        calendar_reading.of_file(name, content)


def test_a_yearly_decision_is_no_book():
    read = calendar_reading.of_text("x;nghỉ;y\n" * 401)
    assert (list(read.changes), [problem.line for problem in read.problems]) == ([], [401])
    read = calendar_reading.of_text("Ngày;Nghỉ hay làm việc;Văn bản\n" + "x;nghỉ;y\n" * 400)
    assert (len(read.problems), read.problems[-1].line) == (400, 401)  # the names of the columns are no line


@pytest.mark.parametrize("between", ["\r", "\r\n", "\x0b", "\u2028", "\n\n"])
def test_lines_are_parted_however_their_program_parts_them(between):
    read = calendar_reading.of_text(f"\ufeff02/01/2026; nghỉ bù; {PAPER}{between}10/01/2026; làm bù; {PAPER}, làm bù")
    assert (list(read.problems), list(read.changes)) == ([], SWAP)


def test_a_quotation_mark_that_is_never_closed_loses_no_line():
    lines = [f'02/01/2026\tnghỉ bù\t"{PAPER}', f'10/01/2026\tlàm bù\t"{PAPER}, làm bù', "3/3/2026\tx\ty"]
    read = calendar_reading.of_text("\n".join(lines))
    assert [(change.day.day, change.kind) for change in read.changes] == [(2, "lieu"), (10, "worked")]
    assert [problem.line for problem in read.problems] == [3]


def test_a_paper_over_two_lines_of_a_cell_is_one_and_the_next_line_keeps_its_number():
    read = calendar_reading.of_text('02/01/2026\tnghỉ bù\t"Văn bản số 9\nngày 25/12/2025"\nhôm nào\tnghỉ\tx')
    assert [change.paper for change in read.changes] == ["Văn bản số 9 ngày 25/12/2025"]
    assert [problem.line for problem in read.problems] == [3]


def test_what_nobody_typed_is_left_out_and_what_is_far_too_long_is_said():
    assert calendar_reading.of_text("03/03/2026; nghỉ; 15\x00/TB").changes[0].paper == "15/TB"
    read = calendar_reading.of_text("03/03/2026; nghỉ; " + "x" * 140_000)
    assert ([problem.line for problem in read.problems], list(read.changes)) == ([1], [])


@pytest.mark.parametrize("cell", [datetime(2026, 1, 2, 7, 30), date(2026, 1, 2), 46024, 46024.0, "2026-01-02 00:00:00"])
def test_the_ways_in_which_excel_holds_a_day(cell):
    read = calendar_reading.of_file("lich.xlsx", workbook([cell, "nghỉ bù", PAPER]))
    assert (list(read.problems), list(read.changes)) == ([], SWAP[:1])


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Nghỉ Tết Nguyên đán", "off"), ("NGÀY NGHỈ", "off"), ("nghỉ Quốc khánh", "off"), ("làm việc bù", "worked"),
     ("Đi làm bù", "worked"), ("nghỉ riêng", "closed"), ("Nghỉ bù", "lieu")],
)
def test_the_words_in_which_a_day_is_called_off_or_worked(word, kind):
    assert calendar_reading.of_text(f"03/03/2026; {word}; {PAPER}").changes[0].kind == kind


@pytest.mark.parametrize("word", ["không nghỉ", "nghỉ?", "làm", ""])
def test_what_may_mean_either_is_asked_again(word):
    read = calendar_reading.of_text(f"03/03/2026; {word}; {PAPER}")
    assert (list(read.changes), len(read.problems)) == ([], 1)


@pytest.mark.parametrize("parted", ["\t", ";", ","])
def test_what_follows_the_first_day_parts_the_cells_whatever_stands_elsewhere(parted):
    row = parted.join(("03/03/2026", "nghỉ", "15/TB; 16/TB"))
    read = calendar_reading.of_text(f"Thông báo; về nghỉ, làm bù\n{row}")
    assert [(change.day, change.paper) for change in read.changes] == [(date(2026, 3, 3), "15/TB; 16/TB")]
    assert [problem.line for problem in read.problems] == [1]
