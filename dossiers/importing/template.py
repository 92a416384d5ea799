"""The empty file to fill in, with a header, examples, lists to choose from and a page of explanation."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dossiers.importing.layout import SHEETS, Sheet
from dossiers.importing.reading import MOST_ROWS

HEADER_FILL = PatternFill("solid", fgColor="F4E3E3")
LISTS = "Danh mục"
EXAMPLE_FONT = Font(italic=True, color="808080")
GUIDE = (
    "Tệp mẫu nhập đơn vị, tài khoản, chức vụ, cán bộ, Hội đồng",
    "Ghi dữ liệu vào các trang Đơn vị, Tài khoản, Chức vụ, Cán bộ, Hội đồng; có thể bỏ trang không dùng. "
    "Cột có dấu * là bắt buộc.",
    "Dòng bắt đầu bằng 'VD:' chỉ để minh họa và không được nhập.",
    "Dòng đã có trong hệ thống (cùng mã đơn vị; cùng tên đăng nhập; cùng người, vai trò, đơn vị và ngày bắt đầu; cùng "
    "mã số cán bộ, hoặc cùng họ tên, đơn vị, năm sinh) được "
    "cập nhật; ô để trống giữ nguyên giá trị cũ, riêng ô Đến ngày để trống nghĩa là chưa kết thúc.",
    "Ngày ghi dạng 31/12/2026. Không cần ghi mật khẩu: hệ thống cấp mật khẩu dùng một lần cho tài khoản mới.",
    "Khi tải lên, hệ thống cho xem trước và nêu lỗi từng dòng; còn một lỗi thì không dòng nào được nhập.",
)


def template() -> bytes:
    """The .xlsx file."""
    book = Workbook()
    _guide(book.active)
    for sheet in SHEETS:
        _fill(book, book.create_sheet(sheet.title), sheet)
    book.move_sheet(LISTS, len(book.sheetnames))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _guide(page: Worksheet) -> None:
    page.title = "Hướng dẫn"
    page.column_dimensions["A"].width = 30
    page.column_dimensions["B"].width = 34
    page.column_dimensions["C"].width = 80
    for line in GUIDE:
        page.append([line])
    page["A1"].font = Font(bold=True, size=14)
    page.append([])
    page.append(["Trang", "Cột", "Cách ghi"])
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    for sheet in SHEETS:
        for column in sheet.columns:
            words = f"Chọn: {', '.join(column.choices)}. " if column.choices else ""
            page.append([sheet.title, column.title + (" *" if column.required else ""), words + column.note])


def _fill(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    page.append([column.title for column in sheet.columns])
    for at, column in enumerate(sheet.columns, start=1):
        cell = page.cell(1, at)
        cell.font, cell.fill = Font(bold=column.required), HEADER_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(at)].width = max(14, min(36, len(column.title) + 8))
        if column.choices:
            _offer(book, page, at, column.choices)
    for example in sheet.examples:
        page.append(list(example))
        for cell in page[page.max_row]:
            cell.font = EXAMPLE_FONT
    page.freeze_panes = "A2"


def _offer(book: Workbook, page: Worksheet, at: int, words: tuple[str, ...]) -> None:
    """A list to choose from. Its words stand on a page of their own: in a rule itself Excel splits them at commas."""
    lists = book[LISTS] if LISTS in book.sheetnames else book.create_sheet(LISTS)
    column = lists.max_column + 1 if lists["A1"].value else 1
    for row, word in enumerate(words, start=1):
        lists.cell(row, column, word)
    letter, place = get_column_letter(column), get_column_letter(at)
    choice = DataValidation(
        type="list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(words)}", allow_blank=True, showErrorMessage=True
    )
    choice.add(f"{place}2:{place}{MOST_ROWS}")
    page.add_data_validation(choice)
