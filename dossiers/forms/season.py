"""Forms of a year and its rounds."""

from typing import Any

from django import forms

from dossiers.forms import fields
from dossiers.models import Round, Season
from dossiers.vocabulary import Nature

YEARS = (1986, 2100)
SPARE_ROUNDS = 2


class SeasonForm(forms.ModelForm):
    """'Năm thi đua …': dates of the plan and the achievement period."""

    year = fields.number("Năm", least=YEARS[0], most=YEARS[1])
    title = fields.line("Tên gọi", help_text="Ví dụ: Năm thi đua 2026.")
    opens = fields.day("Mở từ ngày")
    achievement_from = fields.day("Thành tích tính từ ngày", help_text="Kỳ xét; có cơ quan tính từ tháng 10 năm trước.")
    achievement_to = fields.day("Thành tích tính đến ngày")
    registration_by = fields.day("Đăng ký thi đua trước ngày", required=False)
    initiatives_by = fields.day("Đăng ký sáng kiến trước ngày", required=False)
    dossiers_by = fields.day("Nhận hồ sơ đến ngày", required=False)

    class Meta:
        model = Season
        fields = [
            "year", "title", "opens", "achievement_from", "achievement_to", "registration_by", "initiatives_by",
            "dossiers_by",
        ]

    def save(self, commit: bool = True) -> Season:
        """The saved year. Of a known one only the dates are written: its journal may grow meanwhile."""
        if self.instance.pk is None:
            return super().save(commit)
        self.instance.save(update_fields=[*self.Meta.fields, "term_no"])
        return self.instance

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        same = Season.objects.filter(year=year, nature=self.instance.nature or Nature.REAL).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(f"Năm thi đua {year} đã có.")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("achievement_from"), cleaned.get("achievement_to")
        if start and end and end < start:
            self.add_error("achievement_to", "Ngày kết thúc kỳ xét phải sau ngày bắt đầu.")
        for name in ("registration_by", "initiatives_by", "dossiers_by"):
            if cleaned.get(name) and cleaned.get("opens") and cleaned[name] < cleaned["opens"]:
                self.add_error(name, "Ngày này phải sau ngày mở năm thi đua.")
        return cleaned


class RoundForm(forms.ModelForm):
    """A round with dates of its own; those left empty are the year's."""

    number = fields.number("Đợt số", least=1, most=99)
    title = fields.line("Tên đợt", required=False)
    dossiers_by = fields.day("Nhận hồ sơ đến ngày", required=False)
    achievement_from = fields.day("Thành tích tính từ ngày", required=False)
    achievement_to = fields.day("Thành tích tính đến ngày", required=False)

    class Meta:
        model = Round
        fields = ["number", "title", "dossiers_by", "achievement_from", "achievement_to"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("achievement_from"), cleaned.get("achievement_to")
        if start and end and end < start:
            self.add_error("achievement_to", "Ngày kết thúc kỳ xét phải sau ngày bắt đầu.")
        return cleaned


class Rounds(forms.BaseInlineFormSet):
    """The rounds of a year; two may not bear the same number, one with dossiers cannot be removed."""

    def clean(self) -> None:
        # Every round of the year is on the page, so this replaces Django's own question about unique numbers.
        taken: set[int] = set()
        for form in self.forms:
            number = form.cleaned_data.get("number") if form.is_valid() else None
            if form in self.deleted_forms:
                self._check_unused(form)
            elif number in taken:
                form.add_error("number", f"Đợt {number} đã có.")
            elif number is not None:
                taken.add(number)

    def _check_unused(self, form: forms.ModelForm) -> None:
        # What is ticked for deletion is not validated by Django, so the objection is the whole list's.
        round_ = form.instance
        if round_.pk and (round_.handin_set.exists() or self.instance.dossiers.filter(round=round_).exists()):
            raise forms.ValidationError(f"{round_} đã có tờ trình hoặc hồ sơ nên không xóa được.")


RoundFormSet = forms.inlineformset_factory(
    Season, Round, form=RoundForm, formset=Rounds, extra=SPARE_ROUNDS, can_delete=True, can_delete_extra=False
)
