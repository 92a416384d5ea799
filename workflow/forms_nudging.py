"""What is typed when an office urges, and when an administrator adds a rung to the ladder."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from workflow.alarms.models import Audience, Rung

MOST_DAYS = 60


class NudgeForm(forms.Form):
    """Nothing need be typed."""

    sentence = forms.CharField(
        label="Lời nhắn (không bắt buộc)", required=False, max_length=255,
        help_text="Chỉ ghi vào nhật ký từng hồ sơ, không có trong tin; không ghi nội dung cần giữ kín.",
        error_messages={"max_length": "Ghi không quá 255 ký tự."},
    )


class RungForm(forms.ModelForm):
    """A further rung of the ladder."""

    class Meta:
        model = Rung
        fields = ["kind", "offset", "audience"]
        help_texts = {"offset": "Số âm là trước hạn, ví dụ -3; 0 là ngày hết hạn; 3 là ba ngày làm việc sau hạn."}
        error_messages = {NON_FIELD_ERRORS: {"unique_together": "Loại hạn này đã có bậc đó."}}

    def clean_offset(self) -> int:
        """Reminders a quarter away from the term help nobody."""
        offset = self.cleaned_data["offset"]
        if abs(offset) > MOST_DAYS:
            raise forms.ValidationError(f"Ghi từ -{MOST_DAYS} đến {MOST_DAYS} ngày làm việc.")
        return offset

    def clean(self) -> dict[str, Any]:
        """Whoever stands above is told that something is overdue, so not before it is."""
        found = super().clean()
        if found.get("audience", Audience.DESK) != Audience.DESK and found.get("offset", 1) <= 0:
            self.add_error("audience", "Cấp trên và người đứng đầu cơ quan chỉ được nhắc sau hạn, từ 1 ngày làm việc.")
        return found
