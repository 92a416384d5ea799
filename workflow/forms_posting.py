"""Forms on the page of a posting: a comment received, what came of it, the result."""

from typing import Any

from django import forms

from dossiers import clock, papers
from dossiers.forms import fields
from dossiers.models import Dossier, StoredFile
from workflow.forms_decision import stored
from workflow.posting.models import Posting, PostingComment
from workflow.posting.planning import LONGEST_PERIOD


class CommentForm(forms.Form):
    """A comment that came by letter, telephone, mail or in person."""

    kind = fields.choice("Loại", PostingComment.Kind.choices, initial=PostingComment.Kind.COMMENT)
    dossier = fields.row("Về hồ sơ", Dossier.objects.none(), required=False, empty="Cả danh sách")
    received_on = fields.day("Ngày nhận")
    way = fields.choice("Nhận bằng", PostingComment.Way.choices)
    by_whom = fields.line("Người nêu ý kiến", required=False, help_text="Để trống nếu không nêu tên.")
    text = forms.CharField(
        label="Nội dung", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": fields.REQUIRED, "max_length": "Ghi không quá 5000 ký tự."},
    )

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Dossier.objects.filter(posting_lines__posting=posting).distinct()
        self.fields["dossier"].queryset = rows.select_related("award").order_by("nominee_name", "pk")
        self.fields["dossier"].label_from_instance = lambda line: f"{line.nominee_name}, {line.award.name}"
        self.fields["received_on"].initial = clock.today()


class ExtendForm(forms.Form):
    """A longer period, and why."""

    days = fields.number("Thêm số ngày", least=1, most=LONGEST_PERIOD)
    reason = fields.line("Lý do gia hạn", most=500)


class AnswerForm(forms.Form):
    """What came of a comment."""

    answer = forms.CharField(
        label="Kết quả xem xét", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": fields.REQUIRED, "max_length": "Ghi không quá 2000 ký tự."},
    )


class ResultForm(forms.Form):
    """How the posting ended."""

    result = fields.passage("Kết quả công khai", most=2000, rows=3)
    scan = forms.FileField(
        label="Văn bản kết quả đã ký (nếu có)", required=False,
        widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        help_text=f"{papers.TYPE_NAMES}; tối đa {papers.limit_in_words()}.",
    )

    def clean_scan(self) -> tuple[StoredFile, str] | None:
        return stored(self.cleaned_data["scan"])

    @property
    def about(self) -> dict[str, Any]:
        """Arguments of `recording.close`."""
        scan, name = self.cleaned_data["scan"] or (None, "")
        return {"result": self.cleaned_data["result"], "scan": scan, "scan_name": name}
