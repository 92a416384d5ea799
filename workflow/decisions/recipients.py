"""Nơi nhận (NĐ 30/2020/NĐ-CP, Phụ lục I [T]): who gets the paper, one a line, the keeping office last.

The clerk's own list is stored on the paper when it is numbered; until then the usual one is made from its lines.
"""

from dossiers import text
from dossiers.models import Dossier
from workflow.decisions.models import Decision, DecisionKind

LONGEST = 4_000  # characters of the whole list
KEPT_BY_CLERK = "VT"
# What a line of the list may end with as people type it; the print sets its own.
ENDINGS = " ;.,"


def listed(paper: Decision) -> list[str]:
    """The recipients as they are printed, without punctuation: those written on the paper, else the usual ones."""
    return split(paper.recipients) or usual(paper)


def usual(paper: Decision) -> list[str]:
    """The body above for a letter, else the units of the lines and the office; 'Lưu: VT' last. One query."""
    kept = f"Lưu: {KEPT_BY_CLERK}"
    if paper.kind == DecisionKind.LETTER:
        above = [paper.target_body.name] if paper.target_body is not None else []
        return [*above, *_office(paper), kept]
    rows = Dossier.objects.filter(decision_items__decision=paper, decision_items__live=True)
    names = rows.order_by("unit_name").values_list("unit_name", flat=True).distinct()
    return [*names, *_office(paper), kept]


def split(typed: str) -> list[str]:
    """One recipient a line, as typed, without dashes before and punctuation after; empty lines are left out."""
    lines = (text.nfc(line).lstrip("-–• ").rstrip(ENDINGS) for line in typed.splitlines())
    return [line for line in lines if line]


def joined(typed: str) -> str:
    """The list as it is stored."""
    return "\n".join(split(typed))


def _office(paper: Decision) -> list[str]:
    return [paper.body.office_name] if paper.body.office_name else []
