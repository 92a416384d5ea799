"""The form of somebody who is not yet in the list of the unit."""

from typing import Any

from django import forms

from dossiers import clock, nominees
from dossiers.forms import fields
from dossiers.models import Nominee, Unit
from dossiers.vocabulary import NomineeKind

NEW_KINDS = [
    (NomineeKind.PERSON, "Cá nhân"),
    (NomineeKind.COLLECTIVE, "Tập thể khác do đơn vị đề nghị"),
    (NomineeKind.HOUSEHOLD, "Hộ gia đình"),
]
FIRST_YEAR = 1900
TAKEN = "Mã số này đã ghi cho người khác; kiểm tra lại mã số."


def job() -> forms.CharField:
    return fields.line("Chức vụ, nghề nghiệp", required=False)


def birth_year() -> forms.IntegerField:
    return fields.number("Năm sinh", least=FIRST_YEAR, most=clock.today().year, required=False)


class NomineeForm(forms.Form):
    """A person, a collective or a household that `unit` proposes."""

    kind = fields.choice("Đối tượng", NEW_KINDS, required=False, initial=NomineeKind.PERSON)
    name = fields.line("Họ và tên / tên tập thể")
    job = job()
    staff_code = fields.line("Mã số cán bộ", most=32, required=False)
    birth_year = birth_year()
    outside = forms.BooleanField(label="Người, tập thể ngoài cơ quan", required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["birth_year"] = birth_year()

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or NomineeKind.PERSON

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = cleaned.get("name") and cleaned.get("kind") == NomineeKind.PERSON
        if named and code_taken(cleaned.get("staff_code", ""), cleaned["name"], self.unit):
            self.add_error("staff_code", TAKEN)
        return cleaned

    def enter(self) -> Nominee:
        """The nominee, entered if it was not known. Only after is_valid()."""
        given = self.cleaned_data
        if given["kind"] == NomineeKind.PERSON:
            return nominees.person_nominee(
                given["name"], self.unit, job=given["job"], staff_code=given["staff_code"],
                birth_year=given["birth_year"], outside=given["outside"],
            )
        return nominees.collective_nominee(given["name"], self.unit, kind=given["kind"], outside=given["outside"])


def code_taken(staff_code: str, name: str, unit: Unit) -> bool:
    """Whether that staff code belongs to somebody of another name or unit."""
    owner = Nominee.objects.filter(staff_code=staff_code.strip()).first() if staff_code.strip() else None
    return owner is not None and (owner.name.casefold() != name.strip().casefold() or owner.unit_id != unit.pk)
