"""Writing and striking internal notes. Who reads them is `access.visible_notes`; nothing else shows them: no list, no
search, no export, no message."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dossiers import access, clock, text
from dossiers.models import Dossier, HandIn, Note, Unit, User
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family

LONGEST = 2000  # characters of one note


def write(
    words: str, *, body: Unit, actor: User, dossier: Dossier | None = None, hand_in: HandIn | None = None
) -> Note:
    """Note `words` for the people of `body`, about a dossier or about a hand-in (exactly one of the two).

    The same words of the same person about the same thing on one day are one note, however often they are sent.
    Raises Refused: role for who has no post at the body, or is the nominee; papers if there are no words or too many.
    """
    words = text.nfc(words).strip()
    against = [*_against_writer(actor, body, dossier, hand_in), *_against_words(words)]
    if against:
        raise Refused(general=against)
    now = clock.now()
    about = {"body": body, "author": actor, "dossier": dossier, "hand_in": hand_in}
    same = Note.objects.filter(**about, text=words, struck_at=None).order_by("-at").first()
    if same is not None and _same_day(same.at, now):
        return same
    return Note.objects.create(**about, text=words, at=now)


@transaction.atomic
def strike(note: Note, *, actor: User) -> Note:
    """Strike one's own note on the day it was written; it stays readable, struck. Raises Refused (role, state)."""
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.author_id != actor.pk:
        raise Refused(general=[_no("Chỉ người ghi mới gạch bỏ được ghi chú của mình.", Family.ROLE)])
    if note.struck_at is not None:
        return note
    now = clock.now()
    if not _same_day(note.at, now):
        told = "Ghi chú chỉ gạch bỏ được trong ngày; có thể ghi thêm một ghi chú mới."
        raise Refused(general=[_no(told, Family.STATE)])
    note.struck_at = now
    note.save(update_fields=["struck_at"])
    return note


def strikable(note: Note, actor: User) -> bool:
    """Whether `actor` can still strike it."""
    return note.author_id == actor.pk and note.struck_at is None and _same_day(note.at, clock.now())


def _against_writer(
    actor: User, body: Unit, dossier: Dossier | None, hand_in: HandIn | None
) -> list[Objection]:
    if not access.may_note(actor, body.pk):
        return [_no(f"Ghi chú nội bộ của {body.name} do người của cơ quan này ghi.", Family.ROLE)]
    if dossier is not None and dossier.nominee.user_id == actor.pk:
        return [_no("Đây là hồ sơ của chính bạn: ghi chú nội bộ do người khác ghi và đọc.", Family.ROLE)]
    if hand_in is not None and hand_in.dossiers.filter(nominee__user=actor).exists():
        told = "Tờ trình này có hồ sơ của chính bạn: ghi chú nội bộ về cả tờ trình do người khác ghi và đọc."
        return [_no(told, Family.ROLE)]
    return []


def _against_words(words: str) -> list[Objection]:
    if not words:
        return [_no("Ghi chú chưa có nội dung.", Family.PAPERS)]
    if len(words) > LONGEST:
        return [_no(f"Ghi chú dài {len(words)} ký tự; ghi không quá {LONGEST} ký tự.", Family.PAPERS)]
    return []


def _no(told: str, family: Family) -> Objection:
    return Objection(family, told, waivable=False)


def _same_day(one: datetime, other: datetime) -> bool:
    return timezone.localdate(one) == timezone.localdate(other)
