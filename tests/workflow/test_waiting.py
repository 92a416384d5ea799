"""The board of pools: counts and ages of what one may see, in working days."""

from datetime import UTC, date, datetime

import pytest

from dossiers import clock, roles
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.world import World, bring, do, make_world
from workflow import waiting
from workflow.models import DayOverride

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 3, 0, tzinfo=UTC)  # ten in the morning


def columns(user) -> dict[str, waiting.Column]:
    bodies = waiting.board(user, grants=roles.grants_of(user))
    assert len(bodies) == 1
    return {column.state: column for column in bodies[0][1]}


def test_counts_awards_median_and_oldest_in_working_days(world):
    second = make.make_award("LDTT", position=5)
    with clock.set_to(at(2)):  # a Monday
        bring(world, State.ENDORSED)
    with clock.set_to(at(6)):  # Friday of the same week
        bring(world, State.ENDORSED, 2, award=second)
    with clock.set_to(at(16)):
        found = columns(world.appraiser)
    here = found[State.ENDORSED]
    assert (here.count, here.oldest, here.median, here.late, here.open) == (3, 10, 6, 0, True)
    assert [(award.name, award.count) for award in here.awards] == [(world.award.name, 1), (second.name, 2)]
    assert list(found) == list(waiting.POOL_STATES)
    assert [found[state].count for state in waiting.POOL_STATES if state != State.ENDORSED] == [0, 0, 0, 0]


def test_the_seat_of_the_secretary_opens_the_pool_before_the_council(world):
    bring(world, State.AWAITING_COUNCIL)
    found = columns(world.secretary)
    assert (found[State.AWAITING_COUNCIL].count, found[State.AWAITING_COUNCIL].open) == (1, True)


def test_a_board_counts_nothing_that_is_not_for_its_reader(world):
    bring(world, State.ENDORSED, 2)
    other = make.make_body("SYT", name="Sở Y tế")
    stranger = make.make_holder(Role.APPRAISER, other)
    assert columns(stranger)[State.ENDORSED].count == 0
    assert waiting.board(world.head, grants=roles.grants_of(world.head)) == []
    assert columns(world.inspector)[State.ENDORSED].count == 2


def test_a_hold_stops_the_clock_and_is_never_overdue(world):
    with clock.set_to(at(2)):
        do(world, "hold", bring(world, State.APPRAISING))
    with clock.set_to(datetime(2027, 6, 1, tzinfo=UTC)):
        assert columns(world.appraiser)[State.ON_HOLD].late == 0


def test_ages_skip_days_off(world):
    DayOverride.objects.create(day=date(2026, 11, 10), working=False)
    days = [date(2026, 11, 16), date(2026, 11, 13), date(2026, 11, 9), date(2026, 11, 2)]
    assert list(waiting.working_ages(days, date(2026, 11, 16)).values()) == [0, 1, 4, 9]


@pytest.mark.parametrize(
    ("today", "working_days", "last"),
    [(16, 1, date(2026, 11, 15)), (16, 2, date(2026, 11, 12)), (15, 1, date(2026, 11, 12)), (13, 5, date(2026, 11, 8))],
)
def test_the_last_day_of_arrival_for_an_age_agrees_with_the_ages(today, working_days, last):
    with clock.set_to(at(today)):
        assert waiting.waiting_since(working_days) == last
        after = date.fromordinal(last.toordinal() + 1)
        ages = waiting.working_ages([last, after], clock.today())
    assert (ages[last] >= working_days, ages[after] >= working_days) == (True, False)


@pytest.mark.parametrize(
    ("values", "middle"), [({}, 0), ({3: 1}, 3), ({1: 2, 9: 2}, 1), ({1: 1, 5: 1, 9: 1}, 5), ({0: 1, 7: 4}, 7)]
)
def test_the_median_of_a_histogram(values, middle):
    assert waiting.median(values) == middle
