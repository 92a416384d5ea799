"""A body with two councils: each session is led by the seats of its own."""

import pytest

from dossiers import clock
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.factories import LONG_AGO, be_away, give_seat, make_user
from tests.workflow.stage import states
from workflow.council import sessions
from workflow.models import Council


@pytest.fixture
def lines(stage):
    return stage.awaiting_council(1)


@pytest.fixture
def other(stage):
    """An older council of the same body, for other business, still in force."""
    council = Council.objects.create(body=stage.body, name="Hội đồng sáng kiến Sở", valid_from=LONG_AGO)
    Council.objects.filter(pk=stage.council.pk).update(valid_from=LONG_AGO.replace(year=2010))
    for role in (Role.CHAIR, Role.SECRETARY):
        give_seat(make_user(), council, role)
    return council


def seated(council, role):
    return council.seats.get(role=role).user


def test_the_chair_and_the_secretary_of_another_council_lead_no_session(stage, lines, other):
    session = stage.session(lines)
    assert session.council == stage.council
    stage.vote(session, "yes")
    with pytest.raises(Refused) as refusal:
        sessions.close(session, actor=seated(other, Role.CHAIR))
    assert (refusal.value.families, states(lines)) == ({"role"}, ["in_council"])
    sessions.close(session, actor=stage.chair)
    with pytest.raises(Refused) as refusal:
        sessions.record_minutes(session, actor=seated(other, Role.SECRETARY))
    assert refusal.value.families == {"role"}
    sessions.record_minutes(session, actor=stage.secretary)
    assert states(lines) == ["endorsed"]


def test_what_an_ended_council_left_open_is_closed_by_the_chair_of_the_present_one(stage, lines, other):
    session = stage.session(lines)
    stage.vote(session, "yes")
    Council.objects.filter(pk=stage.council.pk).update(valid_to=clock.today().replace(year=2020, day=1))
    sessions.close(session, actor=seated(other, Role.CHAIR))
    assert states(lines) == ["endorsed"]


def test_a_long_name_of_a_council_does_not_stop_its_vice_chair(stage, lines):
    Council.objects.filter(pk=stage.council.pk).update(name=("Hội đồng " * 28).strip())
    session = stage.session(lines)
    stage.vote(session, "yes")
    be_away(stage.chair)
    sessions.close(session, actor=stage.seat(Role.VICE_CHAIR).user)
    assert states(lines) == ["endorsed"]
