"""The form by which a unit mends one returned dossier: exactly the fields and papers that were named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers import mending, papers
from dossiers.forms import line
from dossiers.models import Dossier, Paper, PaperType, StoredFile
from workflow.models import CorrectionItem
from workflow.rounds import Change


@dataclass(frozen=True)
class Asked:
    """One thing that was named: its box, what has become of it, and the paper that lies there now."""

    box: forms.BoundField
    change: Change | None
    paper: Paper | None = None

    @property
    def done(self) -> bool:
        return self.change is not None and self.change.changed


class MendForm(line.MendForm):
    """Named fields with their present values, and one file box per named paper; the rest is only shown. `item` is told
    by `rounds.tell`, `types` maps codes to kinds of paper, `lying` are the current papers of dossier and hand-in."""

    def __init__(
        self, *args: Any, dossier: Dossier, item: CorrectionItem | None, types: Mapping[str, PaperType],
        lying: Sequence[Paper] = (), **kwargs: Any,
    ) -> None:
        self.named_fields = [name for name in (item.fields if item else ()) if name in mending.MENDABLE]
        super().__init__(*args, dossier=dossier, allowed=self.named_fields, **kwargs)
        self.dossier, self.item, self.lying = dossier, item, lying
        self.types = {code: types[code] for code in (item.papers if item else ()) if code in types}
        for code, kind in self.types.items():
            self.fields[f"giay_{code}"] = _upload(kind)
        self.uploads: list[tuple[PaperType, StoredFile, str]] = []

    @property
    def named_papers(self) -> list[str]:
        """Codes of the papers that may be replaced."""
        return list(self.types)

    def asked(self) -> Iterator[Asked]:
        """What was named, in the order of the form."""
        changes: dict[str, Change] = {change.label: change for change in getattr(self.item, "changes", [])}
        for name in self.fields:
            code = name.removeprefix("giay_")
            if name == code:
                yield Asked(self[name], changes.get(mending.MENDABLE[name]))
            else:
                lies = next((each for each in self.lying if each.paper_type.code == code), None)
                yield Asked(self[name], changes.get(self.types[code].name), lies)

    def shown(self) -> list[tuple[str, Any]]:
        """The fields that were not named, with their values: to be read only."""
        present = mending.current_values(self.dossier)
        return [(label, present[name]) for name, label in mending.MENDABLE.items() if name not in self.named_fields]

    def other_papers(self) -> list[Paper]:
        """The papers that were not named."""
        return [each for each in self.lying if each.paper_type.code not in self.types]

    def changes(self) -> dict[str, Any]:
        """The named fields as typed."""
        return {name: self.cleaned_data[name] for name in self.named_fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.dossier.achievement and cleaned.get("achievement") == "":
            self.add_error("achievement", "Được yêu cầu bổ sung thì không bỏ trống mục này.")
        for code, kind in self.types.items():
            self._take(kind, f"giay_{code}", cleaned.get(f"giay_{code}"))
        return cleaned

    def _take(self, kind: PaperType, name: str, upload: Any) -> None:
        if not upload:
            return
        try:
            self.uploads.append((kind, papers.store(upload), upload.name))
        except ValidationError as error:
            self.add_error(name, error)


def _upload(kind: PaperType) -> forms.FileField:
    return forms.FileField(
        label=f"{kind.name} (bản bổ sung)", required=False, widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        help_text=f"{papers.TYPE_NAMES}; tối đa {papers.limit_in_words()}.",
        error_messages={"empty": "Tệp đã chọn không có nội dung.", "invalid": "Chưa nhận được tệp; hãy chọn lại."},
    )
