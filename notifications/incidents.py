"""Messages that could not be delivered: an administrator sees them, repeats them or lets them go with a reason."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from dossiers import clock, reach
from dossiers.models import User
from notifications.channels import email, registry
from notifications.models import Delivery, DeliveryState, Incident

LONGEST_REASON = 255


def unresolved() -> QuerySet[Incident]:
    """Incidents nobody has dealt with, the newest first."""
    return Incident.objects.filter(resolved_at=None).order_by("-pk")


def repeat(pks: Collection[int], *, by: User, reason: str = "") -> int:
    """Send these once more, with all their tries before them; returns how many. A handful of statements."""
    with transaction.atomic(), clock.one_instant():
        rows = _resolve(pks, Incident.Resolution.REPEATED, by, reason)
        failed = Delivery.objects.filter(pk__in=[row.delivery_id for row in rows], state=DeliveryState.FAILED)
        failed.update(state=DeliveryState.QUEUED, attempts=0, next_try_at=clock.now())
        return len(rows)


def skip(pks: Collection[int], *, by: User, reason: str) -> int:
    """Let these go: they stay undelivered; returns how many. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a message is let go with a reason")
    with transaction.atomic(), clock.one_instant():
        return len(_resolve(pks, Incident.Resolution.SKIPPED, by, reason))


def _resolve(pks: Collection[int], resolution: str, by: User, reason: str) -> Sequence[Incident]:
    # two administrators at once: the second finds them resolved
    rows = list(unresolved().filter(pk__in=pks).select_for_update())
    done = {"resolution": resolution, "resolved_by": by, "resolved_at": clock.now(), "reason": reason.strip()}
    Incident.objects.filter(pk__in=[row.pk for row in rows]).update(**done)
    return rows


@reach.provider
def troubles(users: Collection[int]) -> dict[int, str]:
    """Who does not receive, by which channel, with the error last met; not what something has arrived by since."""
    same = {"user": OuterRef("delivery__user"), "channel": OuterRef("delivery__channel")}
    since = Delivery.objects.filter(**same, state=DeliveryState.SENT, sent_at__gt=OuterRef("opened_at"))
    rows = unresolved().filter(~Exists(since), delivery__user__in=users).order_by("pk")
    found: dict[int, dict[str, str]] = {}
    for user, channel, error in rows.values_list("delivery__user", "delivery__channel", "error"):
        found.setdefault(user, {})[channel] = error
    return {user: " ".join(_says(*each) for each in ways.items()) for user, ways in found.items()}


def _says(channel: str, error: str) -> str:
    what = "Địa chỉ thư này không nhận được thư" if channel == email.NAME else f"{registry.label(channel)}: không nhận"
    return f"{what} ({error})."
