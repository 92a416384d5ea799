"""Councils: what sits and has sat cannot be rewritten."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dossiers import clock
from dossiers.vocabulary import Role
from tests.factories import make_body, make_holder, make_user
from workflow.models import Council, Procedure, Seat, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(client):
    body = make_body("STP", name="Sở Tư pháp")
    client.force_login(make_holder(Role.ADMINISTRATOR, body))
    return body


@pytest.fixture
def council(body):
    return Council.objects.create(body=body, name="Hội đồng", valid_from=date(2020, 1, 1))


def post_seats(client, council, entered, initial=0):
    data = {"body": council.body_id, "name": "Hội đồng", "valid_from": "01/01/2020",
            "seats-TOTAL_FORMS": len(entered), "seats-INITIAL_FORMS": initial}
    for number, row in enumerate(entered):
        data |= {f"seats-{number}-{name}": value for name, value in row.items()}
    return client.post(reverse("admin:workflow_council_change", args=[council.pk]), data)


def test_seats_are_entered_with_the_council(client, council):
    chair, member = make_user(), make_user()
    rows = [{"user": chair.pk, "role": Role.CHAIR, "valid_from": "01/01/2020"},
            {"user": member.pk, "role": Role.MEMBER, "tally": "on", "valid_from": "01/01/2020"}]
    assert post_seats(client, council, rows).status_code == 302
    assert set(council.seats.values_list("user", "role", "tally")) == {
        (chair.pk, Role.CHAIR, False), (member.pk, Role.MEMBER, True),
    }


def test_a_person_has_one_seat_at_a_time(client, council):
    person = make_user()
    rows = [{"user": person.pk, "role": role, "valid_from": "01/01/2020"} for role in (Role.CHAIR, Role.MEMBER)]
    assert post_seats(client, council, rows).status_code == 200
    assert council.seats.count() == 0


def test_who_sits_is_not_exchanged_afterwards_only_ended(client, council):
    seat = Seat.objects.create(council=council, user=make_user(), role=Role.MEMBER, valid_from=date(2020, 1, 1))
    other, end = make_user(), clock.today()
    row = {"id": seat.pk, "council": council.pk, "user": other.pk, "role": Role.CHAIR, "valid_from": "01/01/2026",
           "valid_to": f"{end:%d/%m/%Y}"}
    assert post_seats(client, council, [row], initial=1).status_code == 302
    was = seat.user
    seat.refresh_from_db()
    assert (seat.user, seat.role, seat.valid_from, seat.valid_to) == (was, Role.MEMBER, date(2020, 1, 1), end)


def test_a_seat_that_took_part_is_not_taken_away(client, council):
    sat, fresh = (
        Seat.objects.create(council=council, user=make_user(), role=Role.MEMBER, valid_from=date(2020, 1, 1))
        for _ in range(2)
    )
    procedure = Procedure.objects.create(flow_class="x", kind="council", body=council.body, code="PH1", title="Phiên 1")
    session = Session.objects.create(council=council, procedure=procedure, number=1, title="Phiên 1",
                                     held_at=clock.now(), convened_by=sat.user)
    session.entitled.add(sat)
    for seat, answer in ((sat, 200), (fresh, 302)):
        rows = [{"id": each.pk, "council": council.pk} | ({"DELETE": "on"} if each == seat else {})
                for each in council.seats.order_by("pk")]
        assert post_seats(client, council, rows, initial=len(rows)).status_code == answer
    assert list(council.seats.all()) == [sat]
    assert list(session.entitled.all()) == [sat]


def test_a_council_that_holds_is_not_deleted(client, council):
    assert client.post(reverse("admin:workflow_council_delete", args=[council.pk]), {"post": "yes"}).status_code == 403
    ahead = Council.objects.create(body=council.body, name="Mới", valid_from=clock.today() + timedelta(days=9))
    assert client.post(reverse("admin:workflow_council_delete", args=[ahead.pk]), {"post": "yes"}).status_code == 302
