"""Forms of papers: title, number and date, revocation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers import papers
from dossiers.forms import fields
from dossiers.models import StoredFile

# Luật 06/2022/QH15 Đ.93(2) [T]
GROUNDS = [
    ("a", "a) Gian dối trong kê khai thành tích"),
    ("b", "b) Cung cấp thông tin sai, giấy tờ giả"),
    ("c", "c) Thẩm định, xét, duyệt trái quy định của pháp luật"),
    ("d", "d) Có kết luận, bản án: trong thời gian tính thành tích không đủ tiêu chuẩn"),
]


class DecisionForm(forms.Form):
    """The abstract (trích yếu) of a paper; empty takes the usual one."""

    title = fields.line(
        "Trích yếu", most=500, required=False, help_text="Để trống thì ghi theo mẫu thường dùng của loại văn bản."
    )


class NumberForm(forms.Form):
    """Number, symbol and date as the agency's register gives them; the number may be taken from the own register."""

    number = fields.number(
        "Số", least=1, most=999_999, required=False, help_text="Để trống nếu lấy số tiếp theo của sổ riêng."
    )
    symbol = fields.line("Ký hiệu", most=32, help_text="Ví dụ QĐ-STP")
    dated = fields.day("Ngày ban hành")
    recipients = fields.line("Nơi nhận", most=500, required=False)
    scan = forms.FileField(
        label="Bản quét đã ký, đóng dấu (nếu có)",
        required=False,
        widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
    )

    def clean_scan(self) -> tuple[StoredFile, str] | None:
        upload = self.cleaned_data["scan"]
        if not upload:
            return None
        try:
            return papers.store(upload), upload.name
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    @property
    def numbering(self) -> dict[str, Any]:
        """Arguments of `papers.assign_number`."""
        stored, name = self.cleaned_data["scan"] or (None, "")
        return {**self.cleaned_data, "scan": stored, "scan_name": name}


class RevocationForm(forms.Form):
    """Ground and reason of a revocation."""

    ground = fields.choice("Căn cứ (Luật Thi đua, khen thưởng Đ.93(2))", GROUNDS)
    reason = forms.CharField(
        label="Lý do", min_length=20, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ít nhất 20 ký tự; lý do này gửi tới đơn vị.",
        error_messages={"required": fields.REQUIRED, "min_length": "Lý do phải có ít nhất 20 ký tự."},
    )
