"""Until when to vote: shown, armed, reminded; at its end nothing is closed and the leaders hear who is missing."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Nature, State
from notifications.compose import compose
from notifications.gathering import messages_of
from tests.world import bring, convene, make_world, vote_all
from workflow import journal
from workflow.alarms import sweeping
from workflow.council import ballot_term, sessions
from workflow.models import Alarm, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def meeting(world, days: int = 14):
    until = clock.today() + timedelta(days=days)
    return convene(world, bring(world, State.AWAITING_COUNCIL), vote_by=until), until


def told(act: str) -> list[dict[str, str]]:
    """What each person read of each entry of `act`."""
    found = []
    for entry in Entry.objects.filter(act=act).order_by("pk"):
        heard = messages_of([entry.batch_id])
        found.append({one.user.full_name: compose([part.section for part in one.parts]).body for one in heard})
    return found


def test_the_term_is_the_office_s_own_and_armed(world):
    session, until = meeting(world)
    assert session.due_at == timezone.make_aware(datetime.combine(until, time(23, 59, 59)))
    assert (session.due_basis, session.due_evidence) == ("office", "L")
    alarm = Alarm.objects.get(kind="ballot")
    assert (alarm.subject_kind, alarm.subject_id, alarm.version) == ("session", session.pk, 1)


def test_without_a_day_nothing_is_armed_and_a_day_gone_by_is_refused(world):
    convene(world, bring(world, State.AWAITING_COUNCIL))
    rows = bring(world, State.AWAITING_COUNCIL)
    with pytest.raises(Refused, match="Hạn biểu quyết đã qua"):
        convene(world, rows, vote_by=clock.today() - timedelta(days=1))
    assert not Alarm.objects.filter(kind="ballot").exists()


def test_a_rehearsed_session_reminds_nobody(world):
    world.season.nature = Nature.REHEARSAL
    world.season.save()
    meeting(world)
    assert not Alarm.objects.filter(kind="ballot").exists()


def test_who_has_not_voted_is_reminded_and_at_the_end_the_leaders_hear_of_it(world):
    session, _ = meeting(world)
    voted = (world.members[0], world.deputy)
    for user in voted:
        sessions.vote(session, {session.items.get().pk: "yes"}, actor=user)
    missing = {world.decider.full_name, world.secretary.full_name, world.members[1].full_name}
    assert {str(seat.user) for seat in ballot_term.missing(session)} == missing
    sweeping.sweep(session.due_at + timedelta(hours=1))
    assert all(set(heard) == missing for heard in told("remind_vote"))
    assert len(told("remind_vote")) == 3
    (heard,) = told("votes_missing")
    assert set(heard) == {world.decider.full_name, world.secretary.full_name}
    assert not any(name in body for body in heard.values() for name in missing)
    session.refresh_from_db()
    assert (session.closed_at, list(journal.faults())) == (None, [])


def test_when_everybody_has_voted_nobody_hears_anything(world):
    session, _ = meeting(world)
    vote_all(world, session)
    sweeping.sweep(session.due_at + timedelta(hours=1))
    assert (told("remind_vote"), told("votes_missing")) == ([], [])


def test_a_closed_session_is_silent(world):
    session, _ = meeting(world)
    sessions.close(session, actor=world.decider)
    sweeping.sweep(session.due_at + timedelta(days=9))
    assert not Entry.objects.filter(act__in=["remind_vote", "votes_missing"]).exists()


def test_members_read_until_when_to_vote(world):
    session, until = meeting(world)
    client = Client()
    client.force_login(world.members[0])
    for url in (reverse("workflow:session", args=[session.pk]), reverse("workflow:inbox")):
        page = client.get(url).content.decode()
        assert f"{until:%d/%m/%Y}" in page
        assert "cơ quan đặt" in page


def test_the_secretary_sets_it_when_convening(world):
    rows = bring(world, State.AWAITING_COUNCIL)
    client = Client()
    client.force_login(world.secretary)
    url = reverse("workflow:session_new", args=[world.body.code])
    day, past = clock.today() + timedelta(days=9), clock.today() - timedelta(days=1)
    data = {
        "dossier": rows[0].pk, "bieu_mau": "1", "key": "k", "title": "Phiên cuối năm", "hour": "08:00", "place": "",
        "day": f"{day:%d/%m/%Y}", "vote_by": f"{past:%d/%m/%Y}",
    }
    assert list(client.post(url, data).context["form"].errors) == ["vote_by"]
    assert client.post(url, data | {"vote_by": f"{day:%d/%m/%Y}"}).status_code == 302
    assert rows[0].agenda_items.get().session.due_at.date() == day
