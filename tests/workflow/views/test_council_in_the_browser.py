"""In Chromium: a decider signs forty lines without scrolling; a member reads and votes on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from dossiers.vocabulary import State
from tests.browsing import go
from tests.workflow.views.test_signing import paper_with_exceptions
from tests.world import bring, convene, make_world
from workflow.decisions import papers
from workflow.models import Ballot

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# what is in sight: inside the window, and under nothing else
OUT_OF_SIGHT = """nodes => nodes.filter(node => {
  const box = node.getBoundingClientRect();
  const inside = box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
  const top = inside && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !top || !(node.contains(top) || top.contains(node));
}).map(node => node.textContent.trim())"""


def faults(page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]


def test_forty_lines_are_signed_without_scrolling(open_as):
    world = make_world(members=4)
    paper, rows = paper_with_exceptions(world, 40)
    page = open_as(world.decider, reverse("workflow:decision", args=[paper.pk]))
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator(".vd-exceptions tbody tr").count() == 6
    assert page.locator(".vd-sentence, .vd-exceptions tbody tr").evaluate_all(OUT_OF_SIGHT) == []
    assert page.locator(".vd-bar-bottom button").evaluate_all(OUT_OF_SIGHT) == []
    assert faults(page) == []
    page.locator(".vd-rest summary").first.click()
    page.locator(".vd-rest tbody tr").last.scroll_into_view_if_needed()
    assert page.locator(".vd-bar-bottom button").evaluate_all(OUT_OF_SIGHT) == []
    go(page.get_by_role("button", name="Ký tất cả 40"))
    assert {row.state for row in papers.lines.dossiers_of(paper)} == {State.SIGNED}
    assert page.complaints == []


def test_a_member_reads_and_votes_on_a_phone(open_as):
    world = make_world()
    session = convene(world, bring(world, State.AWAITING_COUNCIL, 3))
    address = reverse("workflow:session", args=[session.pk])
    page = open_as(world.members[0], address, width=390)
    page.locator(".vd-read summary").first.click()
    page.get_by_text("Đủ điều kiện, tiêu chuẩn.").first.wait_for()
    assert page.url.endswith(address)
    assert faults(page) == []

    page = open_as(world.members[0], address, width=390, scripts=False)
    assert page.locator(".vd-bar-bottom button").evaluate_all(OUT_OF_SIGHT) == []
    page.get_by_label("Đồng ý", exact=True).first.check()
    page.locator(".vd-apart summary").click()
    page.locator(".vd-apart select").last.select_option(label="Không đồng ý")
    go(page.get_by_role("button", name="Xem lại trước khi gửi"))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    go(page.get_by_role("button", name="Quay lại sửa"))
    go(page.get_by_role("button", name="Xem lại trước khi gửi"))
    go(page.get_by_role("button", name="Gửi phiếu"))
    assert "Bạn đã biểu quyết đủ 3/3 hồ sơ." in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    cast = Ballot.objects.filter(seat__user=world.members[0]).order_by("item__position")
    assert list(cast.values_list("choice", flat=True)) == ["yes", "yes", "no"]
