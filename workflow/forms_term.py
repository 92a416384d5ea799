"""What is typed to give a term more time."""

from django import forms

from dossiers.forms import fields
from dossiers.lifecycle import Reason
from workflow.extending import MOST


class ExtensionForm(forms.Form):
    days = fields.number(
        "Thêm bao nhiêu ngày", least=1, most=MOST,
        help_text="Tính theo đơn vị của hạn đang chạy: ngày làm việc, hoặc ngày nếu hạn tính theo ngày.",
    )
    reason = forms.CharField(
        label="Lý do gia hạn", min_length=int(Reason.TO_UNIT), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Ít nhất {int(Reason.TO_UNIT)} ký tự; lý do này hiện trên trang hồ sơ cho đơn vị đọc.",
        error_messages={
            "min_length": f"Lý do phải có ít nhất {int(Reason.TO_UNIT)} ký tự.", "required": "Hãy ghi lý do.",
        },
    )
