"""What waited before it leaves: who lost the post or the account meanwhile is not told, and keeps nobody waiting."""

from datetime import timedelta

import pytest
from django.core import mail

from dossiers import clock
from dossiers.models import User
from dossiers.vocabulary import State
from notifications import circuits, hearers, lapsing, outbox, preferences
from notifications.channels import Retry, email
from notifications.daily import merge_due
from notifications.models import Delivery
from tests import factories as make
from tests.notifications.letters import queued_to
from tests.workflow.enquiry.conftest import Asked
from tests.world import bring, do, make_world

pytestmark = pytest.mark.django_db
NIGHT = timedelta(hours=10)


@pytest.fixture
def world():
    world = make_world()
    for user in (world.head, world.drafter):
        user.email = f"{user.username}@stp.example.vn"
        user.save()
    return world


def held(world):
    """The unit hears that a line rests: two letters wait."""
    rows = bring(world, State.APPRAISING)
    outbox.announce()
    Delivery.objects.all().delete()
    rows = do(world, "hold", rows)
    outbox.announce()
    assert Delivery.objects.filter(channel="email", state="queued").count() == 2
    return rows


def after(pause: timedelta) -> list[str]:
    """Send what is due after `pause`; whom it reached."""
    mail.outbox.clear()
    Delivery.objects.filter(channel="email", state__in=["queued", "retry"]).update(next_try_at=clock.now())
    circuits.answered("email")
    with clock.set_to(clock.now() + pause):
        outbox.send_due()
    return sorted(letter.to[0] for letter in mail.outbox)


def fate(user) -> tuple[str, str]:
    return Delivery.objects.filter(user=user, channel="email").values_list("state", "last_error").latest("pk")


def test_who_keeps_the_post_gets_the_letter_in_the_morning(world):
    held(world)
    assert after(NIGHT) == sorted([world.head.email, world.drafter.email])


def test_who_lost_the_post_overnight_does_not(world):
    held(world)
    world.head.posts.update(valid_to=make.LONG_AGO)
    assert after(NIGHT) == [world.drafter.email]
    assert fate(world.head) == ("suppressed", lapsing.LAPSED)
    assert after(NIGHT) == []


def test_nor_who_has_no_account_any_more(world):
    held(world)
    User.objects.filter(pk=world.head.pk).update(is_active=False)
    assert after(NIGHT) == [world.drafter.email]


def test_who_lost_one_of_two_posts_and_still_sees_the_dossier_does(world):
    held(world)
    make.give_post(world.head, "inspector", world.body)
    world.head.posts.filter(role="unit_head").update(valid_to=make.LONG_AGO)
    assert world.head.email in after(NIGHT)


class TestOfAPaper:
    """The office hears of an enquiry: three letters wait, that of its head too."""

    @pytest.fixture
    def people(self, world):
        people = [world.other_appraiser, world.office_head, make.make_holder("appraiser", world.body)]
        for user in people:
            user.email = f"{user.username}@stp.example.vn"
            user.save()
        Asked(world).enter()
        outbox.announce()
        assert Delivery.objects.filter(channel="email", state="queued").count() == 3
        return people

    def test_who_lost_the_post_overnight_is_not_written_to(self, world, people):
        lost, *others = people
        lost.posts.update(valid_to=make.LONG_AGO)
        make.give_post(lost, "clerk", world.body)
        assert after(NIGHT) == sorted(user.email for user in others)
        assert fate(lost) == ("suppressed", lapsing.LAPSED)

    def test_who_is_only_away_is(self, world, people):
        make.be_away(people[0])
        assert after(NIGHT) == sorted(user.email for user in people)

    def test_three_papers_cost_as_many_statements_as_one(self, world, people, django_assert_max_num_queries):
        Asked(world).enter(number="813/BTP-TĐKT")
        Asked(world).enter(number="814/BTP-TĐKT")
        outbox.announce()
        rows, counts = Delivery.objects.filter(channel="email").select_related("user").order_by("pk"), []
        with clock.set_to(clock.now() + NIGHT):
            for some in (rows[:1], rows):
                some = list(some)
                with django_assert_max_num_queries(40) as asked:
                    assert lapsing.without_lapsed(some) == some
                counts.append(len(asked))
        assert (rows.count(), counts[0]) == (9, counts[1])


def test_a_repeat_asks_again(world, monkeypatch):
    held(world)

    def later(row):
        raise Retry("451 try later")

    monkeypatch.setattr(email, "send", later)
    assert after(timedelta()) == []
    monkeypatch.undo()
    world.head.posts.update(valid_to=make.LONG_AGO)
    assert after(NIGHT) == [world.drafter.email]


def test_the_letter_of_the_day_leaves_it_out(world):
    for user in (world.head, world.drafter):
        preferences.choose(user, [("news", "email", "daily")])
    held(world)
    world.head.posts.update(valid_to=make.LONG_AGO)
    with clock.set_to(clock.now() + timedelta(days=7)):
        assert merge_due() == 1
    assert [row.user for row in Delivery.objects.filter(subject__startswith="Tin trong ngày")] == [world.drafter]
    assert fate(world.head) == ("suppressed", lapsing.LAPSED)


def test_what_leaves_at_once_is_not_asked_for_again(world, django_assert_num_queries):
    held(world)
    rows = list(Delivery.objects.filter(channel="email").select_related("user"))
    with django_assert_num_queries(0):
        assert lapsing.without_lapsed(rows) == rows


def test_many_without_a_reader_keep_nobody_waiting_in_the_same_run(world):
    rows = queued_to(world, 50)
    stays = rows[-1].user
    User.objects.filter(pk__in=[row.user_id for row in rows]).exclude(pk=stays.pk).update(is_active=False)
    Delivery.objects.update(created_at=clock.now() - timedelta(hours=1))
    circuits.answered("email")
    assert outbox.send_due() == 1
    assert [letter.to[0] for letter in mail.outbox] == [stays.email]
    assert Delivery.objects.filter(channel="email", last_error=lapsing.LAPSED).count() == 49


def test_the_dossier_s_page_says_who_was_not_told_any_more(world):
    [dossier] = held(world)
    world.head.posts.update(valid_to=make.LONG_AGO)
    after(NIGHT)
    [notice] = [each for each in hearers.notices(dossier.pk) if each.user_id == world.head.pk]
    assert [(way.words, way.fate) for way in notice.ways] == [
        ("trong ứng dụng", ""), ("thư điện tử", "không gửi, vì không còn là người được báo"),
    ]
