"""Letters on their way, for the tests of the post office."""

from dossiers.vocabulary import State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.world import bring, do, drafts


def give_addresses(*users):
    for user in users:
        user.email = f"{user.username}@stp.example.vn"
        user.save()


def queued(world):
    """One queued e-mail: to the head of the unit, about a return."""
    rows = bring(world, State.APPRAISING)
    outbox.announce()
    Delivery.objects.all().delete()
    give_addresses(world.head)
    do(world, "return_for_correction", rows)
    outbox.announce()
    return Delivery.objects.get(channel="email")


def queued_to(world, people):
    """One queued e-mail each to so many people of the office, about one hand-in."""
    holders = [make.make_holder("office", world.body) for _ in range(people)]
    Delivery.objects.all().delete()
    give_addresses(*holders)
    do(world, "submit", drafts(world))
    outbox.announce()
    return list(Delivery.objects.filter(channel="email").order_by("pk"))


def refresh(letter):
    letter.refresh_from_db()
    return letter
