"""Who prepares a hand-in, and until when: its unit, while something of it is still to be sent."""

from collections.abc import Iterable, Sequence

from dossiers import roles
from dossiers.access import ENTERED_BY_OFFICE
from dossiers.models import Dossier, HandIn, Unit, User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import UNIT_ROLES, Family, HandInOrigin, Role, State


def preparing_desk(hand_in: HandIn, *, sends: bool = False) -> tuple[str, int]:
    """Whose hand-in it is to prepare and mend (role, unit pk): its unit's head; the office that entered it from a paper
    or proposes itself. `sends`: who sends it the first time, for the office's own proposal the head of the office."""
    if hand_in.origin not in ENTERED_BY_OFFICE:
        return str(Role.UNIT_HEAD), hand_in.unit_id
    own = sends and hand_in.origin == HandInOrigin.OFFICE
    return str(Role.OFFICE_HEAD if own else Role.OFFICE), hand_in.to_body_id


def may_draft(
    user: User, unit_id: int, *, origin: str = HandInOrigin.UNIT, to_body_id: int | None = None,
    grants: Sequence[Grant] | None = None,
) -> bool:
    """Whether `user` prepares papers of that unit: its drafter or head; the receiving office where it enters itself.

    `grants` spares the queries when they were just read."""
    grants = roles.grants_of(user) if grants is None else grants
    wanted = {(role, unit_id) for role in UNIT_ROLES}
    if origin in ENTERED_BY_OFFICE:
        wanted = {(Role.OFFICE, to_body_id)}
    return any((grant.role, grant.unit_id) in wanted and grant.acts is None for grant in grants)


def may_edit(user: User, hand_in: HandIn, *, grants: Sequence[Grant] | None = None) -> bool:
    """Whether `user` may still change this hand-in: not sent, and hers to draft; `grants` as in `may_draft`."""
    return hand_in.submitted_at is None and may_change(user, hand_in, grants=grants)


def may_change(user: User, hand_in: HandIn, *, grants: Sequence[Grant] | None = None) -> bool:
    """Whether `user` may work on what of this hand-in is still unsent; `grants` as in `may_draft`."""
    grants = roles.grants_of(user) if grants is None else grants
    mine = may_draft(user, hand_in.unit_id, origin=hand_in.origin, to_body_id=hand_in.to_body_id, grants=grants)
    return mine and not waits_for_head(hand_in, grants)


def waits_for_head(hand_in: HandIn, grants: Sequence[Grant]) -> bool:
    """Whether it lies before the head of its unit, and these grants are not the head's: what is being read there stands
    still until it is taken back or comes back."""
    head = any(
        grant.role == Role.UNIT_HEAD and grant.unit_id == hand_in.unit_id and grant.acts is None for grant in grants
    )
    return hand_in.prepared_at is not None and not head


def lock_hand_ins(dossier_ids: Iterable[int]) -> None:
    """Lock the hand-ins of these drafts before the drafts themselves: whoever changes a line, lays the whole before the
    head or sends it waits here for the others, all in this one order."""
    carrying = Dossier.objects.filter(pk__in=list(dossier_ids), state=State.DRAFT).order_by().values("hand_in")
    list(HandIn.objects.select_for_update().filter(pk__in=carrying).order_by("pk").values_list("pk"))


def check_may_prepare(hand_in: HandIn, actor: User) -> None:
    """Raise Refused unless `actor` prepares this hand-in and something of it is still to be sent."""
    check_hands(hand_in, actor)
    if hand_in.submitted_at is not None and not hand_in.dossiers.filter(state=State.DRAFT).exists():
        raise Refused(general=[too_late(f"{hand_in.called} {hand_in.code} đã gửi nên không sửa được nữa.")])


def check_may_edit(hand_in: HandIn, actor: User) -> None:
    """Raise Refused unless `actor` may change this hand-in and add to it: nothing of it was sent."""
    check_hands(hand_in, actor)
    if hand_in.submitted_at is not None:
        raise Refused(general=[too_late(f"{hand_in.called} {hand_in.code} đã gửi nên không sửa được nữa.")])


def check_may_add_lines(hand_in: HandIn, actor: User) -> None:
    """Raise Refused unless `actor` may change this hand-in and it is one that carries lines."""
    check_may_edit(hand_in, actor)
    if not hand_in.proposes:
        text = f"{hand_in.called} chỉ có nội dung và giấy tờ, không kèm người, tập thể được đề nghị."
        mend = "Lập tờ trình đề nghị khen thưởng"
        raise Refused(general=[Objection(Family.PAPERS, text, mend=mend, waivable=False)])


def check_hands(hand_in: HandIn, actor: User) -> None:
    """Raise Refused unless `actor` prepares papers of its unit and it does not lie before the head."""
    grants = roles.grants_of(actor)
    if not may_draft(
        actor, hand_in.unit_id, origin=hand_in.origin, to_body_id=hand_in.to_body_id, grants=grants
    ):
        raise Refused(general=[not_yours(hand_in.unit)])
    if waits_for_head(hand_in, grants):
        raise Refused(general=[before_the_head(hand_in)])


def before_the_head(hand_in: HandIn) -> Objection:
    """The objection of family state against changing what the head is reading."""
    text = f"Tờ trình {hand_in.number or hand_in.code} đang chờ thủ trưởng duyệt nên chưa sửa được."
    return Objection(Family.STATE, text, mend="Thu lại để sửa", waivable=False)


def not_yours(unit: Unit) -> Objection:
    """The objection of family role against preparing for `unit`."""
    text = f"Chỉ người soạn hồ sơ hoặc thủ trưởng của {unit.name} được soạn, sửa tờ trình này."
    return Objection(Family.ROLE, text, waivable=False)


def too_late(text: str) -> Objection:
    """The objection of family state with this text."""
    return Objection(Family.STATE, text, waivable=False)
