"""Tình hình: what waits, what is late, how long steps take; told to heads, of their own, each number with its list."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from dossiers import clock, roles
from dossiers.models import Dossier
from dossiers.vocabulary import Role, State
from tests.factories import make_body, make_holder, make_user
from tests.world import bring, convene, do, drafts, make_world
from workflow import desk_board, triggers
from workflow.views.desk_board import WIDTH, drawn

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
# Mondays; the days between are ordinary working days
FIRST, SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)


def on(day: date):
    return clock.set_to(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))


@pytest.fixture
def world():
    """Three sent on the first Monday, two of them received on the second, one of those cleared on the third."""
    with on(FIRST):
        world = make_world(members=1)
        rows = bring(world, State.SUBMITTED, 3)
        drafts(world)
        drafts(world, unit=world.other_unit)
    with on(SECOND):
        rows = do(world, "receive", rows[:2]) + rows[2:]
    with on(THIRD):
        do(world, "clear", rows[:1])
    return world


def board(world, user=None):
    user = user or world.office_head
    with on(THIRD):
        return desk_board.of_season(desk_board.scope(user, roles.grants_of(user)), world.season)


def steps(found):
    """State → waiting, late, median waited, passed, median taken; in working days."""
    return {
        each.state: (each.heap.count, each.heap.late, each.heap.median, each.passed, each.took) for each in found.steps
    }


def test_each_step_says_what_waits_what_is_late_and_what_it_took(world):
    assert steps(board(world)) == {
        State.SUBMITTED: (1, 1, 10, 2, 5), State.APPRAISING: (1, 0, 5, 1, 5), State.AWAITING_COUNCIL: (1, 0, 0, 0, 0),
    }


def test_each_unit_says_what_waits_and_what_is_late(world):
    units = [(each.unit, each.heap.count, each.heap.late, each.heap.oldest) for each in board(world).units]
    assert units == [(world.unit, 3, 1, 10)]


def test_what_stays_in_its_state_has_not_left_it(world):
    row = Dossier.objects.filter(state=State.APPRAISING)
    with on(THIRD):
        do(world, "propose_ineligible", list(row))
    assert steps(board(world))[State.APPRAISING] == (1, 0, 5, 1, 5)


def test_every_number_leads_to_as_many_dossiers_in_the_list(client, world):
    client.force_login(world.office_head)
    with on(THIRD):
        page = client.get(reverse("workflow:desk_board"))
        text = page.content.decode().replace("&amp;", "&")
        links = [part.split('"')[0] for part in text.split('href="')[1:] if part.startswith("/ho-so/?")]
        sizes = {link: client.get(link).context["page"].paginator.count for link in links}
    when, unit = f"/ho-so/?when=n{world.season.pk}", world.unit.pk
    assert sizes == {
        f"{when}&overdue=on": 1, f"{when}&state=submitted": 1, f"{when}&state=submitted&overdue=on": 1,
        f"{when}&state=appraising": 1, f"{when}&state=awaiting_council": 1, f"{when}&unit={unit}&state=open": 3,
        f"{when}&unit={unit}&overdue=on": 1,
    }


def test_heads_read_their_own_and_others_nothing(client, world):
    assert steps(board(world, world.head)) == steps(board(world))
    assert steps(board(world, world.other_head)) == {}
    for user in (world.decider, world.deputy, world.inspector):
        assert steps(board(world, user)) == steps(board(world))
    with on(THIRD):
        for user in (world.clerk, world.drafter, world.appraiser, world.secretary, make_user()):
            client.force_login(user)
            assert client.get(reverse("workflow:desk_board")).status_code == 404
            assert reverse("workflow:desk_board") not in client.get(reverse("workflow:inbox")).content.decode()
        client.force_login(world.other_head)
        assert "Năm này chưa có hồ sơ nào được gửi." in client.get(reverse("workflow:desk_board")).content.decode()


def test_a_seat_on_a_council_adds_nothing_to_a_unit_heads_board(world):
    with on(THIRD):
        seat = world.council.seats.get(user=world.members[0])
        seat.user = world.other_head
        seat.save()
        convene(world, list(Dossier.objects.filter(state=State.AWAITING_COUNCIL)))
    assert steps(board(world, world.other_head)) == {}


def test_the_drawing_shows_each_step_in_proportion(world):
    with triggers.lifted():
        Dossier.objects.filter(state=State.APPRAISING).update(due_at=datetime(2026, 3, 3, tzinfo=UTC))
    bars = drawn(board(world).steps)
    assert [(bar.words, bar.in_time, bar.late) for bar in bars] == [
        ("Đã trình, chờ tiếp nhận: 1, quá hạn 1", 0, WIDTH), ("Đang thẩm định: 1, quá hạn 1", 0, WIDTH),
        ("Chờ Hội đồng họp: 1", WIDTH, 0),
    ]
    assert drawn([]) == []


def test_a_year_that_is_none_shows_the_newest(client, world):
    client.force_login(world.office_head)
    with on(THIRD):
        for asked in ("x", "1999", "-1", ""):
            page = client.get(reverse("workflow:desk_board"), {"nam": asked})
            assert page.context["board"].season == world.season


def test_before_the_first_year_the_board_says_so(client):
    client.force_login(make_holder(Role.OFFICE_HEAD, make_body()))
    for name in ("desk_board", "latest_results"):
        assert "Chưa có năm thi đua nào." in client.get(reverse(f"workflow:{name}")).content.decode()


def test_the_board_costs_as_much_for_many_dossiers_as_for_one(client, world, django_assert_max_num_queries):
    with on(THIRD):
        bring(world, State.APPRAISING, 30)
        client.force_login(world.office_head)
        client.get(reverse("workflow:desk_board"))
        with django_assert_max_num_queries(12):
            client.get(reverse("workflow:desk_board"))
