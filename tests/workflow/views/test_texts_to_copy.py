"""'Chép tin nhắn gửi Zalo': on which page, to whom, and that no third person is named."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.vocabulary import State
from tests.world import World, bring, convene, make_world, number, to_sign
from workflow.council import sessions
from workflow.decisions import papers
from workflow.models import Procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def text_on(user, url: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    found = re.search(r'<textarea[^>]*id="tin-nhan"[^>]*>(.*?)</textarea>', answer.content.decode(), re.S)
    return unescape(found[1]) if found else ""


def unnamed(world: World, text: str, *rows) -> bool:
    people = [world.head, world.appraiser, world.secretary, world.decider, world.clerk, *world.members]
    names = [user.full_name for user in people] + [row.nominee_name for row in rows]
    return not any(name in text for name in names)


def test_a_request_to_mend(world):
    rows = bring(world, State.RETURNED, 2)
    until = timezone.localdate(rows[0].due_at)
    procedure = Procedure.objects.get(kind="correction")
    url = reverse("workflow:work", args=[procedure.pk])
    first, second = text_on(world.appraiser, url).splitlines()
    assert first == (
        f"[{procedure.code}] Sở Tư pháp yêu cầu bổ sung 2 hồ sơ. Cần làm: bổ sung theo yêu cầu rồi gửi lại trước hết "
        f"ngày {until:%d/%m/%Y} (tham khảo, chưa có văn bản)."
    )
    assert second.endswith(reverse("workflow:mend", args=[procedure.pk]))
    assert unnamed(world, first, *rows)
    assert [text_on(user, url) for user in (world.head, world.inspector, world.clerk)] == ["", "", ""]


def test_a_session_until_its_vote_is_closed(world):
    rows = bring(world, State.AWAITING_COUNCIL, 3)
    session = convene(world, rows, place="Phòng họp tầng 2")
    url = reverse("workflow:session", args=[session.pk])
    first, second = text_on(world.secretary, url).splitlines()
    held = timezone.localtime(session.held_at)
    assert first == (
        f"[{session.procedure.code}] {session.title}: họp lúc {held:%H:%M} ngày {held:%d/%m/%Y}, tại Phòng họp tầng 2, "
        f"xét 3 hồ sơ. Cần làm: đọc hồ sơ và biểu quyết trước {held:%H:%M} ngày {held:%d/%m/%Y}."
    )
    assert second.endswith(url)
    assert unnamed(world, first, *rows)
    assert [text_on(user, url) for user in (world.members[0], world.decider, world.inspector)] == ["", "", ""]
    sessions.close(session, actor=world.decider)
    assert text_on(world.secretary, url) == ""


def test_a_decision_once_it_is_out(world):
    rows = bring(world, State.ENDORSED, 2)
    decision = to_sign(world, rows)
    url = reverse("workflow:decision", args=[decision.pk])
    assert text_on(world.appraiser, url) == ""
    papers.sign(decision, actor=world.decider)
    number(world, decision)
    papers.issue(decision, actor=world.clerk)
    decision.refresh_from_db()
    first, second = text_on(world.appraiser, url).splitlines()
    assert first == (
        f"[{decision.full_number}] Kết quả khen thưởng của Sở Tư pháp: đã có Quyết định {decision.full_number} ngày "
        f"{decision.dated:%d/%m/%Y}. Cần làm: xem kết quả và báo người được đề nghị ngay."
    )
    assert second.endswith(reverse("dossiers:dossier_list"))
    assert text_on(world.clerk, url) == f"{first}\n{second}"
    assert unnamed(world, first, *rows)
    assert [text_on(user, url) for user in (world.decider, world.inspector)] == ["", ""]


def test_a_letter_upward_is_no_result(world):
    bring(world, State.WITH_HIGHER_BODY)
    letter = world.body.decisions.get()
    assert text_on(world.appraiser, reverse("workflow:decision", args=[letter.pk])) == ""
