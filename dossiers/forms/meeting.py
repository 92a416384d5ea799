"""The form of the unit's meeting: the minutes and the votes on every line, on one screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from dossiers.forms import fields
from dossiers.meetings import Minutes, Outcome, Vote, present_words
from dossiers.models import Dossier, Meeting
from dossiers.rules.objection import Objection

MOST_PEOPLE = 9999
COLUMNS = {"yes": "Đồng ý", "no": "Không đồng ý", "reason": "Lý do, ghi chú"}


@dataclass(frozen=True)
class Row:
    """One line with its boxes, each with the head of its column."""

    line: Dossier
    boxes: Sequence[tuple[forms.BoundField, str]]
    outcome: Outcome | None


class MeetingForm(forms.Form):
    """`lines`, marked by `meetings.mark`, are those that may still be changed. `settled`: the minutes stand, only the
    votes are asked."""

    day = fields.day("Ngày họp")
    hour = forms.TimeField(
        label="Giờ họp", input_formats=["%H:%M", "%Hh%M", "%Hh", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "giờ:phút", "autocomplete": "off"}),
        error_messages={"invalid": "Giờ chưa đúng; ghi giờ:phút, ví dụ 08:30.", "required": fields.REQUIRED},
    )
    place = fields.line("Địa điểm", required=False)
    chair = fields.line("Chủ trì")
    secretary = fields.line("Thư ký")
    total = fields.number("Tổng số người", least=1, most=MOST_PEOPLE)
    present = fields.number(
        "Số người có mặt", least=1, most=MOST_PEOPLE, required=False, help_text="Để trống: có mặt đủ."
    )
    opinions = fields.passage("Ý kiến khác (nếu có)", rows=3)

    HEADER = ("day", "hour", "place", "chair", "secretary", "total", "present", "opinions")

    def __init__(
        self, *args: Any, lines: Sequence[Any], meeting: Meeting | None, settled: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.meeting, self.settled = lines, meeting, settled
        self.order_fields(self.HEADER)
        if meeting is not None:
            self._begin_with(meeting)
        if settled:
            for name in self.HEADER:
                del self.fields[name]
        for line in lines:
            self._ask_for(line)

    def _begin_with(self, meeting: Meeting) -> None:
        held = timezone.localtime(meeting.held_at)
        about = {name: getattr(meeting, name) for name in self.HEADER[2:]}
        self.initial |= {"day": held.date(), "hour": held.time()} | about

    def _ask_for(self, line: Any) -> None:
        vote = line.outcome.vote if line.outcome else None
        who = f"{line.nominee_name}, {line.award.name}"
        for name, label in COLUMNS.items():
            box = fields.line if name == "reason" else fields.number
            limits = {"most": 500} if name == "reason" else {"least": 0, "most": MOST_PEOPLE}
            self.fields[f"{name}_{line.pk}"] = box(f"{label}: {who}", required=False, **limits)
            self.fields[f"{name}_{line.pk}"].widget.attrs["class"] = "form-control"
        present = self.initial.get("present") if self.meeting is None else None
        self.initial |= {
            f"yes_{line.pk}": vote.yes if vote else present,
            f"no_{line.pk}": vote.no if vote else (0 if present else None),
            f"reason_{line.pk}": vote.reason if vote else "",
        }

    def rows(self) -> Iterator[Row]:
        """The lines with their boxes, in order."""
        for line in self.lines:
            boxes = [(self[f"{name}_{line.pk}"], label) for name, label in COLUMNS.items()]
            yield Row(line, boxes, line.outcome)

    def header(self) -> list[forms.BoundField]:
        """The boxes of the minutes, other opinions apart; none where they are settled."""
        return [self[name] for name in self.HEADER if name in self.fields and name != "opinions"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.settled:
            self._check_present(cleaned)
        for line in self.lines:
            yes, no = cleaned.get(f"yes_{line.pk}"), cleaned.get(f"no_{line.pk}")
            if yes is None and no is not None and f"yes_{line.pk}" not in self.errors:
                cleaned[f"yes_{line.pk}"] = 0
        return cleaned

    def _check_present(self, cleaned: dict[str, Any]) -> None:
        total, present = cleaned.get("total"), cleaned.get("present")
        if present is None and "present" not in self.errors:
            cleaned["present"] = total
        elif total is not None and present is not None and present > total:
            self.add_error("present", present_words(present, total))

    def minutes(self) -> Minutes:
        """What the minutes say. Only after is_valid()."""
        given = self.cleaned_data
        if self.settled and self.meeting is not None:
            return _as_recorded(self.meeting)
        held_at = timezone.make_aware(datetime.combine(given["day"], given["hour"]))
        return Minutes(
            held_at, given["chair"], given["secretary"], given["total"], given["present"], given["place"],
            given["opinions"],
        )

    def cast(self) -> dict[int, Vote | None]:
        """Line pk → its votes; None where nothing was typed. Only after is_valid()."""
        given = self.cleaned_data
        return {
            line.pk: None if given[f"yes_{line.pk}"] is None
            else Vote(given[f"yes_{line.pk}"], given[f"no_{line.pk}"] or 0, given[f"reason_{line.pk}"])
            for line in self.lines
        }

    def object_to_line(self, pk: int, objections: Sequence[Objection]) -> None:
        """Show what stands against the votes of one line at its box."""
        for one in objections:
            self.add_error(f"yes_{pk}" if f"yes_{pk}" in self.fields else None, one.text)


def _as_recorded(meeting: Meeting) -> Minutes:
    return Minutes(
        meeting.held_at, meeting.chair, meeting.secretary, meeting.total, meeting.present, meeting.place,
        meeting.opinions,
    )
