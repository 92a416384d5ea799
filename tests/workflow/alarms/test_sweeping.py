"""What is due rings: each rung once, in its order, however late; stale and switched off is noted; a fault holds up
nobody else."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, State
from tests import factories as make
from tests.world import World, bring, do, make_world
from workflow import engine, journal, reconcile
from workflow.alarms import arming, claiming, giving_up, registry, ringing, sweeping
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Audience, Firing, Rung
from workflow.models import Batch, Entry

pytestmark = pytest.mark.django_db
LADDER = ["-5", "-2", "0", "end", "1"]
Outcome = Firing.Outcome
A_MOMENT = timedelta(seconds=1) - timedelta(microseconds=1)  # from the moment after the last second to midnight


def at(day: str, hour: int = 9) -> datetime:
    """An hour of a day of 2026 in the office's zone: at('03-02')."""
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


@pytest.fixture
def world() -> World:
    with clock.set_to(at("03-02")):
        return make_world()


def received(world: World, count: int = 1) -> list[Dossier]:
    """Received on Monday 2 March: twenty working days, until the end of Monday 30 March."""
    with clock.set_to(at("03-02")):
        return bring(world, State.APPRAISING, count)


def fired(dossier: Dossier) -> list[tuple[str, str]]:
    """(act, step) of what the sweep wrote on a dossier, in order."""
    entries = dossier.entries.filter(act__in=["remind", "overdue"]).order_by("seq")
    return [(entry.act, entry.facts.get("step", "end")) for entry in entries]


def outcomes(dossier: Dossier) -> list[tuple[str, str]]:
    """(step, outcome) of every firing of the dossier's present term."""
    rows = Firing.objects.filter(alarm__subject_id=dossier.pk, alarm__version=dossier.term_no).order_by("pk")
    return list(rows.values_list("step", "outcome"))


def test_a_dossier_left_untouched_for_two_months_yields_exactly_the_rungs_of_the_ladder(world):
    [dossier] = received(world)
    told = {}
    for hours in range(0, 24 * 60, 12):
        moment = at("03-02", 9) + timedelta(hours=hours)
        before = len(fired(dossier))
        sweeping.sweep(moment)
        told |= dict.fromkeys(fired(dossier)[before:], moment)
    assert {entry: timezone.localtime(moment).strftime("%d/%m %H:%M") for entry, moment in told.items()} == {
        ("remind", "-5"): "23/03 09:00", ("remind", "-2"): "26/03 09:00", ("remind", "0"): "30/03 09:00",
        ("overdue", "end"): "31/03 09:00", ("remind", "1"): "31/03 09:00",
    }
    assert outcomes(dossier) == [*((step, Outcome.FIRED) for step in LADDER), ("6", Outcome.OFF)]
    assert list(journal.faults()) == []


def test_after_an_outage_everything_rings_at_once_in_its_order_and_once(world):
    rows = received(world, 7)
    assert len(sweeping.sweep(at("04-03"))) == 7 * (len(LADDER) + 1)  # the term of the reception is stale
    assert [fired(row) for row in rows] == [
        [("remind", "-5"), ("remind", "-2"), ("remind", "0"), ("overdue", "end"), ("remind", "1")]
    ] * 7
    dues = [timezone.localtime(row.due) for row in Firing.objects.filter(outcome=Outcome.FIRED).order_by("pk")]
    assert all(earlier <= later for earlier, later in pairwise(dues))
    assert sweeping.sweep(at("04-03")) == []
    assert (list(journal.faults()), list(reconcile.breaches())) == ([], [])


def test_a_reminder_says_of_which_term_and_whom_it_is_for(world):
    [dossier] = received(world)
    sweeping.sweep(at("03-31", 10))
    reminders = Entry.objects.filter(act="remind").order_by("seq")
    assert [entry.facts["audience"] for entry in reminders] == [
        Audience.DESK, Audience.DESK, Audience.DESK, Audience.DESK_AND_SUPERIOR,
    ]
    last = reminders.last()
    assert (last.facts["kind"], last.facts["step"], last.role) == (DeadlineKind.STEP, "1", "system")
    assert datetime.fromisoformat(last.facts["due"]) == dossier.due_at


def test_a_term_that_has_changed_is_noted_as_stale_and_falls_silent(world):
    [dossier] = received(world)
    with clock.set_to(at("03-10")):
        do(world, "hold", [dossier])
    sweeping.sweep(at("06-01"))
    assert fired(dossier) == []
    alarms = Alarm.objects.filter(subject_id=dossier.pk).order_by("version")
    assert [[row.outcome for row in alarm.firings.all()] for alarm in alarms] == [[Outcome.STALE]] * 2
    assert [alarm.at for alarm in alarms] == [None, None]


def test_a_rung_that_is_switched_off_is_noted_and_the_next_one_rings(world):
    [dossier] = received(world)
    Rung.objects.filter(kind=DeadlineKind.STEP, offset__in=[-5, 0]).update(active=False)
    Rung.objects.filter(kind=DeadlineKind.STEP, offset=-2).delete()
    sweeping.sweep(at("03-31", 10))
    assert fired(dossier) == [("overdue", "end"), ("remind", "1")]
    assert dict(outcomes(dossier)) == dict.fromkeys(LADDER, Outcome.FIRED) | dict.fromkeys(LADDER[:3], Outcome.OFF)


def test_the_summary_for_the_head_of_the_body_rings_every_monday_while_it_is_overdue(world):
    [dossier] = received(world)
    Rung.objects.filter(kind=DeadlineKind.STEP, offset=6).update(active=True)
    for day in ("04-06", "04-07", "04-13", "04-14", "04-20"):
        with clock.set_to(at(day)):
            sweeping.sweep()
    # six working days after 30 March are 7 April: the summary waits for Monday 13
    assert [entry.facts["step"] for entry in Entry.objects.filter(facts__audience=Audience.BODY_HEAD)] == ["6", "6w2"]
    with clock.set_to(at("05-20")):  # after an outage: one summary, not one for every week of it
        sweeping.sweep()
    assert [row.step for row in Firing.objects.filter(step__startswith="6").order_by("pk")] == ["6", "6w2", "6w3"]
    alarm = Alarm.objects.get(subject_id=dossier.pk, version=dossier.term_no)
    assert timezone.localtime(alarm.at) == at("05-25", 8)


def test_what_fails_is_put_off_with_its_error_and_holds_up_nobody(world, monkeypatch):
    rows = received(world, 5)
    poisoned = rows[2]
    usual = ringing.mark_overdue

    def failing(batch, fired):
        if any(each.subject.pk == poisoned.pk for each in fired):
            raise ValueError("không đọc được")
        usual(batch, fired)

    monkeypatch.setattr(ringing, "mark_overdue", failing)
    sweeping.sweep(at("03-31", 10))
    assert [len(fired(row)) for row in rows] == [5, 5, 3, 5, 5]
    alarm = Alarm.objects.get(subject_id=poisoned.pk, version=poisoned.term_no)
    assert (alarm.failures, alarm.error, alarm.at) == (
        1, "ValueError: không đọc được", at("03-31", 10) + timedelta(minutes=1),
    )
    sweeping.sweep(at("03-31", 11))
    alarm.refresh_from_db()
    assert (alarm.failures, alarm.at) == (2, at("03-31", 11) + timedelta(minutes=5))
    monkeypatch.setattr(ringing, "mark_overdue", usual)
    sweeping.sweep(at("03-31", 12))
    alarm.refresh_from_db()
    assert (len(fired(poisoned)), alarm.failures, alarm.error) == (5, 0, "")
    assert list(journal.faults()) == []


def test_a_room_answers_its_own_rungs(world, monkeypatch):
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    heard = []
    registry.on_ring(DeadlineKind.STEP, "-2")(lambda batch, fired: heard.extend(fired))
    [dossier] = received(world)
    sweeping.sweep(at("03-31", 10))
    assert [(each.step, each.subject, each.due) for each in heard] == [("-2", dossier, at("03-26", 8))]
    assert fired(dossier) == [("remind", "-5"), ("remind", "0"), ("overdue", "end"), ("remind", "1")]


def test_an_idle_look_is_one_query_and_writes_nothing(world, django_assert_num_queries):
    received(world)
    written = Batch.objects.count()
    with django_assert_num_queries(1):
        assert sweeping.sweep(at("03-02", 10)) == []
    assert Batch.objects.count() == written


def test_queries_do_not_grow_with_the_number(world):
    counts = []
    for count in (1, 30):
        Alarm.objects.update(at=None)
        received(world, count)
        with CaptureQueriesContext(connection) as queries:
            sweeping.sweep(at("03-31", 10))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 140


def test_batches_follow_until_nothing_is_due(world, monkeypatch):
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    rows = received(world, 5)
    sweeping.sweep(at("03-23"))
    assert sorted(
        batch.entries.count() for batch in Batch.objects.filter(act="sweep", entries__isnull=False).distinct()
    ) == [1, 2, 2]
    assert [fired(row) for row in rows] == [[("remind", "-5")]] * 5


def test_a_run_ends_when_its_time_is_up_and_the_next_goes_on(world):
    received(world)
    assert sweeping.sweep(at("03-31", 10), seconds=0) == []
    assert len(sweeping.sweep(at("03-31", 10))) == 6


def test_another_sweep_was_faster(world, monkeypatch):
    received(world)
    transact = engine.transact

    def after_another(*args, **kwargs):
        monkeypatch.setattr(engine, "transact", transact)
        assert len(sweeping.sweep(at("03-23"))) == 2
        return transact(*args, **kwargs)

    monkeypatch.setattr(engine, "transact", after_another)
    assert sweeping.sweep(at("03-23")) == []
    assert Batch.objects.filter(act="sweep").count() == 2  # the other one's, of two days


def test_what_the_sweep_knows_no_subject_for_is_noted_as_stale(world):
    Alarm.objects.create(
        kind=DeadlineKind.STEP, subject_kind="unknown", subject_id=7, version=1, moments=[at("03-03").isoformat()],
        steps=["end"], at=at("03-03"),
    )
    assert [row.outcome for row in sweeping.sweep(at("03-04"))] == [Outcome.STALE]


def test_terms_that_began_before_there_were_alarms_are_armed_without_the_reminders_of_the_past(world):
    from workflow.alarms import seeding

    [dossier] = received(world)
    Alarm.objects.all().delete()
    with clock.set_to(at("03-27")):
        seeding.arm_what_runs()
        seeding.arm_what_runs()
    assert [alarm.steps for alarm in Alarm.objects.filter(subject_id=dossier.pk)] == [["0", "end", "1", "6"]]


def test_what_always_fails_is_given_up_after_some_tries_and_the_next_rung_rings(world, monkeypatch):
    poisoned, sound = received(world, 2)
    usual = ringing.mark_overdue

    def failing(batch, fired):
        if any(each.subject.pk == poisoned.pk for each in fired):
            raise Refused(general=[Objection(Family.STATE, "Không ghi được.", mend="Không có cách nào")])
        usual(batch, fired)

    monkeypatch.setattr(ringing, "mark_overdue", failing)
    tries = []
    monkeypatch.setattr(
        claiming, "put_off", lambda *about, put_off=claiming.put_off: tries.append(about[1]) or put_off(*about)
    )
    for hours in range(24 * 20):
        sweeping.sweep(at("03-31", 10) + timedelta(hours=hours))
    assert len(tries) == len(claiming.PAUSES) + 1
    assert (fired(poisoned)[-1], fired(sound)[-2:]) == (("remind", "1"), [("overdue", "end"), ("remind", "1")])
    assert dict(outcomes(poisoned)) == dict.fromkeys(LADDER, Outcome.FIRED) | {
        "end": Outcome.FAILED, "6": Outcome.OFF,
    }
    firing = giving_up.given_up().get()
    assert (firing.error, firing.due, firing.batch) == ("Không ghi được.", at("03-31", 0) - A_MOMENT, None)
    alarm = firing.alarm
    assert (alarm.at, alarm.failures, alarm.error) == (None, 0, "")

    monkeypatch.setattr(ringing, "mark_overdue", usual)
    with clock.set_to(at("04-25")):
        assert giving_up.try_again([firing.pk]) == 1
        assert giving_up.try_again([firing.pk]) == 0
        sweeping.sweep()
        sweeping.sweep()
    assert fired(poisoned)[-1] == ("overdue", "end")
    assert (dict(outcomes(poisoned))["end"], list(giving_up.given_up())) == (Outcome.FIRED, [])
    assert list(journal.faults()) == []


def test_a_row_that_cannot_even_be_read_holds_up_nobody_and_is_given_up(world):
    rows = received(world, 3)
    about = {"kind": DeadlineKind.STEP, "subject_kind": "dossier", "version": 99, "at": at("03-03")}
    Alarm.objects.create(subject_id=rows[0].pk, moments=["hôm nay"], steps=["-5"], **about)
    Alarm.objects.create(subject_id=rows[1].pk, moments=[], steps=[], **about)
    for hours in range(24 * 4):
        sweeping.sweep(at("03-31", 10) + timedelta(hours=hours))
    assert [fired(row)[-1] for row in rows] == [("remind", "1")] * 3
    given_up = giving_up.given_up().values_list("alarm__subject_id", "step")
    assert sorted(given_up) == [(rows[0].pk, "-5"), (rows[1].pk, "?0")]
    assert not Alarm.objects.filter(version=99).exclude(at=None).exists()


def test_a_busy_database_is_no_fault_of_a_row(world, monkeypatch):
    received(world)
    with monkeypatch.context() as busy:

        def claim(*about):
            raise OperationalError("canceling statement due to lock timeout")

        busy.setattr(claiming, "claim", claim)
        assert sweeping.sweep(at("03-31", 10)) == []
    assert list(Alarm.objects.filter(failures__gt=0)) == []
    assert len(sweeping.sweep(at("03-31", 10))) == 6


def test_of_one_chain_the_earlier_is_written_before_the_later_though_they_are_of_different_kinds(world):
    season, day = world.season, at("03-20")
    for kind, moment in ((DeadlineKind.REGISTRATION, 3), (DeadlineKind.INITIATIVES, 1), (DeadlineKind.DOSSIERS, 2)):
        Alarm.objects.create(
            kind=kind, subject_kind="season", subject_id=season.pk, version=season.term_no, at=day,
            moments=[(day + timedelta(minutes=moment)).isoformat(), (day + timedelta(days=20)).isoformat()],
            steps=["-5", "end"],
        )
    other = make.make_season(2027)
    Alarm.objects.create(
        kind=DeadlineKind.REGISTRATION, subject_kind="season", subject_id=other.pk, version=other.term_no, at=day,
        moments=[day.isoformat(), (day + timedelta(days=20)).isoformat()], steps=["-5", "end"],
    )
    sweeping.sweep(at("03-20", 10))
    entries = Entry.objects.filter(subject_kind="season", subject_id=season.pk, act="remind").order_by("seq")
    assert [entry.facts["kind"] for entry in entries] == [
        DeadlineKind.INITIATIVES, DeadlineKind.DOSSIERS, DeadlineKind.REGISTRATION,
    ]


def test_after_an_outage_two_terms_of_one_dossier_ring_in_the_order_in_which_they_were_due(world):
    with clock.set_to(at("03-02")):
        [dossier] = bring(world, State.GRANTED)
        notice, archive = dossier.duties.order_by("kind").reverse()
        archive.due_at = notice.due_at + timedelta(days=2)
        archive.term_no += 1
        archive.save()
        arming.arm(archive.kind, [archive], subject_kind="duty")
    sweeping.sweep(at("03-20"))
    entries = dossier.entries.filter(act="duty_due").order_by("seq")
    assert [(entry.facts["kind"], entry.facts["step"]) for entry in entries] == [
        ("notice_result", "-5"), ("archive", "-5"), ("notice_result", "-2"), ("notice_result", "0"), ("archive", "-2"),
        ("notice_result", "1"), ("archive", "0"), ("archive", "1"),
    ]


def test_a_clock_set_back_rings_nothing_twice(world):
    [dossier] = received(world)
    sweeping.sweep(at("03-31", 10))
    before = fired(dossier)
    for day in ("03-20", "03-23", "03-30", "03-31"):
        with clock.set_to(at(day)):
            assert sweeping.sweep() == []
    assert fired(dossier) == before


@pytest.mark.parametrize("act", ["withdraw", "return_for_correction", "hold"])
def test_what_left_its_desk_is_reminded_of_its_former_term_no_more(world, act):
    [dossier] = received(world)
    former = dossier.term_no
    with clock.set_to(at("03-10")):
        do(world, act, [dossier])
    sweeping.sweep(at("06-01"))
    kinds = {entry.facts.get("kind", "") for entry in dossier.entries.filter(act__in=["remind", "overdue"])}
    assert kinds <= {DeadlineKind.RESPONSE, ""}
    rows = Firing.objects.filter(alarm__subject_id=dossier.pk, alarm__version=former)
    assert [row.outcome for row in rows] == [Outcome.STALE]


def test_one_that_fails_among_many_is_found_in_a_few_batches(world, monkeypatch):
    rows = received(world, 64)
    usual, batches = ringing.remind, []

    def failing(batch, fired):
        batches.append(len(fired))
        if any(each.subject.pk == rows[20].pk for each in fired):
            raise ValueError("không đọc được")
        usual(batch, fired)

    monkeypatch.setattr(ringing, "remind", failing)
    sweeping.sweep(at("03-23"))
    assert [len(fired(row)) for row in rows] == [0 if row == rows[20] else 1 for row in rows]
    assert len(batches) <= 2 * 8
