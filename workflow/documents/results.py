"""Thông báo kết quả to a unit: what was granted by which decision, what was refused and why, what is still open."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dossiers.documents.handin import reference
from dossiers.documents.words import Values, letterhead, period
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import State
from workflow.decisions.models import Decision
from workflow.documents.bodies import by_office
from workflow.documents.decisions import granted_by, numbered
from workflow.models import Entry

REFUSED = (State.REFUSED, State.INELIGIBLE, State.REVOKED)
DECIDED = (State.GRANTED, *REFUSED)
REASONED = ("refuse", "record_refusal", "declare_ineligible", "revoke")


def is_decided(lines: Sequence[Dossier]) -> bool:
    """Whether there is a result to tell of."""
    return any(each.state in DECIDED for each in lines)


def values_of(hand_in: HandIn, lines: Sequence[Dossier], *, day: date) -> Values:
    """What fills the template. `lines` with award and outside_body. What the council advised is told to nobody here."""
    body, unit = hand_in.to_body, hand_in.unit
    by, why = granted_by(lines), _reasons(lines)
    return {
        **letterhead(body, day=day, symbol=f"TB-{body.symbol or body.code}"), **by_office(body, day=day),
        "trich_yeu": f"Kết quả xét khen thưởng{period(hand_in.season, hand_in.round, hand_in.theme)}",
        "kinh_gui": unit.name_on(day), "don_vi": unit.name_on(day), "van_ban_de_nghi": reference(hand_in),
        "duoc_khen": _rows([each for each in lines if each.state == State.GRANTED], lambda each: _decision(by, each)),
        "khong_duoc": _rows([each for each in lines if each.state in REFUSED], lambda each: _reason(why, each)),
        "chua_xong": _rows([each for each in lines if each.state not in DECIDED], _pending),
        "nam": hand_in.season.year, "noi_nhan": ["Như trên", "Lưu: VT"],
    }


def _rows(lines: Sequence[Dossier], told: Callable[[Dossier], str]) -> list[Values]:
    return [
        {"stt": place, "ho_ten": each.nominee_name, "danh_hieu": each.award.name, "noi_dung": told(each)}
        for place, each in enumerate(lines, start=1)
    ]


def _decision(by: Mapping[int, Decision], line: Dossier) -> str:
    decision = by.get(line.pk)
    return f"Quyết định {numbered(decision)} của {decision.body.name}" if decision else ""


def _reason(why: Mapping[int, str], line: Dossier) -> str:
    words = why.get(line.pk, "")
    return words if line.state != State.REVOKED else f"Đã hủy quyết định khen thưởng. {words}".strip()


def _pending(line: Dossier) -> str:
    if line.state == State.WITH_HIGHER_BODY and line.outside_body:
        return f"Đang chờ kết quả của {line.outside_body.name}"
    if line.state == State.ON_HOLD:
        return "Tạm dừng xét"
    return "Đang xem xét"


def _reasons(lines: Sequence[Dossier]) -> dict[int, str]:
    """Dossier pk → the reason of its latest refusal; one query."""
    rows = Entry.objects.filter(dossier__in=lines, act__in=REASONED).order_by("seq")
    return dict(rows.values_list("dossier", "reason"))
