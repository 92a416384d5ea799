"""The page of the unit's meeting: one form for all lines, words at the box, read-only once it was sent."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock, meetings
from dossiers.meetings import Minutes, Vote
from dossiers.models import Meeting
from dossiers.vocabulary import Role
from tests.factories import make_holder, make_person, make_user
from tests.world import World, do, drafts, make_world

pytestmark = pytest.mark.django_db

HELD = datetime(2026, 11, 12, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture(autouse=True)
def after_the_meeting():
    with clock.set_to(HELD + timedelta(days=1)):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def page(client, user, hand_in, data=None):
    client.force_login(user)
    address = reverse("dossiers:meeting", args=[hand_in.pk])
    return client.post(address, data) if data is not None else client.get(address)


def typed(lines, *votes, **changes) -> dict:
    about = {
        "day": "12/11/2026", "hour": "8h30", "place": "Phòng họp", "chair": "Trần Văn A", "secretary": "Lê Thị B",
        "total": "5", "present": "", "opinions": "Không có",
    }
    for line, (yes, no, reason) in zip(lines, votes, strict=True):
        about |= {f"yes_{line.pk}": yes, f"no_{line.pk}": no, f"reason_{line.pk}": reason}
    return about | changes


def errors(response) -> dict:
    return {name: list(listed) for name, listed in response.context["form"].errors.items()}


def test_the_form_begins_with_what_minutes_mostly_say(client, world):
    for _ in range(4):
        make_person(world.unit)
    (line,) = drafts(world)
    form = page(client, world.drafter, line.hand_in).context["form"]
    wanted = {
        "chair": world.head.full_name, "secretary": world.drafter.full_name, "total": 5, "present": 5,
        f"yes_{line.pk}": 5, f"no_{line.pk}": 0, "place": world.unit.name,
    }
    assert {name: form.initial[name] for name in wanted} == wanted


def test_a_unit_of_five_records_its_meeting_on_one_screen(client, world):
    lines = drafts(world, 3)
    votes = [("5", "0", ""), ("2", "3", "Thành tích đột xuất"), ("", "", "")]
    response = page(client, world.drafter, lines[0].hand_in, typed(lines, *votes))
    assert (response.status_code, response["Location"]) == (
        302, reverse("dossiers:hand_in", args=[lines[0].hand_in_id])
    )
    meeting = Meeting.objects.get()
    assert (meeting.held_at, meeting.present, meeting.opinions) == (HELD, 5, "Không có")
    assert {vote.dossier_id: (vote.yes, vote.no) for vote in meeting.votes.all()} == {
        lines[0].pk: (5, 0), lines[1].pk: (2, 3)
    }
    shown = client.get(response["Location"]).content.decode()
    assert "1 hồ sơ đạt, 1 không đạt" in shown and "2/5 đồng ý, 3 không đồng ý" in shown


def test_a_failed_line_without_a_reason_keeps_the_person_on_the_page(client, world):
    lines = drafts(world)
    response = page(client, world.drafter, lines[0].hand_in, typed(lines, ("2", "3", "")))
    assert response["Location"] == reverse("dossiers:meeting", args=[lines[0].hand_in_id])
    assert "Ghi lý do cho 1 hồ sơ không đạt" in client.get(response["Location"]).content.decode()


def test_figures_that_cannot_be_are_told_at_their_box_and_stay_typed(client, world):
    lines = drafts(world, 2)
    given = typed(lines, ("4", "2", "Giữ lại"), ("x", "", ""), total="5", present="7", day="31/02/2026")
    response = page(client, world.drafter, lines[0].hand_in, given)
    assert errors(response) == {
        "day": ["Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 28/11/2026."],
        "present": ["Số người có mặt (7) phải từ 1 đến tổng số người của đơn vị (5)."],
        f"yes_{lines[1].pk}": ["Ghi một số từ 0 đến 9999."],
    }
    assert "Giữ lại" in response.content.decode()
    response = page(client, world.drafter, lines[0].hand_in, typed(lines, ("4", "2", ""), ("5", "", "")))
    assert errors(response) == {
        f"yes_{lines[0].pk}": ["Tổng số phiếu (4 + 2 = 6) nhiều hơn số người có mặt (5)."]
    }
    assert Meeting.objects.count() == 0


def test_a_meeting_that_is_still_to_come_is_not_recorded(client, world):
    lines = drafts(world)
    response = page(client, world.drafter, lines[0].hand_in, typed(lines, ("5", "", ""), day="20/11/2026"))
    assert errors(response) == {"__all__": ["Cuộc họp chưa diễn ra; ghi kết quả sau khi họp."]}


def test_after_sending_it_is_read_by_unit_and_office_and_changed_by_nobody(client, world):
    lines = drafts(world)
    hand_in = lines[0].hand_in
    page(client, world.drafter, hand_in, typed(lines, ("4", "1", "Ý kiến riêng")))
    do(world, "submit", lines)
    for person in (world.drafter, world.head, world.appraiser):
        response = page(client, person, hand_in)
        assert (response.context["form"], "4/5 đồng ý" in response.content.decode()) == (None, True)
        page(client, person, hand_in, typed(lines, ("1", "4", "")))
        assert meetings.outcomes(lines)[lines[0].pk].vote.yes == 4


def test_strangers_find_no_meeting(client, world):
    lines = drafts(world, nominees=[make_person(world.unit, name="Trần Thị Bí Mật", user=make_user())])
    page(client, world.drafter, lines[0].hand_in, typed(lines, ("5", "", "Bí mật")))
    strangers = [
        make_holder(Role.UNIT_HEAD, world.other_unit), world.appraiser, world.clerk, lines[0].nominee.user,
    ]
    for person in strangers:
        assert page(client, person, lines[0].hand_in).status_code == 404
        assert page(client, person, lines[0].hand_in, typed(lines, ("1", "", ""))).status_code == 404
    do(world, "submit", lines)
    assert page(client, lines[0].nominee.user, lines[0].hand_in).status_code == 404
    assert meetings.outcomes(lines)[lines[0].pk].vote.yes == 5


def test_thirty_lines_take_no_more_statements_than_one(client, world):
    counts = []
    for lines in (drafts(world, 1), drafts(world, 30)):
        about = Minutes(HELD, "Trần Văn A", "Lê Thị B", 5, 5)
        meetings.record(lines[0].hand_in, about, {line.pk: Vote(5) for line in lines}, actor=world.drafter)
        page(client, world.drafter, lines[0].hand_in)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("dossiers:meeting", args=[lines[0].hand_in_id])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12, [each["sql"][:150] for each in captured]
