"""The form by which a unit mends one returned dossier: exactly the fields and papers that were named."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers import mending, papers
from dossiers.forms import line
from dossiers.models import Dossier, PaperType, StoredFile
from workflow.models import CorrectionItem


class MendForm(line.MendForm):
    """Named fields with their present values, and one file box per named paper. Nothing else of the dossier is here."""

    def __init__(self, *args: Any, dossier: Dossier, item: CorrectionItem | None, **kwargs: Any) -> None:
        self.named_fields = [name for name in (item.fields if item else ()) if name in mending.MENDABLE]
        super().__init__(*args, dossier=dossier, allowed=self.named_fields, **kwargs)
        self.dossier, self.item = dossier, item
        self.types = {kind.code: kind for kind in PaperType.objects.filter(code__in=item.papers if item else ())}
        for code, kind in self.types.items():
            self.fields[f"giay_{code}"] = _upload(kind)
        self.uploads: list[tuple[PaperType, StoredFile, str]] = []

    @property
    def named_papers(self) -> list[str]:
        """Codes of the papers that may be replaced."""
        return list(self.types)

    def changes(self) -> dict[str, Any]:
        """The named fields as typed."""
        return {name: self.cleaned_data[name] for name in self.named_fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
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
