"""The dossier page and the process page on a phone, in Chromium."""

import pytest
from django.urls import reverse

from dossiers.vocabulary import State
from tests.world import bring, make_world

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH = 390


def test_on_a_phone_the_way_reads_downward_the_message_is_copied_and_pictures_scroll_in_their_place(open_as):
    world = make_world()
    row = bring(world, State.RETURNED)[0]
    page = open_as(world.appraiser, reverse("workflow:dossier", args=[row.code]), width=WIDTH)
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
    tops = page.locator(".vd-route > li").evaluate_all("steps => steps.map(step => step.getBoundingClientRect().top)")
    assert (len(tops), tops) == (7, sorted(tops))
    assert "Yêu cầu bổ sung" in page.locator('[aria-current="step"]').inner_text()
    page.get_by_text("Chép tin nhắn gửi Zalo").click()
    page.get_by_role("button", name="Chép tin nhắn").click()
    page.get_by_role("button", name="Đã chép tin nhắn").wait_for()
    page.goto(page.url.split("/ho-so/")[0] + reverse("workflow:process"))
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
    pictures = page.locator(".vd-picture").evaluate_all("all => all.map(one => one.scrollWidth > one.clientWidth)")
    assert pictures == [True] * 8
    assert page.complaints == []
