"""The outbox: one message per person, batch and channel, exactly once in the application, at least once by e-mail."""

import threading

import pytest
from django.core import mail
from django.db import connection, transaction

from dossiers.vocabulary import State
from notifications import announcing, gathering, outbox, tasks
from notifications.models import Delivery, DeliveryState
from tests import factories as make
from tests.notifications.letters import give_addresses, queued
from tests.world import bring, do, drafts, make_world
from workflow import engine
from workflow.flows import claims
from workflow.models import Batch, Procedure, Unannounced

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def letter(world):
    """One queued e-mail."""
    return queued(world)


class TestAnnouncing:
    def test_one_message_a_person_batch_and_channel_listing_the_lines(self, world):
        give_addresses(world.appraiser)
        do(world, "submit", drafts(world, 3))
        outbox.announce()
        rows = Delivery.objects.filter(user=world.appraiser).order_by("channel")
        assert [(row.channel, row.state) for row in rows] == [("email", "queued"), ("inbox", "sent")]
        assert {row.body.count("– HS-") for row in rows} == {3}

    def test_letters_about_one_dossier_are_one_thread_those_about_several_follow_the_paper(self, world):
        give_addresses(world.appraiser)
        (one,) = do(world, "submit", drafts(world))
        several = do(world, "submit", drafts(world, 3))
        outbox.announce()
        threads = Delivery.objects.filter(channel="email", user=world.appraiser).order_by("pk")
        assert list(threads.values_list("thread", flat=True)) == [
            f"ho-so.{one.pk}", f"to-trinh.{several[0].hand_in_id}",
        ]

    def test_however_often_it_runs_everybody_is_told_once(self, world):
        do(world, "submit", drafts(world))
        assert [outbox.announce() for _ in range(3)] == [1, 0, 0]
        told = Delivery.objects.filter(channel="inbox").values_list("user", flat=True)
        assert sorted(told) == sorted(each.pk for each in (world.appraiser, world.other_appraiser, world.office_head))

    def test_a_page_full_of_what_cannot_be_told_keeps_nothing_back(self, world, monkeypatch):
        rows = drafts(world, 4)
        for row in rows[:3]:
            do(world, "submit", [row])
        do(world, "receive", do(world, "submit", rows[3:]))
        bad, write = {"submit"}, announcing.writing.write

        def fail(batches, told):
            if Batch.objects.get(pk=batches[0]).act in bad:
                raise KeyError("wording")
            return write(batches, told)

        monkeypatch.setattr(announcing.writing, "write", fail)
        assert [outbox.announce(2), Unannounced.objects.count()] == [1, 4]
        bad.clear()
        assert [outbox.announce(2), outbox.announce(2), outbox.announce(2)] == [2, 2, 0]

    def test_what_happened_while_the_worker_was_down_is_told_when_it_is_back(self, world):
        rows = drafts(world)
        do(world, "receive", do(world, "submit", rows))
        do(world, "return_for_correction", rows)
        assert Unannounced.objects.count() == 3
        tasks.deliver()
        assert Unannounced.objects.count() == 0
        heard = {user: set() for user in ("head", "drafter", "office_head")}
        for row in Delivery.objects.filter(channel="inbox"):
            for name, subjects in heard.items():
                if row.user == getattr(world, name):
                    subjects.add(row.subject.split(" – ")[0])
        assert heard == {
            "head": {"Hồ sơ cần bổ sung"},
            "drafter": {"Hồ sơ cần bổ sung"},
            "office_head": {"Hồ sơ mới chờ tiếp nhận"},
        }

    def test_an_act_that_was_rolled_back_is_told_to_nobody(self, world):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            do(world, "submit", drafts(world))
            1 / 0  # noqa: B018
        assert (outbox.announce(), Delivery.objects.count()) == (0, 0)

    def test_a_batch_that_cannot_be_told_stays_and_keeps_no_other_back(self, world, monkeypatch, caplog):
        do(world, "submit", drafts(world))
        do(world, "submit", drafts(world))
        first, second = Batch.objects.order_by("pk")
        told = gathering.messages_of

        def broken(batches, **options):
            if batches == [first.pk]:
                raise RuntimeError("broken text")
            return told(batches, **options)

        monkeypatch.setattr(announcing, "messages_of", broken)
        assert outbox.announce() == 1
        assert "could not be announced" in caplog.text
        assert list(Unannounced.objects.values_list("batch", flat=True)) == [first.pk]
        assert set(Delivery.objects.values_list("batch", flat=True)) == {second.pk}
        monkeypatch.setattr(announcing, "messages_of", told)
        assert outbox.announce() == 1
        assert set(Delivery.objects.values_list("batch", flat=True)) == {first.pk, second.pk}

    def test_deliveries_and_the_outbox_row_live_and_die_together(self, world, monkeypatch):
        do(world, "submit", drafts(world))

        def fail(self, *args, **kwargs):
            raise RuntimeError("power cut")

        monkeypatch.setattr(Unannounced, "delete", fail)
        assert outbox.announce() == 0
        assert (Delivery.objects.count(), Unannounced.objects.count()) == (0, 1)

    def test_a_run_takes_no_more_than_its_share(self, world):
        for _ in range(3):
            do(world, "submit", drafts(world))
        assert [outbox.announce(2), outbox.announce(2), outbox.announce(2)] == [2, 1, 0]

    def test_many_lines_and_people_cost_no_more_queries_than_one(self, world, django_assert_max_num_queries):
        counts = []
        for lines in (1, 30):
            rows = drafts(world, lines)
            do(world, "submit", rows)
            counts.append(self.queries_of_announcing(django_assert_max_num_queries))
            for _ in range(10):
                make.make_holder("office", world.body)
        assert counts[1] <= counts[0]

    @staticmethod
    def queries_of_announcing(limit):
        with limit(40) as captured:
            assert outbox.announce() == 1
        return len(captured)

    def test_silence_costs_next_to_nothing(self, world, django_assert_max_num_queries):
        row = bring(world, State.APPRAISING)[0]
        claims.claim(Procedure.objects.get(lines__dossier=row), user=world.appraiser)
        last = Unannounced.objects.last()
        Unannounced.objects.exclude(pk=last.pk).delete()
        with django_assert_max_num_queries(9):
            assert outbox.announce() == 1
        assert Delivery.objects.filter(batch=last.batch).count() == 0


class TestRecorder:
    def test_letters_end_in_its_list_and_nowhere_else(self, world):
        give_addresses(world.appraiser)
        with outbox.recorder() as letters:
            do(world, "submit", drafts(world))
            tasks.deliver()
        assert [(row.user, row.subject.split(" – ")[0]) for row in letters] == [
            (world.appraiser, "Hồ sơ mới chờ tiếp nhận")
        ]
        assert mail.outbox == []
        assert Delivery.objects.filter(channel="email").get().state == DeliveryState.SENT

    def test_it_ends_with_its_block(self, letter):
        with outbox.recorder() as letters:
            assert outbox.is_recording()
        assert not outbox.is_recording()
        outbox.send_due()
        assert (letters, len(mail.outbox)) == ([], 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once(world):
    for _ in range(4):
        do(world, "submit", drafts(world))
    start, done = threading.Barrier(2), []

    def work():
        try:
            start.wait()
            done.append(outbox.announce())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    outbox.announce()
    assert sum(done) <= 4
    assert Unannounced.objects.count() == 0
    assert Delivery.objects.filter(channel="inbox").count() == 4 * 3


def test_an_act_waits_for_nobody_to_be_told(world):
    engine.perform("submit", drafts(world), actor=world.head)
    assert (Delivery.objects.count(), mail.outbox) == (0, [])
