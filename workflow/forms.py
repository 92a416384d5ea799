"""What a person types for an act: its reason and its facts, one form for pages, pools and hand-ins alike."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from dossiers import reasons
from dossiers.forms import fields
from dossiers.lifecycle import Act, Reason
from dossiers.mending import MENDABLE
from dossiers.models import PaperType, Unit
from dossiers.vocabulary import Level, Producer
from workflow.forms_consultation import asking_fields, closing_fields
from workflow.posting.planning import planning


def _opinion(body_id: int | None) -> dict[str, forms.Field]:
    return {
        "opinion": forms.CharField(
            label="Ý kiến thẩm định", min_length=5, widget=forms.Textarea(attrs={"rows": 3}),
            initial="Hồ sơ đủ thành phần, đúng đối tượng, tiêu chuẩn.",
        )
    }


def _correction(body_id: int | None) -> dict[str, forms.Field]:
    papers = [(each.code, each.name) for each in PaperType.objects.filter(producer__in=_bringers(body_id))]
    box = forms.CheckboxSelectMultiple
    return {
        "fields": forms.MultipleChoiceField(
            label="Thông tin phải sửa", choices=list(MENDABLE.items()), required=False, widget=box
        ),
        "papers": forms.MultipleChoiceField(
            label="Giấy tờ phải bổ sung, thay thế", choices=papers, required=False, widget=box
        ),
    }


def _bringers(body_id: int | None) -> list[Producer]:
    """Whose papers a body can ask for: those of the unit and, above the department, those of the office below, too."""
    first = Unit.objects.filter(pk=body_id, level=Level.DEPARTMENT).exists()
    return [Producer.NOMINEE, Producer.UNIT] if first else [Producer.NOMINEE, Producer.UNIT, Producer.OFFICE]


def _hold(body_id: int | None) -> dict[str, forms.Field]:
    return {
        "public_line": fields.line(
            "Thông tin mọi người đọc được",
            help_text="Hiện trên trang hồ sơ và trong thông báo. Không ghi nội dung khiếu nại, tố cáo ở đây.",
        )
    }


def _outcome(body_id: int | None) -> dict[str, forms.Field]:
    return {
        "number": fields.number("Số quyết định của cấp trên", least=1, most=999_999),
        "symbol": fields.line("Ký hiệu", most=32, help_text="Ví dụ QĐ-UBND"),
        "dated": fields.day("Ngày quyết định"),
    }


def _paper(body_id: int | None) -> dict[str, forms.Field]:
    return {
        "paper": fields.line("Căn cứ xem xét lại", help_text="Số, ngày, cơ quan ban hành văn bản")
    }


FACTS = {
    "clear": _opinion,
    "return_for_correction": _correction,
    "ask_consultation": asking_fields,
    "close_consultation": closing_fields,
    "hold": _hold,
    "post_publicly": planning,
    "record_grant": _outcome,
    "reconsider": _paper,
}
REASON_LABELS = {
    "hold": "Lý do (hạn chế: chỉ người xử lý của cơ quan đọc được)",
    "return_for_correction": "Nội dung yêu cầu bổ sung, gửi tới đơn vị",
}


class ActForm(forms.Form):
    """The form of one act: the reason if the act asks for one, then its facts."""

    def __init__(self, act: Act, *args: Any, body_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        if act.reason:
            self.fields["reason"] = _reason_field(act, body_id)
        self.fields.update(FACTS[act.name](body_id) if act.name in FACTS else {})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.act.name == "return_for_correction" and not (cleaned.get("fields") or cleaned.get("papers")):
            raise ValidationError("Hãy chọn ít nhất một thông tin hoặc một giấy tờ mà đơn vị phải bổ sung.")
        return cleaned

    @property
    def reason(self) -> str:
        """The reason as typed, empty where the act asks for none."""
        return self.cleaned_data.get("reason", "")

    @property
    def facts(self) -> dict[str, Any]:
        """What else was typed, as the door takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class ReasonBox(forms.Textarea):
    """A box for a reason with the office's own list beneath it. What is chosen there is added to what was typed: by a
    script at once, without it when the form is sent."""

    template_name = "workflow/_reason_box.html"

    def __init__(self, act: str, body_id: int | None) -> None:
        super().__init__(attrs={"rows": 5})
        self.act, self.body_id = act, body_id

    @cached_property
    def offered(self) -> list[str]:
        """The list of the body for the act; asked only where it is shown or chosen from."""
        return reasons.offered(self.act, self.body_id)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"offered": self.offered}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed, chosen = super().value_from_datadict(data, files, name), data.get(f"{name}_mau", "")
        if not chosen or chosen in (typed or "") or chosen not in self.offered:
            return typed
        return f"{typed.rstrip()}\n{chosen}" if typed and typed.strip() else chosen


def offer_reasons(field: forms.Field, act: str, body_id: int | None) -> None:
    """Give the field of a reason the list of the body for the act of that name."""
    field.widget = ReasonBox(act, body_id)
    field.widget.is_required = field.required


def _reason_field(act: Act, body_id: int | None) -> forms.CharField:
    least = int(act.reason)
    field = ReasonField(ReasonBox(act.name, body_id), label=REASON_LABELS.get(act.name, "Lý do"), least=least)
    if act.reason == Reason.TO_UNIT:
        field.help_text = f"Ít nhất {least} ký tự; lý do này gửi tới đơn vị."
    return field


class ReasonField(forms.CharField):
    """What was typed, with what was chosen from the office's list."""

    def __init__(self, box: ReasonBox, *, least: int, **about: Any) -> None:
        words = {"min_length": f"Lý do phải có ít nhất {least} ký tự.", "required": "Hãy ghi lý do."}
        super().__init__(min_length=max(least, 1), widget=box, error_messages=words, **about)
