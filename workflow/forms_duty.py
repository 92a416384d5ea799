"""What is typed when a duty after the decision was done."""

from typing import Any

from django import forms

from dossiers import clock
from dossiers.forms import fields
from workflow.duties.fulfilling import Done
from workflow.duties.models import DutyKind


class DoneForm(forms.Form):
    """Day and paper of what was done; the archive asks for the place instead of a number."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": clock.today()}, **kwargs)
        self.fields["on"] = fields.day("Ngày nộp lưu" if kind == DutyKind.ARCHIVE else "Ngày thông báo")
        if kind == DutyKind.ARCHIVE:
            self.fields["place"] = fields.line("Nơi lưu", help_text="Kho, hộp hoặc mã lưu trữ")
            return
        refusal = kind == DutyKind.NOTICE_OF_REFUSAL
        told = "Thông báo không được khen thưởng phải bằng văn bản." if refusal else "Nếu thông báo bằng văn bản."
        self.fields["number"] = fields.line("Số thông báo", most=64, required=refusal, help_text=told)

    @property
    def done(self) -> Done:
        """What was typed. Only of a valid form."""
        data = self.cleaned_data
        return Done(data["on"], data.get("number", ""), data.get("place", ""))
