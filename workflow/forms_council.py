"""Forms of the council: a session, a ballot, the closing."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from dossiers.forms import fields
from dossiers.models import Award
from workflow.council import tally
from workflow.models import AgendaItem


class SessionForm(forms.Form):
    """Title, day, hour and place of a session."""

    title = fields.line("Nội dung phiên họp", help_text="Ví dụ: Họp Hội đồng xét khen thưởng tổng kết năm")
    day = fields.day("Ngày họp")
    hour = forms.TimeField(
        label="Giờ họp", input_formats=["%H:%M", "%Hh%M", "%Hh", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "giờ:phút"}),
        error_messages={"invalid": "Giờ chưa đúng; ghi giờ:phút, ví dụ 08:30.", "required": fields.REQUIRED},
    )
    place = fields.line("Địa điểm", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        held_at = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["hour"]))
        return {"title": cleaned["title"], "held_at": held_at, "place": cleaned["place"]}


class AgendaForm:
    """A ballot as posted: fields `phieu-<item pk>`; anything else is passed over."""

    def __init__(self, post: QueryDict) -> None:
        self.key = post.get("key") or None
        self.choices: dict[int, str] = {}
        for name, value in post.items():
            kind, _, number = name.partition("-")
            if kind == "phieu" and number.isdecimal() and len(number) < 19 and value in tally.CHOICES:
                self.choices[int(number)] = str(value)


class CloseForm(forms.Form):
    """The chair's closing: what to do with each line beyond the count, and why."""

    reason = forms.CharField(
        label="Lý do chuyển phiên sau (nếu có)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = self.data.get("key") or None
        awards = list(Award.objects.order_by("position"))
        for item in items:
            self.fields[f"muc-{item.pk}"] = _way(item, awards)

    @property
    def asked(self) -> dict[str, Any]:
        """Arguments of `closing.close`."""
        ways = {name.partition("-")[2]: way for name, way in self.cleaned_data.items() if name.startswith("muc-")}
        codes = {award.code: award for award in Award.objects.filter(code__in=ways.values())}
        lower = {int(item): codes[way] for item, way in ways.items() if way in codes}
        put_off = {int(item) for item, way in ways.items() if way == "put_off"}
        return {"lower": lower, "put_off": put_off, "reason": self.cleaned_data["reason"]}


def _way(item: AgendaItem, awards: list[Award]) -> forms.ChoiceField:
    own = item.dossier.award
    lower = [
        (award.code, f"Nếu đạt phiếu: đề nghị {award.name}")
        for award in awards
        if award.pk != own.pk and award.position < own.position and award.subject in (own.subject, "both")
        and award.decided_by == own.decided_by
    ]
    choices = [("", "Theo kết quả biểu quyết"), ("put_off", "Chuyển phiên sau"), *lower]
    return fields.choice(str(item.dossier), choices, required=False)
