"""The right to do what is no move of a dossier: vote, number, propose. Moves are judged by the door itself."""

from collections.abc import Sequence

from dossiers import roles
from dossiers.desks import desk_words
from dossiers.models import Unit, User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family
from workflow.deeds import DEEDS


def require(actor: User, deed: str, wanted: Sequence[str], *, body: Unit) -> Grant:
    """The grant by which `actor` may do `deed` (a key of DEEDS) in one of the `wanted` roles at `body`.

    Raises Refused (family role) naming who may.
    """
    grants = roles.grants_of(actor)
    for role in wanted:
        for grant in grants:
            if grant.role == role and grant.unit_id == body.pk and grant.covers(deed):
                return grant
    who = ", ".join(desk_words(role, body) for role in wanted)
    raise Refused(general=[not_yours(f"Việc '{DEEDS[deed]}' do {who} thực hiện.")])


def not_yours(text: str) -> Objection:
    """The objection of family role with this text."""
    return Objection(Family.ROLE, text, mend="Đề nghị người nói trên thực hiện", waivable=False)


def too_late(text: str) -> Objection:
    """The objection of family state with this text: somebody was quicker, or the paper has gone on."""
    return Objection(Family.STATE, text, mend="Tải lại trang để xem tình trạng mới nhất", waivable=False)


def incomplete(text: str, *, mend: str = "") -> Objection:
    """The objection of family papers that no season waives: something the act needs was not given."""
    return Objection(Family.PAPERS, text, mend=mend, waivable=False)
