from datetime import timedelta

import pytest

from dossiers import access, clock
from dossiers.models import Post
from dossiers.vocabulary import Role
from tests.factories import give_post, give_seat, make_award, make_body, make_user, relate
from tests.workflow.stage import make_stage
from workflow import engine
from workflow.models import Seat


@pytest.fixture
def stage(db):
    return make_stage()


@pytest.fixture
def other(db):
    """Another department with data of its own, which nobody here may see."""
    there = make_stage("SNV")
    there.awaiting_council(1)
    there.drafts(1)
    return there


def seen_by(user) -> set[int]:
    return set(access.visible(user).values_list("pk", flat=True))


def pks(lines) -> set[int]:
    return {each.pk for each in lines}


@pytest.mark.parametrize("role", ["office", "chief", "appraiser", "decider", "deputy", "clerk"])
def test_people_of_the_body_see_what_was_sent_there_and_no_draft(stage, other, role):
    stage.drafts(1)
    lines = stage.awaiting_council(2)
    assert seen_by(getattr(stage, role)) == pks(lines)


def test_a_post_that_ends_ends_the_sight(stage):
    stage.awaiting_council(1)
    Post.objects.filter(user=stage.clerk).update(valid_to=clock.today() - timedelta(days=1))
    assert seen_by(stage.clerk) == set()


def test_a_body_still_sees_what_it_sent_up_and_the_higher_one_only_that(stage):
    province = make_body("UBND", level="province", symbol="UBND")
    relate(stage.body, province)
    above = make_stage(body=province)
    up = stage.endorsed(
        1, award=make_award(level="province"), deciding_body=province, route=[stage.body.pk, province.pk]
    )
    here = stage.awaiting_council(1)
    stage.granted(up, 3)
    assert seen_by(stage.clerk) == pks(up + here)
    assert seen_by(above.clerk) == pks(up)


def test_a_member_sees_the_agenda_and_nothing_beside_it(stage, other):
    lines = stage.awaiting_council(3)
    session = stage.session(lines[:2])
    member = stage.voters[4]
    assert seen_by(member) == pks(lines[:2])
    stage.vote(session, "yes")
    assert seen_by(member) == pks(lines[:2])


def test_a_member_seated_later_or_no_longer_sees_nothing_of_the_session(stage):
    stage.session(stage.awaiting_council(1))
    newcomer = make_user()
    give_seat(newcomer, stage.council)
    assert seen_by(newcomer) == set()
    Seat.objects.filter(user=stage.voters[4]).update(valid_to=clock.today() - timedelta(days=1))
    assert seen_by(stage.voters[4]) == set()


def test_the_secretary_sees_the_pool(stage, other):
    lines = stage.awaiting_council(2)
    assert seen_by(stage.secretary) == pks(lines)
    assert seen_by(stage.voters[4]) == set()


def test_the_administrator_sees_no_dossier(stage):
    stage.session(stage.awaiting_council(1))
    administrator = make_user()
    give_post(administrator, Role.ADMINISTRATOR, stage.body)
    assert seen_by(administrator) == set()


def test_a_dossier_is_listed_once_however_often_it_was_worked_on(stage):
    lines = stage.awaiting_council(1)
    stage.session(lines)
    engine.perform("put_off", lines, actor=stage.secretary, reason="Chờ bổ sung.")
    stage.session(lines)
    assert list(access.visible(stage.decider)) == lines
