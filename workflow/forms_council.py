"""Forms of the council: a session, a ballot, the closing, lines put off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from dossiers import clock
from dossiers.forms import fields
from dossiers.models import Award
from workflow.council import agenda, tally
from workflow.forms import offer_reasons
from workflow.models import AgendaItem

LONGEST_KEY = 18  # digits of a 64-bit primary key


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
    vote_by = fields.day(
        "Biểu quyết trước hết ngày (không bắt buộc)", required=False,
        help_text="Thành viên được nhắc trước ngày này; hết ngày, Chủ tịch và Thư ký được báo ai chưa biểu quyết.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("vote_by") and cleaned["vote_by"] < clock.today():
            self.add_error("vote_by", "Ngày này đã qua; chọn từ hôm nay, hoặc để trống.")
        if self.errors:
            return cleaned
        held_at = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["hour"]))
        kept = ("title", "place", "vote_by")
        return {"held_at": held_at} | {name: cleaned[name] for name in kept}


class AgendaForm:
    """A ballot as posted. `phieu-<item pk>` is the choice of one line, `nhom-<group>` that of all lines of a group
    that have no own one; a line held back (`agenda.LATER`) follows nobody. Anything else is passed over."""

    def __init__(self, post: QueryDict, rows: Iterable[agenda.Row] = ()) -> None:
        self.choices = {int(number): value for number, value in _named(post, "phieu") if value in tally.CHOICES}
        held = {int(number) for number, value in _named(post, "phieu") if value == agenda.LATER}
        for row in rows:
            common = post.get(f"nhom-{agenda.key_of(row.item)}", "")
            if row.votable and row.item.pk not in held and common in tally.CHOICES:
                self.choices.setdefault(row.item.pk, common)


def _named(post: QueryDict, kind: str) -> list[tuple[str, str]]:
    """(number, value) of the fields `<kind>-<number>`."""
    parts = [(name.partition("-"), str(value)) for name, value in post.items()]
    return [
        (number, value)
        for (head, _, number), value in parts
        if head == kind and number.isdecimal() and len(number) <= LONGEST_KEY
    ]


class PutOffForm(forms.Form):
    """Why lines wait for another session."""

    reason = fields.line("Lý do chuyển phiên sau", most=500)

    def __init__(self, *args: Any, body_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_reasons(self.fields["reason"], "put_off", body_id)


class CloseForm(forms.Form):
    """The chair's closing: what to do with each line beyond the count, and why."""

    reason = forms.CharField(
        label="Lý do chuyển phiên sau (nếu có)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, items: Any, body_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_reasons(self.fields["reason"], "put_off", body_id)
        awards = list(Award.objects.order_by("position"))
        for item in items:
            self.fields[f"muc-{item.pk}"] = _way(item, awards)

    def of(self, item: AgendaItem) -> forms.BoundField:
        """The field of one line."""
        return self[f"muc-{item.pk}"]

    @property
    def beyond(self) -> bool:
        """Whether something other than the count was asked for, or typed wrongly."""
        return self.is_bound and (bool(self.errors) or any(self.cleaned_data.values()))

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
