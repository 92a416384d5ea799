"""The grid under a hand: it saves each tick itself, takes back what cannot be saved, and works without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dossiers import drafting
from dossiers.grid import Cell
from dossiers.models import Award, Dossier
from tests.browsing import go
from tests.dossiers.places import make_office
from tests.factories import make_person

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_ticks_save_themselves_are_taken_back_or_sent_as_one_form(open_as):
    office = make_office()
    people = [make_person(office.unit, name=name) for name in ("Đỗ An", "Lê Bình", "Trần Chi")]
    hand_in = drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)
    address = reverse("dossiers:grid", args=[hand_in.pk])
    boxes = [f'[id="i-{Cell(each.pk, office.award.pk, office.department.pk)}"]' for each in people]

    page = open_as(office.drafter, address)
    expect(page.get_by_role("button", name="Lưu bảng")).to_be_hidden()
    for box in boxes[:2]:
        page.locator(box).focus()
        page.keyboard.press("Space")
    expect(page.locator("#tong")).to_have_text("2")
    expect(page.locator("#luu")).to_have_text("Đã lưu")
    expect(page.locator("#con-thieu")).to_contain_text("Lê Bình")
    assert page.evaluate("document.activeElement.value") == str(
        Cell(people[1].pk, office.award.pk, office.department.pk)
    )
    Award.objects.filter(pk=office.award.pk).update(subject="collective")
    page.locator(boxes[2]).check()
    expect(page.locator("#luu")).to_have_text("Chưa lưu được; lý do ghi ở ô vừa đánh dấu.")
    expect(page.locator(".vd-box-problem")).to_contain_text("Giấy khen chỉ dành cho tập thể.")
    Award.objects.filter(pk=office.award.pk).update(subject="both")
    page.route("**/bang/o/", lambda route: route.abort())
    page.locator(boxes[0]).click()
    expect(page.locator("#luu")).to_have_text("Chưa lưu được: mất kết nối. Hãy thử lại.")
    expect(page.locator(boxes[0])).to_be_checked()
    assert Dossier.objects.count() == 2

    phone = open_as(office.head, address, width=390, scripts=False)
    assert phone.locator("html").bounding_box()["width"] == 390
    phone.locator(boxes[2]).check()
    phone.locator(boxes[0]).uncheck()
    go(phone.get_by_role("button", name="Lưu bảng"))
    assert "Đã lưu: thêm 1 dòng, xóa 1 dòng." in phone.inner_text("main")
    assert [line.nominee for line in Dossier.objects.select_related("nominee").order_by("pk")] == people[1:]
    assert phone.complaints == []
