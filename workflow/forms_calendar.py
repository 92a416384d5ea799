"""Entering the calendar: one day with its paper, or the yearly decision as lines."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from dossiers import papers
from dossiers.forms import fields
from dossiers.importing.reading import Unreadable
from workflow import calendar_reading
from workflow.calendar_changes import DayChange
from workflow.calendar_models import DayKind
from workflow.calendar_reading import Problem


class DayForm(forms.Form):
    """One day; after is_valid() `change` is what is asked for. A scan is stored at once, by its content."""

    day = fields.day("Ngày", help_text="Ngày nghỉ thêm, hoặc ngày làm bù.", years=calendar_reading.YEARS)
    kind = fields.choice("Ngày này là", DayKind.choices)
    number = fields.line("Số, ký hiệu văn bản", most=64, help_text="Ví dụ: 12729/VPCP-KGVX.")
    dated = fields.day("Ngày văn bản")
    paper = fields.line("Cơ quan ban hành, trích yếu", help_text="Ví dụ: Văn phòng Chính phủ, nghỉ Tết Dương lịch.")
    scan = forms.FileField(
        label="Bản quét văn bản (nếu có)", required=False, widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        error_messages={"invalid": "Chưa nhận được tệp; hãy chọn lại.", "empty": "Tệp đã chọn không có nội dung."},
    )
    change: DayChange

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.pop("scan", None)
        if not self.errors:
            self.change = DayChange(**cleaned, scan=self._stored(upload) if upload else None)
        return cleaned

    def _stored(self, upload: UploadedFile) -> int | None:
        try:
            return papers.store(upload).pk
        except ValidationError as error:
            self.add_error("scan", error)
            return None


class LinesForm(forms.Form):
    """The yearly decision, pasted or as a file; after is_valid() `changes`, else `problems` line by line."""

    lines = fields.passage(
        "Dán các dòng vào đây", rows=8,
        help_text="Mỗi dòng: ngày; nghỉ hoặc làm việc; văn bản. Dán thẳng từ bảng Excel, Word cũng được.",
    )
    file = forms.FileField(
        label="hoặc chọn tệp Excel (.xlsx), CSV", required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}), error_messages={"empty": "Tệp rỗng."},
    )
    changes: list[DayChange]
    problems: list[Problem]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.changes, self.problems = [], []
        if not self.errors:
            self._read(cleaned.get("lines", ""), cleaned.get("file"))
        return cleaned

    def _read(self, lines: str, file: UploadedFile | None) -> None:
        try:
            read = calendar_reading.of_file(file.name or "", file.read()) if file else calendar_reading.of_text(lines)
        except Unreadable as error:
            self.add_error("file", str(error))
            return
        self.changes, self.problems = list(read.changes), list(read.problems)
        if self.problems:
            self.add_error(None, f"Có {len(self.problems)} dòng chưa đúng; chưa có gì được ghi.")
        elif not self.changes:
            self.add_error(None, "Chưa có dòng nào: hãy dán các dòng hoặc chọn tệp.")


