"""Việc cần làm, for the people of a small office: the first thing to do, the rows in words, what an empty one says."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import clock
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.world import World, bring, convene, council, drafts, make_world
from workflow import inbox
from workflow.flows import claims
from workflow.models import Procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def shown(user) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("workflow:inbox"))
    assert answer.status_code == 200
    return unescape(answer.content.decode()).split("</header>")[1]


def first(user) -> str:
    found = re.search(r'class="vd-card vd-first".*?<strong>(.*?)</strong>', shown(user), re.S)
    return found[1] if found else ""


@pytest.mark.parametrize(("state", "who", "expected"), [
    (State.SUBMITTED, "appraiser", "Tiếp nhận 2 hồ sơ của Phòng Hành chính"),
    (State.APPRAISING, "appraiser", "Thẩm định 2 hồ sơ của Phòng Hành chính"),
    (State.RETURNED, "head", "Bổ sung 2 hồ sơ theo yêu cầu của Sở Tư pháp"),
    (State.RETURNED, "drafter", "Bổ sung 2 hồ sơ theo yêu cầu của Sở Tư pháp"),
    (State.AWAITING_COUNCIL, "secretary", "Triệu tập phiên họp cho 2 hồ sơ"),
    (State.ENDORSED, "appraiser", "Lập văn bản trình ký cho 2 hồ sơ"),
    (State.NOT_ENDORSED, "decider", "Xem xét 2 hồ sơ Hội đồng không đề nghị"),
    (State.AWAITING_SIGNATURE, "decider", "Đọc và ký văn bản gồm 2 hồ sơ"),
    (State.SIGNED, "clerk", "Cấp số văn bản gồm 2 hồ sơ"),
])  # fmt: skip
def test_the_first_thing_to_do(world, state, who, expected):
    bring(world, state, 2)
    assert first(getattr(world, who)) == expected


def test_a_vote_is_asked_of_each_member(world):
    session = convene(world, bring(world, State.AWAITING_COUNCIL))
    assert first(world.members[0]) == f"Biểu quyết: {session.title}"
    assert "Chờ phiếu của tôi" in shown(world.members[0])


def test_a_draft_is_gone_on_with_and_nobody_else_reads_of_it(world):
    row = drafts(world)[0]
    assert first(world.head) == f"Soạn tiếp và gửi tờ trình {row.hand_in.code}"
    for other in (world.other_head, world.appraiser, world.inspector):
        assert row.hand_in.code not in shown(other)


def test_work_is_told_by_its_term_and_by_who_took_it(world):
    row = bring(world, State.SUBMITTED)[0]
    text = shown(world.appraiser)
    assert "còn 3 ngày làm việc (hạn" in text
    claims.claim(Procedure.objects.get(lines__dossier=row), user=world.other_appraiser)
    assert world.other_appraiser.full_name in shown(world.appraiser)


def test_a_clerk_of_the_office_reads_whose_desk_it_is(world):
    bring(world, State.APPRAISING)
    clerk = make.make_holder(Role.OFFICE, world.body, name="Lâm Thị Giúp")
    assert "ở bàn Người thẩm định, Văn phòng Sở (Sở Tư pháp)" in shown(clerk)
    assert "· ở bàn" not in shown(world.appraiser)


def test_empty_ones_say_what_to_do(world):
    expected = {
        "head": "Bước đầu tiên là lập tờ trình", "clerk": "Chưa có văn bản nào chờ cấp số",
        "inspector": "Bạn xem được mọi hồ sơ đã gửi", "decider": "Chưa có văn bản nào chờ ký",
        "secretary": "Chưa có hồ sơ nào chờ Hội đồng họp", "appraiser": "Chưa có hồ sơ nào chờ tiếp nhận",
    }
    silent = [who for who, words in expected.items() if words not in shown(getattr(world, who))]
    assert silent == []
    assert "Chưa có phiên họp nào chờ phiếu của bạn" in shown(world.members[0])
    administrator = make.make_holder(Role.ADMINISTRATOR, world.body)
    assert "Việc của bạn là thiết lập" in shown(administrator)
    assert "hồ sơ hiện ở đây và bạn theo dõi được" in shown(make.make_user())


def test_the_nominee_reads_the_own_dossiers_as_nominees_are_told(world):
    person = make.make_user(name="Mai Thị Được")
    row = bring(world, State.NOT_ENDORSED, nominees=[make.make_person(world.unit, user=person)])[0]
    text = shown(person)
    assert "Bạn không phải làm gì lúc này." in text
    assert (row.award.name in text, "Hội đồng đang xét" in text, "không đề nghị" in text) == (True, True, False)


def test_who_lost_the_post_reads_nothing_of_its_work(world):
    bring(world, State.SIGNED)
    world.clerk.posts.update(valid_to=clock.today().replace(year=2001, day=1))
    assert (first(world.clerk), "STP" in shown(world.clerk)) == ("", False)


def test_the_order_of_the_own_dossiers_does_not_tell_that_the_council_has_given_its_view(world):
    mine = make.make_person(world.unit, user=make.make_user(name="Mai Thị Được"))
    older = bring(world, State.AWAITING_COUNCIL, nominees=[mine])[0]
    newer = bring(world, State.IN_COUNCIL, nominees=[mine], award=make.make_award("LDTT"))[0]
    assert [each.pk for each in inbox.own(mine.user)] == [newer.pk, older.pk]
    assert council(world, [older])[0].state == State.ENDORSED
    assert [each.pk for each in inbox.own(mine.user)] == [newer.pk, older.pk]


@pytest.mark.parametrize("number", ["2", "-1", "abc", "9" * 40])
def test_a_page_that_is_not_there_is_the_first_also_of_an_empty_inbox(world, number):
    client = Client()
    for person in (world.secretary, world.appraiser):
        client.force_login(person)
        assert client.get(reverse("workflow:inbox"), {"trang": number}).status_code == 200
