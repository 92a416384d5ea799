"""What is typed of a letter from outside, of the answers, and of the reply."""


from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from dossiers import papers
from dossiers.forms import fields
from dossiers.models import StoredFile
from workflow.enquiry.extending import Granted
from workflow.enquiry.models import EnquiryLine
from workflow.enquiry.replying import Paper, Person
from workflow.forms_consultation import stored


class EnquiryForm(forms.Form):
    """The paper and whom it names."""

    sender = fields.line("Cơ quan hỏi", help_text="Ví dụ Bộ Tư pháp")
    number = fields.line("Số, ký hiệu", most=64)
    dated = fields.day("Ngày văn bản")
    received_on = fields.day("Ngày nhận")
    due_on = fields.day("Hạn trả lời do cơ quan hỏi đặt (nếu có)", required=False)
    question = forms.CharField(
        label="Nội dung hỏi", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": fields.REQUIRED},
    )
    people = forms.CharField(
        label="Cá nhân, tập thể được hỏi", max_length=40_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mỗi dòng một trường hợp: họ tên; chức vụ; đơn vị; danh hiệu, hình thức được đề nghị.",
        error_messages={"required": fields.REQUIRED},
    )
    scan = forms.FileField(
        label="Bản quét văn bản", widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        help_text=f"{papers.TYPE_NAMES}; tối đa {papers.limit_in_words()}.",
        error_messages={
            "required": "Hãy chọn tệp.", "empty": "Tệp đã chọn không có nội dung.",
            "invalid": "Chưa nhận được tệp; hãy chọn lại.",
        },
    )

    def clean_people(self) -> list[Person]:
        rows = [[part.strip() for part in line.split(";")] for line in self.cleaned_data["people"].splitlines()]
        rows = [row for row in rows if any(row)]
        if any(len(row) > 4 or not row[0] or max(map(len, row)) > 255 for row in rows):
            raise ValidationError("Mỗi dòng gồm họ tên và tối đa ba mục khác, cách nhau bằng dấu chấm phẩy.")
        return [Person(*row) for row in rows]

    def clean_scan(self) -> tuple[StoredFile, str] | None:
        return stored(self.cleaned_data["scan"])

    @property
    def paper(self) -> Paper:
        """The paper as `replying.enter` takes it."""
        kept, name = self.cleaned_data["scan"]
        typed = ("sender", "number", "dated", "received_on", "question", "due_on")
        return Paper(**{each: self.cleaned_data[each] for each in typed}, scan=kept, scan_name=name)


class ReplySheet:
    """The answers as posted: `y-kien-<line pk>`, `noi-dung-<line pk>`, `nguoi-<line pk>` (whom the line means)."""

    def __init__(self, post: QueryDict, lines: list[EnquiryLine], offered: dict[int, set[int]]) -> None:
        self.replies: dict[int, tuple[str, str, int | None]] = {}
        for line in lines:
            whom = post.get(f"nguoi-{line.pk}", "")
            nominee = int(whom) if whom.isdecimal() and int(whom) in offered.get(line.pk, set()) else None
            self.replies[line.pk] = (
                post.get(f"y-kien-{line.pk}", ""), post.get(f"noi-dung-{line.pk}", ""), nominee,
            )


class GiveBackForm(forms.Form):
    """What the head of the office wants changed."""

    reason = fields.line("Điều cần sửa", most=1000)


class MoreTimeForm(forms.Form):
    """The new last day that the sender gives, and its paper."""

    until = fields.day("Hạn trả lời mới")
    number = fields.line("Số, ký hiệu văn bản cho gia hạn", most=64)
    dated = fields.day("Ngày văn bản cho gia hạn")
    reason = fields.line("Lý do gia hạn", most=500)

    @property
    def granted(self) -> Granted:
        """What was typed, as `extending.extend` takes it."""
        return Granted(**self.cleaned_data)


class SendForm(forms.Form):
    """Number and day of the reply, from văn thư's register."""

    number = fields.line("Số, ký hiệu văn bản trả lời", most=64)
    dated = fields.day("Ngày văn bản trả lời")


