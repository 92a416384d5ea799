"""The upload of an Excel file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from dossiers.importing.reading import LARGEST_FILE, NOT_EXCEL, Rows, Unreadable, read


class ImportForm(forms.Form):
    """One .xlsx file; valid means readable, and `rows` then holds what it says."""

    rows: Rows
    file = forms.FileField(
        label="Tệp Excel (.xlsx)", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Hãy chọn tệp Excel.", "empty": "Tệp rỗng, không có nội dung."},
    )

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(".xlsx"):
            raise ValidationError(NOT_EXCEL)
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB.")
        try:
            self.rows = read(file.read())
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return file
