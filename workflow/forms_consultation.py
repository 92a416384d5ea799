"""What an office types to ask for opinions and to end the asking, and what is typed of the answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from dossiers import clock, papers
from dossiers.forms import fields
from dossiers.models import Post, StoredFile, Unit
from dossiers.models.base import in_force
from dossiers.vocabulary import Counting, Level, Role
from workflow import step_terms
from workflow.consultation.answering import GIVEN, Letter
from workflow.consultation.models import ConsultationItem
from workflow.consultation.terms import MOST_DAYS, USUAL_DAYS
from workflow.step_terms import Asked

WHY_EARLY = "Để trống khi đã đủ ý kiến trả lời. Đơn vị đề nghị đọc được lý do này."
HELD_BACK = "chua"  # of this line nothing is said now
ANSWERING = (Role.UNIT_HEAD, Role.OFFICE, Role.OFFICE_HEAD, Role.APPRAISER)


class OutsideField(forms.CharField):
    """Bodies outside the system, one a line: 'Tên; địa chỉ' → [(name, address)]."""

    def clean(self, value: Any) -> list[tuple[str, str]]:
        typed = super().clean(value)
        pairs = [line.partition(";") for line in typed.splitlines() if line.strip()]
        if any(not name.strip() for name, _, _ in pairs):
            raise ValidationError("Mỗi dòng phải bắt đầu bằng tên cơ quan.")
        return [(name.strip(), address.strip()) for name, _, address in pairs]


def asking_fields(body_id: int | None) -> dict[str, forms.Field]:
    """The fields of 'Lấy ý kiến': whom, what, until when, what silence means."""
    return {
        "question": forms.CharField(
            label="Nội dung cần lấy ý kiến", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
            initial="Đề nghị cho ý kiến về việc khen thưởng đối với cá nhân, tập thể trong danh sách.",
            error_messages={"required": fields.REQUIRED},
        ),
        "inside": forms.MultipleChoiceField(
            label="Đơn vị, cơ quan trả lời trên hệ thống", choices=_inside(body_id), required=False,
            widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": fields.BAD_CHOICE},
        ),
        "outside": OutsideField(
            label="Nơi nhận văn bản giấy (không dùng hệ thống)", required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Mỗi dòng một nơi: tên; địa chỉ. Ví dụ: Ban Thường vụ Đảng ủy Sở; 04 Lê Duẩn.",
        ),
        "days": _days(body_id),
        "unit": fields.choice("Tính theo", Counting.choices, initial=Counting.WORKING),
        "silence": forms.BooleanField(
            label="Hết hạn không trả lời thì coi như nhất trí (cơ quan đặt)", required=False,
        ),
        "unit_reads": forms.BooleanField(label="Cho đơn vị đề nghị đọc nội dung ý kiến", required=False),
    }


def _days(body_id: int | None) -> forms.IntegerField:
    """Below the level at which a rule states a term the office sets its own."""
    below = Unit.objects.filter(pk=body_id, level=Level.DEPARTMENT).exists()
    own = step_terms.answers({0: Asked("ask_consultation", clock.today(), body_id)}).get(0)
    told = "Cơ quan đặt." if below else "Để trống nếu theo thời hạn do quy định đặt ra."
    if own is not None:
        told = f"Để trống thì theo thời hạn cơ quan đã đặt: {own.days} {Counting(own.unit).label}."
    found = fields.number(
        "Thời hạn trả lời (số ngày)", least=1, most=MOST_DAYS, required=below and own is None, help_text=told
    )
    found.initial = USUAL_DAYS if below and own is None else None
    return found


def closing_fields(body_id: int | None) -> dict[str, forms.Field]:
    """Why the office goes on without an answer; not asked for when all have answered."""
    return {
        "reason": fields.passage("Lý do kết thúc khi chưa đủ ý kiến", most=2000, rows=2, help_text=WHY_EARLY)
    }


def _inside(body_id: int | None) -> list[tuple[str, str]]:
    """Units and bodies in which somebody can answer; the asking body itself is none."""
    posts = Post.objects.filter(in_force(clock.today()), role__in=ANSWERING, user__is_active=True)
    units = Unit.objects.filter(pk__in=posts.values("unit"), external=False).exclude(pk=body_id)
    return [(str(unit.pk), unit.name) for unit in units.order_by("level", "code")]


class AnswerSheet:
    """Opinions as posted: `y-kien` and `noi-dung` for all lines, `y-kien-<item pk>` and `noi-dung-<item pk>` for the
    lines set apart. A line without either stays unanswered; HELD_BACK leaves a line as it is."""

    def __init__(self, post: QueryDict, items: Iterable[ConsultationItem]) -> None:
        common, words = post.get("y-kien", ""), post.get("noi-dung", "")
        self.choices: dict[int, tuple[str, str]] = {}
        self.typed = bool(post)
        self.common, self.words = common, words
        for item in items:
            own = post.get(f"y-kien-{item.pk}", "")
            if own in GIVEN:
                self.choices[item.pk] = (own, post.get(f"noi-dung-{item.pk}", ""))
            elif not own and common in GIVEN:
                self.choices[item.pk] = (common, words)


def stored(upload: Any) -> tuple[StoredFile, str] | None:
    """The file as it is kept and its name; None for no upload. Raises ValidationError."""
    if not upload:
        return None
    try:
        return papers.store(upload), papers.file_name(upload.name)
    except ValidationError as error:
        raise ValidationError(error.messages) from error


class PaperForm(forms.Form):
    """The paper by which an answer came."""

    answered_by = fields.line("Người ký văn bản trả lời", most=160)
    number = fields.line("Số, ký hiệu", most=64, help_text="Ví dụ 12-CV/ĐU")
    dated = fields.day("Ngày văn bản")
    scan = forms.FileField(
        label="Bản quét (nếu có)", required=False, widget=forms.FileInput(attrs={"accept": papers.ACCEPT}),
        help_text=f"{papers.TYPE_NAMES}; tối đa {papers.limit_in_words()}.",
    )

    def clean_scan(self) -> tuple[StoredFile, str] | None:
        return stored(self.cleaned_data["scan"])

    @property
    def paper(self) -> Letter:
        """The paper as `answering.record` takes it."""
        stored, name = self.cleaned_data["scan"] or (None, "")
        typed = {each: self.cleaned_data[each] for each in ("answered_by", "number", "dated")}
        return Letter(**typed, scan=stored, scan_name=name)


class ExtendForm(forms.Form):
    """A longer term, and why."""

    days = fields.number("Thêm số ngày", least=1, most=MOST_DAYS)
    reason = fields.line("Lý do gia hạn", most=500)


class NumberForm(forms.Form):
    """Number and day of the letter, from văn thư's register."""

    number = fields.line("Số, ký hiệu văn bản", most=64, help_text="Ghi theo sổ công văn đi, ví dụ 123/STP-VP")
    dated = fields.day("Ngày văn bản")


class EndForm(forms.Form):
    """Why the asking ends without some answers."""

    reason = fields.passage("Lý do kết thúc khi chưa đủ ý kiến", most=2000, rows=2, help_text=WHY_EARLY)
