"""How each person wants to hear of each kind by each channel; the application always tells what needs the person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from dossiers.models import User
from notifications.channels import webhook
from notifications.channels.registry import CHANNELS
from notifications.kinds import Kind, Mode
from notifications.models import INBOX, Delivery, DeliveryState, Preference

NEEDED = (Kind.WORK, Kind.REMINDER)  # of the person: to do, and still not done
CHOSEN_OFF = "Người nhận đã chọn không nhận."
QUEUED = (DeliveryState.QUEUED, DeliveryState.RETRY)


@dataclass(frozen=True)
class Modes:
    """What was chosen: (user pk, kind, channel) → mode; what was not chosen comes at once."""

    chosen: Mapping[tuple[int, str, str], str]

    def of(self, user_id: int, kind: str, channel: str) -> str:
        """How `kind` reaches this person by `channel`."""
        mode = self.chosen.get((user_id, kind, channel), Mode.AT_ONCE)
        return mode if mode in allowed(kind, channel) else Mode.AT_ONCE


def allowed(kind: str, channel: str) -> tuple[Mode, ...]:
    """What may be chosen. In the application a message waits for its reader anyway, and what needs the person is always
    told there."""
    if channel != INBOX:
        return (Mode.AT_ONCE, Mode.DAILY, Mode.OFF)
    return (Mode.AT_ONCE,) if kind in NEEDED else (Mode.AT_ONCE, Mode.OFF)


def modes(user_ids: Collection[int]) -> Modes:
    """What these people have chosen. One query."""
    rows = Preference.objects.filter(user__in=user_ids).values_list("user_id", "kind", "channel", "mode")
    return Modes({(user_id, kind, channel): mode for user_id, kind, channel, mode in rows})


def mode_of(user_ids: Collection[int], kind: str, channel: str) -> dict[int, str]:
    """User pk → how `kind` reaches that person by `channel`. One query."""
    chosen = modes(user_ids)
    return {pk: chosen.of(pk, kind, channel) for pk in user_ids}


def channels() -> list[tuple[str, str]]:
    """The channels to people in this installation, (name, words)."""
    return [(name, each.LABEL) for name, each in CHANNELS.items() if name != webhook.NAME and each.is_configured()]


def choose(user: User, chosen: Iterable[tuple[str, str, str]]) -> None:
    """Keep (kind, channel, mode) for `user`, each as far as it is allowed; what is not named stays as it is. What waits
    to leave and is no longer wanted does not leave."""
    wanted = [(kind, channel, mode) for kind, channel, mode in chosen if mode in allowed(kind, channel)]
    with transaction.atomic():
        # one at a time per person: two windows saved at once must not leave two rows of one choice
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        for kind, channel, _ in wanted:
            Preference.objects.filter(user=user, kind=kind, channel=channel).delete()
        Preference.objects.bulk_create(
            Preference(user=user, kind=kind, channel=channel, mode=mode) for kind, channel, mode in wanted
            if mode != Mode.AT_ONCE
        )
        for kind, channel, mode in wanted:
            if mode == Mode.OFF:
                _stop(user, kind, channel)


def _stop(user: User, kind: str, channel: str) -> None:
    # a letter of the day tells of other kinds too; what is held is asked again when it is let go
    waiting = Delivery.objects.filter(user=user, kind=kind, channel=channel, merged=None, state__in=QUEUED)
    waiting.update(state=DeliveryState.SUPPRESSED, next_try_at=None, last_error=CHOSEN_OFF)
