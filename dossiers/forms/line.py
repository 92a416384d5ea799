"""Forms of a line: drafting it, and mending what a request for correction names."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms

from dossiers import clock, mending, nominees, queries
from dossiers.catalogue import Option
from dossiers.drafting import NewLine
from dossiers.forms import fields
from dossiers.forms.nominee import NEW_KINDS, TAKEN, birth_year, code_taken, job
from dossiers.models import Award, Dossier, Nominee, Unit
from dossiers.placing import options_for
from dossiers.vocabulary import NomineeKind

THE_UNIT = "unit"


@dataclass(frozen=True)
class _Place:
    award: Award
    option: Option


def achievement() -> forms.CharField:
    return fields.passage(
        "Tóm tắt thành tích", rows=8,
        help_text="Kết quả nổi bật trong kỳ xét; báo cáo thành tích đầy đủ đính kèm riêng.",
    )


class LineForm(forms.Form):
    """Who is proposed for what, decided by whom. Somebody of the unit's list, or somebody entered now."""

    nominee = fields.choice(
        "Chọn trong danh sách của đơn vị", [], required=False,
        help_text="Chưa có trong danh sách: để trống và ghi bên dưới.",
    )
    new_kind = fields.choice("Hoặc đề nghị mới", NEW_KINDS, required=False, initial=NomineeKind.PERSON)
    new_name = fields.line("Họ và tên / tên tập thể", required=False)
    job = job()
    staff_code = fields.line("Mã số cán bộ", most=32, required=False)
    birth_year = birth_year()
    outside = forms.BooleanField(label="Người, tập thể ngoài cơ quan", required=False)
    award = fields.choice("Danh hiệu, hình thức và cơ quan quyết định", [])
    achievement = achievement()

    def __init__(self, *args: Any, unit: Unit, dossier: Dossier | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self._people = {str(each.pk): each for each in queries.nominees_of(unit)}
        self._places = _places(unit)
        self.fields["nominee"].choices = self._nominee_choices()
        self.fields["award"].choices = [("", "Chọn…"), *_grouped(self._places)]
        self.fields["birth_year"] = birth_year()
        if dossier is not None:
            self.fields["nominee"].initial = _nominee_value(dossier.nominee)
            self.fields["award"].initial = f"{dossier.award_id}:{dossier.deciding_body_id}"
            self.fields["achievement"].initial = dossier.achievement

    def _nominee_choices(self) -> list[tuple[str, str]]:
        others = [each for each in self._people.values() if each.kind != NomineeKind.UNIT]
        rows = [(str(each.pk), _described(each)) for each in others]
        return [("", "Chọn…"), (THE_UNIT, f"{self.unit.name} (tập thể đơn vị)"), *rows]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, typed = cleaned.get("nominee"), cleaned.get("new_name")
        if chosen and typed:
            self.add_error("new_name", "Chỉ chọn trong danh sách hoặc ghi tên mới, không cả hai.")
        elif not chosen and not typed and "nominee" not in self.errors and "new_name" not in self.errors:
            self.add_error("nominee", "Chọn người, tập thể được đề nghị hoặc ghi tên mới bên dưới.")
        person = typed and cleaned.get("new_kind") == NomineeKind.PERSON
        if person and code_taken(cleaned.get("staff_code", ""), typed, self.unit):
            self.add_error("staff_code", TAKEN)
        return cleaned

    def line(self) -> NewLine:
        """The line as typed; enters the nominee if new. Only after is_valid()."""
        place = self._places[self.cleaned_data["award"]]
        return NewLine(
            nominee=self._nominee(), award=place.award, deciding_body=place.option.deciding_body,
            achievement=self.cleaned_data["achievement"],
        )

    def _nominee(self) -> Nominee:
        given = self.cleaned_data
        if given["nominee"] == THE_UNIT:
            return nominees.unit_nominee(self.unit)
        if given["nominee"]:
            return self._people[given["nominee"]]
        if given["new_kind"] == NomineeKind.PERSON:
            return nominees.person_nominee(
                given["new_name"], self.unit, job=given["job"], staff_code=given["staff_code"],
                birth_year=given["birth_year"], outside=given["outside"],
            )
        return nominees.collective_nominee(
            given["new_name"], self.unit, kind=given["new_kind"], outside=given["outside"]
        )


class MendForm(forms.Form):
    """The fields of a dossier that may be corrected now: names of `mending.MENDABLE`, with what stands there."""

    BUILDERS = {
        "nominee_name": lambda: fields.line(mending.MENDABLE["nominee_name"]),
        "job": job,
        "birth_year": birth_year,
        "achievement": achievement,
    }

    def __init__(self, *args: Any, dossier: Dossier, allowed: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = mending.current_values(dossier)
        for name in mending.MENDABLE:
            if name in allowed:
                self.fields[name] = self.BUILDERS[name]()
                self.fields[name].initial = present[name]

    def changes(self) -> dict[str, Any]:
        """What was typed, for `mending.mend`. Only after is_valid()."""
        return dict(self.cleaned_data)


def _places(unit: Unit) -> dict[str, _Place]:
    """'award pk:body pk' → what can be proposed by this unit today."""
    awards = list(Award.objects.order_by("kind", "position", "code"))
    options = options_for(awards, unit, clock.today())
    places = [_Place(award, option) for award in awards for option in options[award.pk]]
    return {f"{place.award.pk}:{place.option.deciding_body.pk}": place for place in places}


def _grouped(places: dict[str, _Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for value, place in places.items():
        label = f"{place.award.name} – {place.option.deciding_body.name} quyết định"
        groups.setdefault(place.award.get_kind_display(), []).append((value, label))
    return list(groups.items())


def _described(nominee: Nominee) -> str:
    parts = [nominee.name, nominee.job, nominee.birth_year and f"sinh {nominee.birth_year}", nominee.staff_code]
    about = ", ".join(str(part) for part in parts if part)
    return about if nominee.kind == NomineeKind.PERSON else f"{about} ({nominee.get_kind_display().lower()})"


def _nominee_value(nominee: Nominee) -> str:
    return THE_UNIT if nominee.kind == NomineeKind.UNIT else str(nominee.pk)
