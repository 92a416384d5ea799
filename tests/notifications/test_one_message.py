"""One message a person, batch and channel, whatever the posts held; only the lines that concern the reader; and the
thread in which each lies."""

import pytest

from dossiers import clock
from dossiers.models import User
from dossiers.vocabulary import Role, State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.workflow.enquiry.conftest import Asked
from tests.world import bring, do, make_world
from workflow import engine
from workflow.models import Consultation, Follow, Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    for user in (world.head, world.other_head, world.appraiser, world.other_appraiser):
        user.email = f"{user.username}@stp.example.vn"
        user.save()
    return world


def forget() -> None:
    outbox.announce(limit=1000)
    Delivery.objects.all().delete()


def told(user: User) -> list[tuple[str, str]]:
    outbox.announce()
    rows = Delivery.objects.filter(user=user).order_by("channel")
    return list(rows.values_list("channel", "subject"))


def test_somebody_of_every_role_hears_once_by_each_channel(world):
    rows = bring(world, State.APPRAISING, 2)
    for role, unit in ((Role.DRAFTER, world.unit), (Role.OFFICE, world.body), (Role.CLERK, world.body)):
        make.give_post(world.head, role, unit)
    for row in rows:
        Follow.objects.create(dossier=row, user=world.head, since=clock.now())
    own = bring(world, State.APPRAISING, nominees=[make.make_person(world.unit, user=world.head)])
    forget()
    do(world, "return_for_correction", [*rows, *own])
    assert told(world.head) == [(channel, "Hồ sơ cần bổ sung – 3 hồ sơ") for channel in ("email", "inbox")]


def test_who_follows_a_dossier_loses_no_letter_by_also_being_told_at_work(world):
    """That a line is ready for the council is told to its secretary in the application only."""
    world.secretary.email = "thuky@stp.example.vn"
    world.secretary.save()
    for follows, channels in ((False, ["inbox"]), (True, ["email", "inbox"])):
        rows = bring(world, State.APPRAISING)
        if follows:
            Follow.objects.create(dossier=rows[0], user=world.secretary, since=clock.now())
        forget()
        [cleared] = do(world, "clear", rows)
        assert told(world.secretary) == [(each, f"Hồ sơ đã thẩm định xong – {cleared.code}") for each in channels]


def test_who_heads_one_unit_reads_nothing_of_the_other(world):
    ours = bring(world, State.APPRAISING, 2)
    world.head, ours_head = world.other_head, world.head
    theirs = bring(world, State.APPRAISING, unit=world.other_unit)
    forget()
    engine.perform("hold", [*ours, *theirs], actor=world.appraiser, reason="Chờ xác minh thông tin cần thiết.",
                   public_line="Chờ xác minh thông tin")
    outbox.announce()
    read = {
        head: Delivery.objects.get(user=head, channel="inbox").body for head in (ours_head, world.other_head)
    }
    for head, mine, others in ((ours_head, ours, theirs), (world.other_head, theirs, ours)):
        assert [each.code in read[head] for each in mine] == [True] * len(mine)
        assert [each.code in read[head] for each in others] == [False] * len(others)


def threads(user: User) -> list[str]:
    outbox.announce()
    return list(Delivery.objects.filter(user=user, channel="email").order_by("pk").values_list("thread", flat=True))


class TestThreads:
    def test_a_letter_that_asks_for_opinions_is_one_thread_from_asking_to_its_end(self, world):
        rows = bring(world, State.APPRAISING, 2)
        forget()
        do(world, "ask_consultation", rows, inside=[world.other_unit.pk], outside=[], days=5)
        letter = Consultation.objects.get()
        assert threads(world.other_head) == [f"lay-y-kien.{letter.pk}"]

    def test_an_enquiry_is_one(self, world):
        forget()
        enquiry = Asked(world).enter()
        assert threads(world.other_appraiser) == [f"hoi-y-kien.{enquiry.pk}"]

    def test_lines_of_a_posting_are_threads_of_their_own(self, world):
        rows = bring(world, State.APPRAISING)
        forget()
        do(world, "post_publicly", rows)
        assert Posting.objects.count() == 1
        assert threads(world.head) == [f"ho-so.{rows[0].pk}"]
