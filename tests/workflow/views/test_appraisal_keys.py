"""Keys on the page of a hand-in: they move to what is there, never fire in a field, and can be switched off."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import expect

from config.rehearsal.papers import pdf
from dossiers import papers, reasons
from dossiers.models import Dossier, PaperType
from dossiers.vocabulary import State
from tests.dossiers.files import png
from tests.world import bring, fresh, make_world
from workflow.models import Procedure

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLE = "Báo cáo thành tích chưa nêu rõ kết quả trong kỳ xét."


def focused(page) -> str:
    return page.evaluate("document.activeElement.innerText.trim()")


def test_an_appraiser_works_through_a_hand_in_by_keyboard_with_the_papers_in_sight(open_as):
    world = make_world()
    reasons.rewrite(world.body, {"return_for_correction": [SAMPLE]}, actor=world.office_head)
    rows = bring(world, State.APPRAISING, 3)
    for number, row in enumerate(rows, 1):
        Dossier.objects.filter(pk=row.pk).update(nominee_name=f"Trần Thị Dòng {number}")
    kind = PaperType.objects.create(code="BC", name="Báo cáo thành tích")
    for name, content in (("a.pdf", pdf("Báo cáo")), ("b.png", png(60, 80))):
        kind = kind if name == "a.pdf" else PaperType.objects.create(code="A", name="Ảnh chụp")
        file = papers.store(ContentFile(content, name=name))
        papers.attach(file, name=name, paper_type=kind, actor=None, dossier=rows[0])
    url = reverse("workflow:work", args=[Procedure.objects.get(open=True, lines__dossier=rows[0]).pk])
    page = open_as(world.appraiser, url)

    picture = page.get_by_role("link", name="Ảnh chụp")
    picture.click()
    expect(page.locator(".vd-picture img")).to_have_js_property("naturalWidth", 60)

    page.keyboard.press("?")
    assert page.locator("[data-keys]").evaluate("one => one.open") is True
    page.keyboard.press("j")
    assert focused(page).startswith("Trần Thị Dòng 2")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**dong={rows[1].code}**")
    page.keyboard.press("d")
    assert focused(page) == "Đạt – thẩm định xong"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**dong={rows[2].code}**")
    assert [row.state for row in fresh(rows)] == [State.APPRAISING, State.AWAITING_COUNCIL, State.APPRAISING]

    page.locator("textarea[name=opinion]").fill("")
    page.locator("textarea[name=opinion]").press_sequentially("bdj?t")
    assert page.locator("textarea[name=opinion]").input_value() == "bdj?t"

    page.locator("#ket-luan").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("b")
    page.wait_for_url("**viec=return_for_correction**")
    page.locator("select[name=reason_mau]").select_option(SAMPLE)
    assert SAMPLE in page.locator("textarea[name=reason]").input_value()
    assert page.locator("select[name=reason_mau]").input_value() == ""

    page.goto(page.url.partition("?")[0])
    page.locator("[data-keys] summary").click()
    page.get_by_label("Dùng phím tắt").uncheck()
    page.reload()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body") is True
    assert page.complaints == []
