"""Decisions, letters upward and revocations with their annexed lists. No mark of evidence gets into them."""

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone

from dossiers import clock
from dossiers.documents.kinds import DocumentKind, file_name
from dossiers.documents.words import Values, counts, grounds, groups, in_full, letterhead, signer
from dossiers.models import Dossier
from dossiers.vocabulary import Role
from workflow.decisions import numbers, recipients, revocation
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus
from workflow.documents.bodies import by_decider, by_signer, head_of
from workflow.models import AgendaItem

WITH = ("award", "nominee", "season", "round", "unit")
KINDS: dict[str, DocumentKind] = {
    DecisionKind.DECISION: DocumentKind.DECISION, DecisionKind.LETTER: DocumentKind.LETTER,
    DecisionKind.REVOCATION: DocumentKind.REVOCATION,
}
DECIDED = (DecisionStatus.ISSUED, DecisionStatus.RECORDED)
FOR_IT = (AgendaItem.Outcome.PASSED, AgendaItem.Outcome.LOWERED)


def lines_of(decision: Decision) -> list[Dossier]:
    """The lines that stand on the paper."""
    rows = Dossier.objects.filter(decision_items__decision=decision, decision_items__live=True)
    return list(rows.select_related(*WITH).order_by("award__position", "unit_name", "pk"))


def values_of(decision: Decision, lines: Sequence[Dossier]) -> Values:
    """What fills the template of its kind. `decision` with body, target_body, signed_by."""
    return _common(decision, lines) | MAKERS[DecisionKind(decision.kind)](decision, lines)


def name_of(decision: Decision) -> str:
    """'quyet-dinh-215-QD-STP-2026.docx'; 'quyet-dinh-STP-du-thao-ve-viec-tang-….docx' while it has no number."""
    number = decision.full_number or f"{decision.body.code} du thao {decision.title}"
    return file_name(KINDS[decision.kind], number, decision.year or "")


def granted_by(dossiers: Sequence[Dossier]) -> dict[int, Decision]:
    """Dossier pk → the decision by which it was granted, issued here or recorded from above; one query."""
    kinds = Q(decision__kind__in=(DecisionKind.DECISION, DecisionKind.OUTSIDE))
    items = DecisionItem.objects.filter(kinds, dossier__in=dossiers, live=True, decision__status__in=DECIDED)
    rows = items.select_related("decision__body").order_by("decision__dated", "pk")
    return {row.dossier_id: row.decision for row in rows}


def numbered(decision: Decision) -> str:
    """'215/QĐ-STP ngày 05/12/2026'."""
    return f"{decision.full_number} ngày {decision.dated:%d/%m/%Y}" if decision.dated else decision.full_number


def votes_of(dossiers: Sequence[Dossier], body_id: int) -> dict[int, AgendaItem]:
    """Dossier pk → the agenda item by which the council of this body was for it, the latest; one query."""
    rows = AgendaItem.objects.filter(dossier__in=dossiers, outcome__in=FOR_IT, session__council__body=body_id)
    return {row.dossier_id: row for row in rows.select_related("session__council").order_by("session__closed_at")}


def _common(decision: Decision, lines: Sequence[Dossier]) -> Values:
    body, day = decision.body, decision.dated or clock.today()
    years = ", ".join(str(year) for year in sorted({each.season.year for each in lines}))
    signed = by_decider(body, day=day)
    if decision.signed_at:
        signed = by_signer(decision.signer_form, decision.signed_by, decision.signer_name, body, day=day)
    symbol = decision.symbol or numbers.default_symbol(decision.kind, body)
    return {
        **letterhead(body, day=day, number=decision.full_number, symbol=symbol, dated=decision.dated),
        **counts(lines), **signed, "nam": years, "thoi_gian": f" năm {years}" if years else "",
        "trich_yeu": decision.title, "noi_nhan": recipients.listed(decision),
        "trich_yeu_danh_sach": f"Cá nhân, tập thể được khen thưởng năm {years}",
        "kem_theo": _attached(decision, symbol),
    }


def _attached(decision: Decision, symbol: str) -> str:
    """'Quyết định số 215/QĐ-STP ngày 05 tháng 12 năm 2026 của Giám đốc Sở Tư pháp'."""
    word = "Tờ trình" if decision.kind == DecisionKind.LETTER else "Quyết định"
    author = decision.body.name if decision.kind == DecisionKind.LETTER else head_of(decision.body)
    year = (decision.dated or clock.today()).year
    return f"{word} số {decision.full_number or f'……/{symbol}'} {in_full(decision.dated, year)} của {author}"


def _ruled(decision: Decision) -> Values:
    title, _ = signer(Role.OFFICE_HEAD, decision.body, day=decision.dated or clock.today())
    return {"tham_quyen": head_of(decision.body).upper(), "nguoi_de_nghi": title, "nguoi_thi_hanh": title}


def _decision(decision: Decision, lines: Sequence[Dossier]) -> Values:
    votes = votes_of(lines, decision.body_id)
    return _ruled(decision) | groups(lines, lambda line: {"don_vi": line.unit_name}) | {
        "cac_can_cu": _cited(decision, lines, votes),
    }


def _letter(decision: Decision, lines: Sequence[Dossier]) -> Values:
    votes = votes_of(lines, decision.body_id)
    target = decision.target_body.name if decision.target_body else ""

    def row(line: Dossier) -> Values:
        vote = votes.get(line.pk)
        return {"tom_tat": line.achievement, "phieu": f"{vote.yes}/{vote.members}" if vote else "–"}

    return groups(lines, row) | {
        "kinh_gui": target, "trich_yeu_danh_sach": f"Cá nhân, tập thể đề nghị {target} khen thưởng",
        "cac_can_cu": _cited(decision, lines, votes),
    }


def _revocation(decision: Decision, lines: Sequence[Dossier]) -> Values:
    by = granted_by(lines)
    rows = groups(lines, lambda line: {"quyet_dinh": numbered(by[line.pk]) if line.pk in by else ""})
    wrong = revocation.GROUNDS.get(decision.ground, "")
    return _ruled(decision) | rows | {
        "cac_can_cu": [f"Căn cứ điểm {decision.ground} khoản 2 Điều 93 Luật 06/2022/QH15;"],
        "ly_do": f"{wrong}. {decision.reason}".strip(),
        "trich_yeu_danh_sach": "Cá nhân, tập thể bị hủy kết quả khen thưởng, thu hồi hiện vật và tiền thưởng",
    }


def _cited(decision: Decision, lines: Sequence[Dossier], votes: Mapping[int, AgendaItem]) -> list[str]:
    """The instruments, then the sessions that were for these lines."""
    sessions = {item.session_id: item.session for item in votes.values()}
    minutes = [
        f"Căn cứ Biên bản phiên họp ngày {timezone.localdate(each.held_at):%d/%m/%Y} của {each.council};"
        for each in sorted(sessions.values(), key=lambda session: session.held_at)
    ]
    return [*grounds(lines, decision.dated or clock.today()), *minutes]


MAKERS: dict[DecisionKind, Callable[[Decision, Sequence[Dossier]], Values]] = {
    DecisionKind.DECISION: _decision,
    DecisionKind.LETTER: _letter,
    DecisionKind.REVOCATION: _revocation,
}
