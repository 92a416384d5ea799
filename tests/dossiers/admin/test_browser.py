"""The configuration in a real browser: its own scripts run under the strict policy."""

import pytest
from django.urls import reverse

from dossiers.vocabulary import Role
from tests.browsing import go
from tests.factories import make_body, make_holder, make_unit

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rows_are_added_and_days_picked_under_the_policy(open_as):
    body = make_body("STP", name="Sở Tư pháp")
    unit = make_unit("P01", name="Phòng Cũ")
    page = open_as(make_holder(Role.ADMINISTRATOR, body), reverse("admin:dossiers_unit_change", args=[unit.pk]))
    page.get_by_text("Thêm một Tên gọi theo thời gian").click()
    assert page.locator("[name=names-1-name]").count() == 1
    page.fill("[name=names-0-name]", "Phòng Mới")
    page.locator("#names-0 .field-valid_from").get_by_text("Hôm nay").click()
    page.locator("#names-0 .field-valid_to .date-icon").click()
    assert page.locator(".calendarbox:visible").count() == 1
    page.keyboard.press("Escape")
    go(page.get_by_role("button", name="Lưu lại"))
    unit.refresh_from_db()
    assert unit.name == "Phòng Mới"
    assert page.complaints == []
