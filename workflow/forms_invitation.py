"""The form of an invitation to hand in late."""

from typing import Any

from django import forms

from dossiers.forms import fields
from dossiers.lifecycle import Reason
from dossiers.models import Award, Season, Unit
from dossiers.models.base import in_force
from dossiers.vocabulary import Level, RelationKind

TO_UNIT = int(Reason.TO_UNIT)


class InvitationForm(forms.Form):
    """Which units, until when, why; for one round or award only where that is chosen."""

    units = forms.ModelMultipleChoiceField(
        label="Đơn vị được mời", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": fields.CHOOSE, "invalid_choice": fields.BAD_CHOICE},
    )
    until = fields.day("Được nộp đến hết ngày", help_text="Rơi vào ngày nghỉ thì tính đến ngày làm việc tiếp theo.")
    reason = forms.CharField(
        label="Lý do", min_length=TO_UNIT, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Ít nhất {TO_UNIT} ký tự; lý do này gửi tới đơn vị.",
        error_messages={
            "required": fields.REQUIRED, "min_length": f"Lý do phải có ít nhất {TO_UNIT} ký tự.",
            "max_length": "Ghi không quá 1000 ký tự.",
        },
    )
    round = fields.row("Chỉ cho đợt", None, required=False, empty="Cả năm")
    awards = forms.ModelMultipleChoiceField(
        label="Chỉ cho danh hiệu, hình thức", queryset=Award.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn là mọi danh hiệu, hình thức.",
        error_messages={"invalid_choice": fields.BAD_CHOICE},
    )

    def __init__(self, *args: Any, season: Season, body: Unit, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Unit.objects.filter(
            in_force(day, "relations_up__"), level=Level.UNIT, relations_up__upper=body,
            relations_up__kind=RelationKind.MANAGEMENT,
        )
        self.fields["units"].queryset = below.distinct().order_by("code")
        self.fields["awards"].queryset = Award.objects.order_by("position", "code")
        self.fields["round"].queryset = season.rounds.all()
        if not season.rounds.exists():
            del self.fields["round"]


class WithdrawalForm(forms.Form):
    """Why an invitation is taken back."""

    reason = fields.line("Lý do thôi mời")


