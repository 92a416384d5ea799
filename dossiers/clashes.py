"""One open dossier per nominee, award, season, round and theme: found before the database has to refuse it."""

from collections.abc import Sequence

from dossiers.desks import desk_words
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier
from dossiers.rules.objection import Objection
from dossiers.vocabulary import Family, State

Key = tuple[int, int, int, int | None, str]


def key_of(dossier: Dossier) -> Key:
    """What may be open only once; no round and no theme count as a round and a theme of their own."""
    return (dossier.nominee_id, dossier.award_id, dossier.season_id, dossier.round_id, dossier.theme)


def clashes(dossiers: Sequence[Dossier]) -> dict[int, Objection]:
    """Position in `dossiers` → the objection against it; saved and unsaved dossiers alike. One query."""
    taken = _open_ones(dossiers)
    found: dict[int, Objection] = {}
    for position, dossier in enumerate(dossiers):
        other = taken.setdefault(key_of(dossier), dossier)
        if other is not dossier and (other.pk is None or other.pk != dossier.pk):
            found[position] = objection(dossier, other)
    return found


def objection(dossier: Dossier, other: Dossier) -> Objection:
    """Why `dossier` may not stand beside the open `other`: its code and who holds it."""
    if other.pk is None:
        text = f"{dossier.nominee_name} được ghi hai lần cho {dossier.award.name} trong cùng danh sách."
        return Objection(Family.SUBJECT, text, mend="Bỏ bớt một dòng", waivable=False)
    held = desk_words(other.desk_role, other.desk_unit)
    where = ", ".join(part for part in (State(other.state).label.lower(), held and f"do {held} giữ") if part)
    about = f"{dossier.nominee_name} đã có hồ sơ đang mở đề nghị {dossier.award.name} trong {dossier.season.title}"
    text = f"{about}: {other.code} ({where})."
    return Objection(
        Family.SUBJECT, text, waivable=False,
        mend="Dùng hồ sơ đang mở, hoặc ghi đợt, chuyên đề khác nếu là lần đề nghị khác",
    )


def _open_ones(dossiers: Sequence[Dossier]) -> dict[Key, Dossier]:
    rows = Dossier.objects.exclude(state__in=CLOSED_STATES).filter(
        nominee__in={each.nominee_id for each in dossiers},
        award__in={each.award_id for each in dossiers},
        season__in={each.season_id for each in dossiers},
    )
    return {key_of(row): row for row in rows.select_related("desk_unit").order_by("-pk")}
