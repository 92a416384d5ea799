"""The token that opens Zalo's interface: short-lived, renewed with another that is good for one renewal only.

Of several workers one renews (a lease on the row); nothing is asked of Zalo while a transaction is open.
"""

import hashlib
import json
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q

from dossiers import clock
from notifications.models import ZaloAccess
from notifications.webhooks import outward

EARLY = timedelta(minutes=5)  # before its end
LEASE = timedelta(minutes=1)
USUAL = 90_000  # seconds a token lives, where the answer does not say
FRESH = timedelta(minutes=2)
REFUSED = "Zalo không cấp lại quyền gửi tin; quản trị máy chủ cần lấy mã làm mới (refresh token) mới."
BUSY = "Đang chờ Zalo cấp lại quyền gửi tin."


class NoAccess(Exception):
    """There is no token now; the text says why, in words."""


def token() -> str:
    """The token to send with, renewed where it is about to end. Raises NoAccess."""
    row = _row()
    if row.access and row.until and row.until - EARLY > clock.now():
        return row.access
    if not _claimed(row):
        raise NoAccess(BUSY)
    return _renewed(row)


def refused(used: str) -> bool:
    """Zalo no longer takes `used`: the next asker renews it. False where it had only just been given."""
    rows = ZaloAccess.objects.filter(access=used)
    old = rows.filter(Q(renewed_at=None) | Q(renewed_at__lt=clock.now() - FRESH))
    return bool(old.update(until=None)) or not rows.exists()


def _row() -> ZaloAccess:
    seed = hashlib.sha256(settings.ZALO.refresh_token.encode()).hexdigest()
    row, _ = ZaloAccess.objects.get_or_create(pk=1, defaults={"seed": seed, "refresh": settings.ZALO.refresh_token})
    if row.seed != seed:
        fresh = {"seed": seed, "refresh": settings.ZALO.refresh_token, "access": "", "until": None, "renewed_at": None}
        ZaloAccess.objects.filter(pk=1, seed=row.seed).update(**fresh)
        row.refresh_from_db()
    return row


def _claimed(row: ZaloAccess) -> bool:
    now = clock.now()
    free = ZaloAccess.objects.filter(Q(busy_until=None) | Q(busy_until__lt=now), pk=row.pk, refresh=row.refresh)
    return free.update(busy_until=now + LEASE) == 1


def _renewed(row: ZaloAccess) -> str:
    try:
        given = _asked(row.refresh)
    except NoAccess:
        ZaloAccess.objects.filter(pk=row.pk).update(busy_until=None)
        raise
    now, lives = clock.now(), int(given.get("expires_in") or USUAL)
    row.access, row.refresh = given["access_token"], given.get("refresh_token") or row.refresh
    row.until, row.renewed_at, row.busy_until = now + timedelta(seconds=lives), now, None
    row.save()
    return row.access


def _asked(refresh: str) -> dict[str, str]:
    zalo = settings.ZALO
    form = {"refresh_token": refresh, "app_id": zalo.app_id, "grant_type": "refresh_token"}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "secret_key": zalo.secret}
    try:
        answer = outward.post_to_own(f"{zalo.login_url}/v4/oa/access_token", urlencode(form).encode(), headers)
        given = json.loads(answer.body)
    except outward.Silent as error:
        raise NoAccess(f"Zalo không trả lời. {error}") from error
    except ValueError as error:
        raise NoAccess("Zalo trả lời không đọc được.") from error
    if not isinstance(given, dict) or not given.get("access_token"):
        raise NoAccess(REFUSED)
    return given
