"""The words before a signature: KT., TUQ., TL. (NĐ 30/2020/NĐ-CP Đ.13 [T])."""

from datetime import date

from dossiers.models import Delegation, User
from dossiers.models.base import in_force
from dossiers.vocabulary import Role
from workflow.decisions.models import Decision

FORMS = ("", *Delegation.Form.values)
LONGEST = 64


def words_of(form: str, paper: Decision) -> str:
    """'KT. Giám đốc' for the form 'KT.'; empty where the chief signs."""
    return f"{form} {paper.body.decider_title}".strip()[:LONGEST] if form else ""


def form_of(paper: Decision, *, signer: User | None, role: str, delegated: bool, act: str, day: date) -> str:
    """The one of FORMS by which `signer` signs: that of the delegation, KT. for a deputy, none for the chief."""
    form = _form_of_delegation(paper, signer, role, act, day) if delegated else ""
    return form or (Delegation.Form.KT if role == Role.DEPUTY else "")


def _form_of_delegation(paper: Decision, signer: User | None, role: str, act: str, day: date) -> str:
    rows = Delegation.objects.filter(in_force(day), receiver=signer, unit=paper.body_id, role=role).order_by("pk")
    return next((row.form for row in rows if act in row.acts), "")
