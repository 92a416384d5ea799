"""Forms of papers: title, number and date, the answer to a list, the answer from above, revocation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers import papers
from dossiers.forms import fields
from dossiers.lifecycle import Reason
from dossiers.models import Dossier, StoredFile
from workflow.decisions import recipients
from workflow.forms import ReasonBox, ReasonField

TO_UNIT = int(Reason.TO_UNIT)

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
    """Number, symbol and date as the agency's register gives them, or the next number of the own register.

    Without a `source` an empty number means the own register, as the service takes it."""

    REGISTER, OWN = "so-van-ban", "so-rieng"

    source = forms.ChoiceField(
        label="Lấy số", required=False, widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        choices=[(REGISTER, "Ghi số theo sổ văn bản đi của cơ quan"), (OWN, "Lấy số tiếp theo của sổ riêng")],
    )
    number = fields.number("Số", least=1, most=999_999, required=False)
    symbol = fields.line("Ký hiệu", most=32, help_text="Ví dụ QĐ-STP")
    dated = fields.day("Ngày ban hành")
    recipients = fields.passage(
        "Nơi nhận", most=recipients.LONGEST, rows=5, help_text="Mỗi nơi nhận một dòng; in ở cuối văn bản."
    )
    scan = forms.FileField(
        label="Bản quét đã ký, đóng dấu (nếu có)",
        required=False,
        widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
    )

    def __init__(self, *args: Any, following: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if following:
            self.fields["source"].choices = [
                (self.REGISTER, "Ghi số theo sổ văn bản đi của cơ quan"),
                (self.OWN, f"Lấy số tiếp theo của sổ riêng: {following}"),
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source") == self.OWN:
            cleaned["number"] = None
        elif cleaned.get("source") == self.REGISTER and cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", "Ghi số theo sổ văn bản đi, hoặc chọn lấy số của sổ riêng.")
        return cleaned

    def clean_scan(self) -> tuple[StoredFile, str] | None:
        return stored(self.cleaned_data["scan"])

    @property
    def numbering(self) -> dict[str, Any]:
        """Arguments of `papers.assign_number`."""
        stored, name = self.cleaned_data["scan"] or (None, "")
        typed = {name: value for name, value in self.cleaned_data.items() if name != "source"}
        return {**typed, "scan": stored, "scan_name": name}


class ScanForm(forms.Form):
    """The signed and stamped paper, scanned."""

    scan = forms.FileField(
        label="Bản quét đã ký, đóng dấu", widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        help_text=f"{papers.TYPE_NAMES}; tối đa {papers.limit_in_words()}.",
        error_messages={
            "required": "Hãy chọn tệp.", "empty": "Tệp đã chọn không có nội dung.",
            "invalid": "Chưa nhận được tệp; hãy chọn lại.",
        },
    )

    def clean_scan(self) -> tuple[StoredFile, str] | None:
        return stored(self.cleaned_data["scan"])


def stored(upload: Any) -> tuple[StoredFile, str] | None:
    """The file as it is kept and the name it came with; None for no upload. Raises ValidationError."""
    if not upload:
        return None
    try:
        return papers.store(upload), upload.name
    except ValidationError as error:
        raise ValidationError(error.messages) from error


class VerdictForm(forms.Form):
    """Why lines are refused: one reason for all, or each its own."""

    def __init__(self, *args: Any, refused: Sequence[Dossier], body_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused
        if refused:
            self.fields["reason"] = _common_reason("refuse", body_id, "Lý do chung cho các hồ sơ không đồng ý")
        self.fields.update({_name(line): _own_reason(line) for line in refused})

    def of(self, line: Dossier) -> forms.BoundField:
        """The field of one line's own reason."""
        return self[_name(line)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in self.refused:
            if not self.errors and not (cleaned.get(_name(line)) or cleaned.get("reason")):
                self.add_error("reason", "Hãy ghi lý do chung, hoặc lý do riêng cho từng hồ sơ.")
        return cleaned

    @property
    def reasons(self) -> dict[int, str]:
        """Dossier pk → its reason."""
        common = self.cleaned_data.get("reason", "")
        return {line.pk: self.cleaned_data[_name(line)] or common for line in self.refused}


class OutcomeForm(forms.Form):
    """The answer of the body above: its decision, and by each line whether it is granted, refused or still open."""

    GRANTED, REFUSED = "co", "khong"

    number = fields.number("Số quyết định của cấp trên", least=1, most=999_999, required=False)
    symbol = fields.line("Ký hiệu", most=32, required=False, help_text="Ví dụ QĐ-UBND")
    dated = fields.day("Ngày quyết định", required=False)

    def __init__(
        self, *args: Any, lines: Sequence[Dossier], body_id: int, target_id: int | None, **kwargs: Any
    ) -> None:
        """`target_id`: the body to which the letter went; only what it decides itself is offered as granted."""
        super().__init__(*args, **kwargs)
        self.lines = lines
        ways = [(self.GRANTED, "Được khen thưởng"), (self.REFUSED, "Không được khen thưởng"), ("", "Chưa có kết quả")]
        for line in lines:
            label = f"Kết quả: {line.nominee_name}, {line.award.name}"
            usual = self.GRANTED if line.deciding_body_id == target_id else ""
            self.fields[f"ket-qua-{line.pk}"] = fields.choice(label, ways, required=False, initial=usual)
            self.fields[_name(line)] = _own_reason(line)
        self.fields["reason"] = _common_reason(
            "record_refusal", body_id, "Lý do chung cho các hồ sơ không được khen thưởng"
        )

    def of(self, line: Dossier) -> tuple[forms.BoundField, forms.BoundField]:
        """The fields of one line: its result and its own reason."""
        return self[f"ket-qua-{line.pk}"], self[_name(line)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._answered(self.GRANTED):
            for name in ("number", "symbol", "dated"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, fields.REQUIRED)
        bare = [line for line in self._answered(self.REFUSED) if not (cleaned.get(_name(line)) or cleaned["reason"])]
        if bare and "reason" not in self.errors:
            self.add_error("reason", "Hãy ghi lý do chung, hoặc lý do riêng cho từng hồ sơ không được khen thưởng.")
        return cleaned

    @property
    def granted(self) -> list[Dossier]:
        return self._answered(self.GRANTED)

    @property
    def refused(self) -> dict[int, str]:
        """Dossier pk → reason."""
        cleaned = self.cleaned_data
        return {line.pk: cleaned[_name(line)] or cleaned["reason"] for line in self._answered(self.REFUSED)}

    @property
    def source(self) -> dict[str, Any]:
        """Number, symbol and date of the paper from above."""
        return {name: self.cleaned_data[name] for name in ("number", "symbol", "dated")}

    def _answered(self, way: str) -> list[Dossier]:
        return [line for line in self.lines if self.cleaned_data.get(f"ket-qua-{line.pk}") == way]


def _name(line: Dossier) -> str:
    return f"ly-do-{line.pk}"


def _own_reason(line: Dossier) -> forms.CharField:
    field = fields.line(f"Lý do riêng: {line.nominee_name}", most=500, required=False, min_length=TO_UNIT)
    field.error_messages["min_length"] = f"Lý do phải có ít nhất {TO_UNIT} ký tự."
    return field


def _common_reason(act: str, body_id: int, label: str) -> ReasonField:
    return ReasonField(
        ReasonBox(act, body_id), label=label, least=TO_UNIT, required=False,
        help_text=f"Ít nhất {TO_UNIT} ký tự; lý do này gửi tới đơn vị.",
    )


class RevocationForm(forms.Form):
    """Ground and reason of a revocation."""

    ground = fields.choice("Căn cứ (khoản 2 Điều 93 Luật Thi đua, khen thưởng)", GROUNDS)
    reason = forms.CharField(
        label="Lý do", min_length=20, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ít nhất 20 ký tự; lý do này gửi tới đơn vị.",
        error_messages={"required": fields.REQUIRED, "min_length": "Lý do phải có ít nhất 20 ký tự."},
    )
