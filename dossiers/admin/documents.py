"""The office's own templates of papers: a .docx a kind, tried with sample values before it is taken."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from dossiers import clock, papers
from dossiers.admin.base import Configuration
from dossiers.documents import rendering
from dossiers.documents.kinds import DocumentKind
from dossiers.documents.samples import SAMPLES
from dossiers.models import DocumentTemplate

SETTLED = "Mỗi loại văn bản có một mẫu; để trở lại mẫu gốc, hãy xóa dòng này."


class TemplateForm(forms.ModelForm):
    """The file is read, tried and stored; a template that cannot be filled is refused in words."""

    upload = forms.FileField(
        label="Tệp mẫu (.docx)", widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "Hãy chọn tệp mẫu.", "empty": "Tệp đã chọn không có nội dung."},
    )

    class Meta:
        model = DocumentTemplate
        fields = ["kind"]
        help_texts = {"kind": SETTLED}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload, kind = cleaned.get("upload"), cleaned.get("kind") or self.instance.kind
        if upload and kind:
            self._try(upload, kind)
        return cleaned

    def _try(self, upload: Any, kind: str) -> None:
        if not upload.name.lower().endswith(".docx"):
            self.add_error("upload", "Mẫu phải là tệp Word có đuôi .docx.")
            return
        try:
            self.instance.file = papers.store(upload)
            rendering.check(kind, papers.path_of(self.instance.file).read_bytes())
        except (ValidationError, rendering.BrokenTemplate) as refused:
            self.add_error("upload", refused if isinstance(refused, ValidationError) else str(refused))
        else:
            self.instance.file_name = papers.file_name(upload.name)


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(Configuration):
    form = TemplateForm
    list_display = ["kind", "file_name", "uploaded_at", "uploaded_by"]
    fields = ["kind", "upload", "originals"]
    readonly_fields = ["originals"]

    def may_delete(self, row: Any) -> bool:
        return True

    def get_readonly_fields(self, request: HttpRequest, obj: DocumentTemplate | None = None) -> list[str]:
        return ["originals", *(["kind"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: DocumentTemplate, form: Any, change: bool) -> None:
        obj.uploaded_by, obj.uploaded_at = request.user, clock.now()
        super().save_model(request, obj, form, change)

    @admin.display(description="Mẫu gốc và các tên được điền")
    def originals(self, obj: DocumentTemplate | None = None) -> str:
        """Our templates to begin from, each with the names that it may use."""
        kinds = [DocumentKind(obj.kind)] if obj and obj.kind else list(DocumentKind)
        rows = (
            (reverse("dossiers:original_template", args=[kind]), kind.label, ", ".join(sorted(SAMPLES[kind])))
            for kind in kinds
        )
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a><p>{}</p></li>', rows))
