"""The form by which a paper is attached."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers import papers
from dossiers.forms import fields
from dossiers.models import PaperType, StoredFile


class PaperForm(forms.Form):
    """One file of one type among `types`. After is_valid() the bytes are stored: `stored` and `name` say what."""

    paper_type = fields.row("Loại giấy tờ", PaperType.objects.none())
    file = forms.FileField(
        label="Tệp", widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        error_messages={
            "required": "Hãy chọn tệp.", "missing": "Hãy chọn tệp.", "invalid": "Chưa nhận được tệp; hãy chọn lại.",
            "empty": "Tệp đã chọn không có nội dung.",
        },
    )

    def __init__(self, *args: Any, types: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper_type"].queryset = types
        self.fields["file"].help_text = f"{papers.TYPE_NAMES}; tối đa {papers.limit_in_words()}."
        self.stored: StoredFile | None = None
        self.name = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self._store(cleaned["file"])
        return cleaned

    def _store(self, upload: Any) -> None:
        try:
            self.stored, self.name = papers.store(upload), upload.name
        except ValidationError as error:
            self.add_error("file", error)
