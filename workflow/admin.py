"""Configuration pages of the procedures: councils with their seats. Nothing that has happened."""

from typing import Any

from django import forms
from django.contrib import admin

from dossiers import delegations
from dossiers.admin.base import Configuration, DatedForm, DistinctPeriods, Rows, is_unused, not_begun
from dossiers.vocabulary import Role
from workflow.council.models import Council, Seat
from workflow.deeds import DEEDS
from workflow.step_terms import WORK
from workflow.term_models import StepTerm

# What holders of these posts may pass on besides moves of a dossier; votes and seats never pass.
DELEGABLE_DEEDS: dict[str, tuple[str, ...]] = {
    "send_report": (Role.UNIT_HEAD,),
    "number_paper": (Role.CLERK,),
    "attach_scan": (Role.CLERK,),
    "split_paper": (Role.DECIDER, Role.OFFICE),
    "drop_paper": (Role.DECIDER,),
    "propose_revocation": (Role.OFFICE,),
    "answer_consultation": (Role.UNIT_HEAD, Role.OFFICE),
    "record_answers": (Role.OFFICE,),
    "approve_reply": (Role.OFFICE_HEAD,),
    "sign_revocation": (Role.DECIDER,),
}
for deed, holders in DELEGABLE_DEEDS.items():
    delegations.register(deed, DEEDS[deed], holders)


class SeatForm(DatedForm):
    """Who sat where is history: only the end of a seat and its part in the count are set afterwards."""

    settled = ("user", "role", "valid_from")


class SeatPeriods(DistinctPeriods):
    kind_field = "user"

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.sessions.exists():
                raise forms.ValidationError(f"{form.instance} đã dự phiên họp; hãy ghi ngày kết thúc thay vì xóa.")


class Seats(Rows):
    model = Seat
    form = SeatForm
    formset = SeatPeriods
    fields = ["user", "role", "tally", "valid_from", "valid_to"]

    def may_delete(self, row: Any) -> bool:
        return True


@admin.register(Council)
class Councils(Configuration):
    form = DatedForm
    inlines = [Seats]
    list_display = ["name", "body", "paper", "valid_from", "valid_to"]
    list_select_related = ["body"]
    search_fields = ["name", "body__name"]

    def may_delete(self, row: Any) -> bool:
        return not_begun(row) and is_unused(row)


class StepTermForm(DatedForm):
    act = forms.ChoiceField(label="Việc phải làm", choices=lambda: list(WORK.items()))


@admin.register(StepTerm)
class StepTerms(Configuration):
    """How long each piece of work may take; a running term keeps the days it was begun with."""

    form = StepTermForm
    fields = [
        "act", "body", "award", "days", "unit", "starts", "again", "basis", "citation", "evidence", "valid_from",
        "valid_to",
    ]
    list_display = ["work", "body", "award", "days", "unit", "basis", "evidence", "valid_from", "valid_to"]
    list_select_related = ["body", "award"]
    list_filter = ["basis", "evidence"]
    search_fields = ["citation", "award__name", "body__name"]

    @admin.display(description="việc phải làm", ordering="act")
    def work(self, row: StepTerm) -> str:
        return WORK.get(row.act, row.act)

    def may_delete(self, row: Any) -> bool:
        return True
