"""What is read out of pasted text: every way in which units write their lists."""

import unicodedata

import pytest

from dossiers.pasting.headings import header_of, kind_of
from dossiers.pasting.records import records_of
from dossiers.pasting.rows import given_back, rows_of, split_awards
from tests.dossiers.pasting.samples import AWARDS, EXCEL, LINES, MARKS, UNDER_AWARDS, WORD


def rows(text: str):
    return rows_of(text, AWARDS.named).rows


def said(text: str) -> list[tuple]:
    return [(row.name, row.job, row.birth_year, row.awards) for row in rows(text)]


def test_a_table_of_word_with_titles_sections_and_broken_rows():
    assert said(WORD) == [
        ("Phòng Hành chính tư pháp", "", "", ("TTLĐTT",)),
        ("Nguyễn Văn An", "Trưởng phòng", "1970", ("LĐTT", "CSTĐCS")),
        ("Trần Thị Bình", "Chuyên viên", "1985", ("Chiến sỹ thi đua cơ sở", "Lao động tiên tiến")),
        ("Lê Văn Chính", "Chuyên viên", "", ("Lao động tiên tiến",)),
    ]
    assert [(row.number, row.group, row.achievement) for row in rows(WORD)] == [
        (6, "tap the", ""), (8, "ca nhan", "Hoàn thành xuất sắc"), (9, "ca nhan", ""), (11, "ca nhan", ""),
    ]


def test_the_same_list_decomposed_or_with_other_line_ends_reads_the_same():
    assert rows(unicodedata.normalize("NFD", WORD))[1:] == rows(WORD)[1:]
    assert said(WORD.replace("\r\n", "\n")) == said(WORD.replace("\r\n", "\r")) == said(WORD)
    assert said("\ufeff" + WORD.replace("Nguyễn", "Ngu\u00adyễn\u200b")) == said(WORD)


def test_a_sheet_of_excel_with_quoted_cells_that_hold_line_breaks():
    first, second = rows(EXCEL)
    assert (first.staff_code, first.achievement) == ("CB01", 'Có 02 sáng kiến:\n- "Một cửa"\n- Số hóa sổ hộ tịch')
    assert (second.number, second.awards, second.achievement) == (5, ("LĐTT", "Giấy khen"), '"Vì sự nghiệp" chung')


def test_awards_as_columns_with_marks_and_a_name_over_two_columns():
    assert said(MARKS) == [
        ("Nguyễn Văn An", "CV", "", ("LĐTT", "CSTĐCS")), ("Trần Thị Bình", "Phó phòng", "", ("LĐTT",)),
    ]


def test_one_person_a_line_in_whatever_manner():
    assert said(LINES) == [
        ("Nguyễn Văn An", "Chuyên viên", "", ("Lao động tiên tiến",)),
        ("Trần Thị Bình", "Phó phòng", "", ("LĐTT", "CSTĐCS")), ("Lê Văn Chính", "", "", ("Giấy khen", "LĐTT")),
        ("Phạm Dung", "Văn thư", "1990", ("LĐTT",)), ("Đỗ Em", "Kế toán", "", ("LĐTT",)),
    ]
    assert rows(LINES)[-1].achievement == "Làm tốt việc công"


def test_a_line_that_names_an_award_speaks_for_the_people_below_it():
    assert [(row.name, *row.awards) for row in rows(UNDER_AWARDS)] == [
        ("Nguyễn Văn An", "Danh hiệu Lao động tiên tiến"), ("Trần Thị Bình", "Danh hiệu Lao động tiên tiến"),
        ("Nguyễn Văn An", "Chiến sĩ thi đua cơ sở"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Nguyễn An\tChuyên viên\tDanh hiệu lạ", ("Nguyễn An", "Chuyên viên", "", ("Danh hiệu lạ",))),
        ("Nguyễn An\tDanh hiệu lạ", ("Nguyễn An", "", "", ("Danh hiệu lạ",))),
        ("Nguyễn An", ("Nguyễn An", "", "", ())),
        ("1\tNguyễn An\tGiám đốc\t1.2.1980\tBằng khen", ("Nguyễn An", "Giám đốc", "1980", ("Bằng khen",))),
        ("Nguyễn An\tLĐTT\tCSTĐCS", ("Nguyễn An", "", "", ("LĐTT", "CSTĐCS"))),
        ("Công đoàn cơ sở\tGiấy khen", ("Công đoàn cơ sở", "", "", ("Giấy khen",))),
        ("Hộ ông Y Bih\tGiấy khen", ("Hộ ông Y Bih", "", "", ("Giấy khen",))),
        ("Ông Nguyễn An | LĐTT", ("Nguyễn An", "", "", ("LĐTT",))),
        ("NGUYỄN AN\tLĐTT", ("Nguyễn An", "", "", ("LĐTT",))),
        ("Nguyễn An – Chuyên viên – LĐTT; CSTĐCS", ("Nguyễn An", "Chuyên viên", "", ("LĐTT", "CSTĐCS"))),
        ("Nguyễn An - Giám đốc; LĐTT", ("Nguyễn An", "Giám đốc", "", ("LĐTT",))),
        ("Nguyễn An; Giám đốc; LĐTT", ("Nguyễn An", "Giám đốc", "", ("LĐTT",))),
    ],
)
def test_without_a_header_the_order_and_the_look_of_cells_count(line, expected):
    assert said(line) == [expected]


@pytest.mark.parametrize(
    "text", ["", "\n \t\n", "DANH SÁCH ĐỀ NGHỊ", "STT\tHọ và tên\tDanh hiệu\n", "Tổng số: 9", "I. TẬP THỂ\nII. CÁ NHÂN"]
)
def test_where_nobody_is_named_there_are_no_rows(text):
    assert rows(text) == []


def test_what_a_row_lacks_is_empty_and_the_row_is_kept():
    text = "STT\tHọ và tên\tDanh hiệu\n1\t\tLĐTT\n2\tNguyễn An\t\n"
    assert said(text) == [("", "", "", ("LĐTT",)), ("Nguyễn An", "", "", ())]


def test_a_header_that_is_repeated_on_every_page_is_left_out():
    header = "STT\tHọ và tên\tDanh hiệu\n"
    text = f"{header}1\tAn\tLĐTT\n{header}(1)\t(2)\t(3)\n2\tBình\tLĐTT\n"
    assert [row.name for row in rows(text)] == ["An", "Bình"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("STT", "number"), ("Số TT", "number"), ("Họ và tên", "name"), ("HỌ TÊN", "name"), ("Ho va ten", "name"),
        ("Tên tập thể, cá nhân", "name"), ("Cá nhân, tập thể được đề nghị", "name"), ("Chức vụ, đơn vị", "job"),
        ("Chức danh nghề nghiệp", "job"), ("Năm sinh", "birth_year"), ("Ngày, tháng, năm sinh", "birth_year"),
        ("Mã số công chức", "staff_code"), ("Danh hiệu thi đua", "award"), ("Hình thức khen thưởng", "award"),
        ("Đề nghị", "award"), ("Tóm tắt thành tích đề nghị khen thưởng", "achievement"), ("Thành\nđạt", ""),
        ("Ghi chú", "other"), ("Giới tính", "other"), ("Đơn vị công tác", "other"), ("Nguyễn Văn An", ""),
    ],
)
def test_headings_are_understood_in_the_offices_own_words(heading, kind):
    assert kind_of(heading) == kind


def test_a_list_without_a_header_has_none():
    assert header_of(records_of("Nguyễn Văn An\tChuyên viên\tLĐTT\nTrần Bình\tVăn thư\tLĐTT"), AWARDS.named) is None


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("LĐTT", ["LĐTT"]), ("LĐTT, CSTĐCS", ["LĐTT", "CSTĐCS"]),
        ("LĐTT+CSTĐCS;Giấy khen", ["LĐTT", "CSTĐCS", "Giấy khen"]),
        ("- LĐTT\n- Giấy khen.", ["LĐTT", "Giấy khen"]), ("LĐTT và CSTĐCS", ["LĐTT", "CSTĐCS"]),
        ("LĐTT/CSTĐCS", ["LĐTT", "CSTĐCS"]), ("Cờ và bằng lạ", ["Cờ và bằng lạ"]), ("", []), (" ; ,", []),
    ],
)
def test_several_awards_of_a_cell_are_taken_apart(cell, parts):
    assert split_awards(cell, AWARDS.named) == parts


def test_rows_are_given_back_with_their_header_and_the_lines_that_speak_for_them():
    pasted = rows_of(WORD, AWARDS.named)
    text = given_back(pasted, [pasted.rows[0], pasted.rows[2]])
    assert [(row.name, row.group, row.awards) for row in rows(text)] == [
        (row.name, row.group, row.awards) for row in (pasted.rows[0], pasted.rows[2])
    ]
    pasted = rows_of(UNDER_AWARDS, AWARDS.named)
    assert said(given_back(pasted, pasted.rows)) == said(UNDER_AWARDS)


def test_two_hundred_rows_are_read_in_their_order():
    text = "STT\tHọ và tên\tDanh hiệu\n" + "".join(f"{n}\tNguyễn Văn {n}\tLĐTT\n" for n in range(1, 201))
    assert [row.name for row in rows(text)] == [f"Nguyễn Văn {n}" for n in range(1, 201)]
