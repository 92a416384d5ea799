"""The conditions of the bảng tổng hợp."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from dossiers.choices import filter_choices
from dossiers.forms import fields
from dossiers.models import Dossier
from dossiers.vocabulary import State

ALL = ("", "Tất cả")
GROUPS: dict[str, tuple[str, tuple[State, ...]]] = {
    "tham-dinh": (
        "Đang tiếp nhận, thẩm định",
        (State.SUBMITTED, State.APPRAISING, State.RETURNED, State.CONSULTING, State.POSTED, State.ON_HOLD),
    ),
    "hoi-dong": ("Chờ và đang xét tại Hội đồng", (State.AWAITING_COUNCIL, State.IN_COUNCIL)),
    "trinh-ky": (
        "Hội đồng đã xét, đang trình", (State.ENDORSED, State.AWAITING_SIGNATURE, State.SIGNED, State.WITH_HIGHER_BODY),
    ),
    "da-khen": ("Đã có quyết định", (State.GRANTED,)),
    "khong-dat": ("Không đạt", (State.NOT_ENDORSED, State.REFUSED, State.INELIGIBLE, State.REVOKED)),
}


class SummaryFilter(forms.Form):
    """Year or round, stage, award; the newest year unless another was chosen."""

    dot = fields.choice("Năm, đợt", [], required=False)
    buoc = fields.choice("Giai đoạn", [ALL, *((code, words) for code, (words, _) in GROUPS.items())], required=False)
    danh_hieu = fields.choice("Danh hiệu, hình thức", [], required=False)

    def __init__(self, data: Any) -> None:
        offered = filter_choices()
        years = list(reversed(offered["season"]))
        given = data.copy()
        if "dot" not in given and years:
            given["dot"] = f"n{years[0].pk}"
        super().__init__(given)
        times = [(f"n{year.pk}", year.name) for year in years]
        names = dict(times)
        for each in offered["round"]:
            times.append((f"d{each.pk}", f"{names.get(f'n{each.parent}', '')} – {each.name or f'Đợt {each.place}'}"))
        self.fields["dot"].choices = [ALL, *times]
        self.fields["danh_hieu"].choices = [ALL, *((str(each.pk), each.name) for each in offered["award"])]

    def narrow(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """`rows` that meet what was understood; a condition that was not shows its error, no more."""
        self.is_valid()
        given = self.cleaned_data
        if given.get("dot"):
            rows = rows.filter(**{"season" if given["dot"][0] == "n" else "round": given["dot"][1:]})
        if given.get("buoc"):
            rows = rows.filter(state__in=GROUPS[given["buoc"]][1])
        return rows.filter(award=given["danh_hieu"]) if given.get("danh_hieu") else rows

    @property
    def said(self) -> str:
        """The conditions in words: 'Năm thi đua 2026, Đã có quyết định'. Needs `narrow`."""
        chosen = [dict(self.fields[name].choices)[value] for name, value in self.cleaned_data.items() if value]
        return ", ".join(str(each) for each in chosen)

    @property
    def query(self) -> str:
        """The same conditions as an address."""
        kept = self.data.copy()
        return kept.urlencode()
