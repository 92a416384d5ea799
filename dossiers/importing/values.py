"""From the text of a cell to its value, or to a reason why it has none."""

from dataclasses import dataclass
from datetime import date, datetime

from dossiers import text
from dossiers.importing.layout import YES, Column, Sheet
from dossiers.importing.reading import Row


@dataclass(frozen=True)
class Problem:
    """What is wrong where: sheet and column by their titles, the row as the spreadsheet numbers it."""

    sheet: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"Trang {self.sheet}, dòng {self.row}, cột {self.column}: {self.reason}"


class Cells:
    """The cells of one row; what cannot be read is noted in `problems` and answered with None."""

    def __init__(self, sheet: Sheet, row: Row, problems: list[Problem]) -> None:
        self.sheet, self.row, self.problems = sheet, row, problems
        for column in sheet.columns:
            self._check(column)

    def wrong(self, key: str, reason: str) -> None:
        """Note that the cell under column `key` cannot stand."""
        self.problems.append(Problem(self.sheet.title, self.row.number, self.sheet.column(key).title, reason))

    def text(self, key: str) -> str:
        return self.row.cells.get(key, "")

    def choice(self, key: str, words: dict[str, str]) -> str | None:
        """The value whose word the cell holds, whatever its case and accents."""
        folded = {text.fold(word): value for word, value in words.items()}
        return folded.get(text.fold(self.text(key)))

    def yes(self, key: str) -> bool | None:
        word = self.text(key)
        return text.fold(word) == text.fold(YES) if word else None

    def number(self, key: str) -> int | None:
        word = self.text(key)
        if not word:
            return None
        if not (word.isascii() and word.isdigit() and len(word) <= 6):
            self.wrong(key, f"'{word}' không phải là số nguyên không âm.")
            return None
        return int(word)

    def day(self, key: str) -> date | None:
        word = self.text(key)
        if not word:
            return None
        for pattern in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
            try:
                found = datetime.strptime(word, pattern).date()
            except ValueError:
                continue
            if 1900 <= found.year <= 2100:
                return found
        self.wrong(key, f"'{word}' không phải là ngày dạng 31/12/2026.")
        return None

    def _check(self, column: Column) -> None:
        word = self.text(column.key)
        if column.required and not word:
            self.wrong(column.key, "Bắt buộc phải ghi.")
        elif len(word) > column.longest:
            self.wrong(column.key, f"Dài quá {column.longest} ký tự.")
        elif word and column.choices and text.fold(word) not in {text.fold(choice) for choice in column.choices}:
            self.wrong(column.key, f"'{word}' không có trong danh sách: {', '.join(column.choices)}.")
