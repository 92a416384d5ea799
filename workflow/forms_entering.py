"""What the office enters: a tờ trình that came on paper, and a proposal of its own."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from dossiers import clock, drafting, papers, reports
from dossiers.catalogue import DEFAULT_PAPERS
from dossiers.forms import fields
from dossiers.forms.handin import HandInForm
from dossiers.models import HandIn, PaperType, StoredFile, Unit, User
from dossiers.vocabulary import Carrier, HandInOrigin, SimplifiedGround


def units_of(bodies: Collection[int]) -> dict[int, int]:
    """Unit pk → the body of `bodies` (primary keys) that manages it today."""
    found = reports.units_under(list(Unit.objects.filter(pk__in=bodies)), clock.today())
    return {unit.pk: body_pk for body_pk, units in found.items() for unit in units}


class EnteredForm(HandInForm):
    """A tờ trình that came on paper: also the day of receipt and the scan, both compulsory. `bodies`: primary keys of
    the bodies for whose office it is entered."""

    scan = forms.FileField(
        label="Bản quét tờ trình giấy", widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        error_messages={
            "required": "Phải có bản quét tờ trình giấy.", "missing": "Phải có bản quét tờ trình giấy.",
            "invalid": "Chưa nhận được tệp; hãy chọn lại.", "empty": "Tệp đã chọn không có nội dung.",
        },
    )
    field_order = ("unit", "number", "dated", "received_on", "scan", "reward_type", "procedure", "ground", "season")
    origin = HandInOrigin.PAPER

    def __init__(self, *args: Any, bodies: Collection[int], **kwargs: Any) -> None:
        self.bodies = units_of(bodies)
        super().__init__(*args, unit_ids=list(self.bodies), **kwargs)
        self.fields["number"].required = self.fields["dated"].required = True
        self.fields["number"].help_text = "Như trên bản giấy. Ví dụ 12/TTr-PHCTP."
        self.fields["scan"].help_text = f"{papers.TYPE_NAMES}; tối đa {papers.limit_in_words()}."
        self.stored: StoredFile | None = None

    @property
    def _from_paper(self) -> bool:
        return True

    def clean_scan(self) -> Any:
        upload = self.cleaned_data["scan"]
        try:
            self.stored = papers.store(upload)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return upload

    @transaction.atomic
    def save(self, actor: User) -> HandIn:
        """The new hand-in with its scan. Raises Refused."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "scan"}
        body = Unit.objects.get(pk=self.bodies[given["unit"].pk])
        hand_in = drafting.create_hand_in(actor=actor, origin=self.origin, to_body=body, **given)
        drafting.add_paper(
            self.stored, name=self.cleaned_data["scan"].name, paper_type=scan_type(), actor=actor, hand_in=hand_in
        )
        return hand_in


class OwnForm(HandInForm):
    """A proposal of the office's own: for the body itself as a collective, or for a case its head found in a unit."""

    def __init__(self, *args: Any, bodies: Collection[int], **kwargs: Any) -> None:
        self.bodies = {pk: pk for pk in bodies} | units_of(bodies)
        super().__init__(*args, unit_ids=list(self.bodies), **kwargs)
        unit = self.fields["unit"]
        unit.label, unit.queryset = "Người, tập thể được đề nghị thuộc", unit.queryset.order_by("-level", "code")
        unit.help_text = "Chọn chính cơ quan để đề nghị cho tập thể cơ quan."
        if len(bodies) == 1:
            unit.initial = next(iter(bodies))
        self.fields["ground"].help_text += f" Trường hợp phát hiện để khen: “{SimplifiedGround.FOUND.label}”."

    def save(self, actor: User) -> HandIn:
        """The new hand-in. Raises Refused."""
        body = Unit.objects.get(pk=self.bodies[self.cleaned_data["unit"].pk])
        return drafting.create_hand_in(
            actor=actor, origin=HandInOrigin.OFFICE, to_body=body, **self.cleaned_data
        )


class SendBackForm(forms.Form):
    """What differs from the paper."""

    note = fields.passage("Chỗ khác với bản giấy, phải sửa", rows=3)


def scan_type() -> PaperType:
    """The kind of paper under which the scan of a tờ trình is kept; the first that goes with a hand-in otherwise."""
    kinds = PaperType.objects.filter(carrier=Carrier.HAND_IN)
    return kinds.filter(code=DEFAULT_PAPERS[0]).first() or kinds.order_by("position", "code")[0]
