"""Saved filters: what a person keeps of the list of dossiers."""

from django.db import IntegrityError, transaction

from dossiers import text
from dossiers.models import SavedFilter, User
from dossiers.models.saved import LONGEST_NAME
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family

MOST = 30  # saved filters of one person: they are chips above the list


def save(user: User, *, name: str, query: str) -> SavedFilter:
    """Keep `query` (of `DossierFilter.query`: what was understood, no more) under `name`.

    Raises Refused without a name, without conditions, for a name in use, beyond MOST filters."""
    if not query:
        raise _refused("Chưa có điều kiện nào để lưu.", "Chọn điều kiện rồi lưu")
    if SavedFilter.objects.filter(user=user).count() >= MOST:
        raise _refused(f"Mỗi người lưu được {MOST} bộ lọc.", "Xóa bớt bộ lọc không dùng nữa")
    return _store(SavedFilter(user=user, name=_name(name), query=query))


def rename(saved: SavedFilter, name: str) -> SavedFilter:
    """Raises Refused as `save`."""
    saved.name = _name(name)
    return _store(saved)


@transaction.atomic
def open_with(saved: SavedFilter, *, wanted: bool) -> None:
    """Let the list open with this filter, or (`wanted` false) with everything again."""
    SavedFilter.objects.filter(user=saved.user_id, is_default=True).update(is_default=False)
    if wanted:
        SavedFilter.objects.filter(pk=saved.pk).update(is_default=True)


def _name(name: str) -> str:
    words = text.nfc(" ".join(name.split()))
    if not words:
        raise _refused("Bộ lọc chưa có tên.", "Ghi tên ngắn gọn, ví dụ: Quá hạn của phòng")
    if len(words) > LONGEST_NAME:
        raise _refused(f"Tên bộ lọc không quá {LONGEST_NAME} ký tự.", "Ghi tên ngắn hơn")
    return words


def _store(saved: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise _refused(f"Bạn đã có bộ lọc tên “{saved.name}”.", "Chọn tên khác") from error
    return saved


def _refused(words: str, mend: str) -> Refused:
    return Refused(general=[Objection(Family.STATE, words, mend=mend, waivable=False)])
