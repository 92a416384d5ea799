"""Forms of a hand-in."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers import clock, drafting, queries
from dossiers.forms import fields
from dossiers.models import HandIn, Round, Season, Unit, User
from dossiers.vocabulary import HandInKind, HandInOrigin, ProcedureType, RewardType, SimplifiedGround

GROUNDS = [("", "Không (thủ tục thông thường)"), *SimplifiedGround.choices]
NAMES = ("reward_type", "procedure", "ground", "season", "round", "theme", "number", "dated", "received_on", "content")
OF_AWARDS = ("reward_type", "procedure", "ground")


class RoundField(forms.ModelChoiceField):
    """A round with its year."""

    def label_from_instance(self, obj: Round) -> str:
        return f"{obj.season} – {obj}"


class HandInForm(forms.Form):
    """What a tờ trình says about all its lines; by `kind` (a code of HandInKind, fixed once it is saved) what a
    registration or a report says, without the fields of awards. With `hand_in` that has lines, year, round and theme
    stay."""

    kind = fields.choice("Loại", HandInKind.choices, required=False, widget=forms.HiddenInput)
    unit = fields.row("Đơn vị trình", Unit.objects.none())
    reward_type = fields.choice("Loại hình khen thưởng", RewardType.choices)
    procedure = fields.choice("Thủ tục", ProcedureType.choices, initial=ProcedureType.REGULAR)
    ground = fields.choice(
        "Căn cứ thủ tục đơn giản", GROUNDS, required=False,
        help_text="Chỉ chọn khi làm thủ tục đơn giản: khoản 1 Điều 85 Luật 06/2022/QH15.",
    )
    season = fields.row("Năm thi đua", Season.objects.none())
    round = RoundField(
        label="Đợt", queryset=Round.objects.none(), required=False, empty_label="Không chia đợt",
        error_messages={"invalid_choice": fields.BAD_CHOICE},
    )
    theme = fields.line("Chuyên đề", required=False, help_text="Chỉ ghi khi khen thưởng theo phong trào, chuyên đề.")
    number = fields.line(
        "Số, ký hiệu tờ trình", most=64, required=False,
        help_text="Ghi sau cũng được, trước khi gửi. Ví dụ 12/TTr-PHCTP.",
    )
    dated = fields.day("Ngày tờ trình", required=False)
    received_on = fields.day(
        "Ngày nhận bản giấy", help_text="Ngày văn thư đóng dấu đến; thời hạn thẩm định tính từ ngày này."
    )
    content = fields.passage("Nội dung", rows=10, help_text="Có thể để trống nếu nội dung nằm trong tệp đính kèm.")

    def __init__(
        self, *args: Any, unit_ids: Collection[int] = (), hand_in: HandIn | None = None, kind: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hand_in = hand_in
        self.kind_chosen = _known(hand_in.kind if hand_in else self.data.get("kind") or kind)
        self._speak_of_kind()
        if not self._from_paper:
            del self.fields["received_on"]
        seasons = queries.open_seasons()
        self.fields["season"].queryset = seasons
        self.fields["round"].queryset = queries.rounds_of(seasons)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=unit_ids)
        if hand_in is not None:
            self._begin_with(hand_in)
        elif len(unit_ids) == 1:
            self.fields["unit"].initial = next(iter(unit_ids))
        if hand_in is None:
            self.fields["season"].initial = seasons.first()

    @property
    def _from_paper(self) -> bool:
        return self.hand_in is not None and self.hand_in.origin == HandInOrigin.PAPER

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if day > clock.today():
            raise ValidationError("Ngày nhận không thể sau hôm nay.")
        return day

    def _speak_of_kind(self) -> None:
        self.fields["kind"].initial = self.kind_chosen
        if self.kind_chosen == HandInKind.AWARDS:
            del self.fields["content"]
            return
        for name in OF_AWARDS:
            del self.fields[name]
        self.fields["unit"].label = "Đơn vị gửi"
        self.fields["number"].label, self.fields["number"].help_text = "Số, ký hiệu văn bản", "Không bắt buộc."
        self.fields["dated"].label = "Ngày văn bản"
        self.fields["theme"].help_text = "Chỉ ghi khi theo một phong trào, chuyên đề."

    def _begin_with(self, hand_in: HandIn) -> None:
        del self.fields["unit"], self.fields["kind"]
        for name in NAMES:
            if name in self.fields:
                self.fields[name].initial = getattr(hand_in, name)
        if hand_in.dossiers.exists():
            for name in ("season", "round", "theme"):
                del self.fields[name]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or self.kind_chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            drafting.check_hand_in(self._picture(cleaned))
        return cleaned

    def _picture(self, cleaned: dict[str, Any]) -> HandIn:
        """The hand-in as it would be, to be checked as a whole."""
        picture = HandIn(season=cleaned.get("season") or self.hand_in.season)
        for name in NAMES:
            if name in cleaned:
                setattr(picture, name, cleaned[name])
        return picture

    def save(self, actor: User) -> HandIn:
        """The new or changed hand-in. Raises Refused."""
        if self.hand_in is None:
            return drafting.create_hand_in(actor=actor, **self.cleaned_data)
        return drafting.change_hand_in(self.hand_in, self.cleaned_data, actor=actor)


def _known(kind: str) -> str:
    return kind if kind in HandInKind.values else str(HandInKind.AWARDS)
