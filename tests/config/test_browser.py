"""The layout in a real browser: nothing blocked by the policy, nothing wider than a phone, all within reach."""

import pytest

from dossiers.vocabulary import Role
from tests.factories import make_body, make_holder, make_user

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_layout_is_wider_than_the_screen(open_as, width):
    page = open_as(make_user(name="Nguyễn Thị Bích Phượng"), "/khong-co-trang-nay/", width=width)
    assert page.locator("h1").inner_text() == "Không có trang này"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_menu_is_within_reach_on_a_phone_without_scripts(open_as):
    administrator = make_holder(Role.ADMINISTRATOR, make_body())
    page = open_as(administrator, "/khong-co-trang-nay/", width=390, scripts=False)
    link = page.get_by_role("link", name="Cấu hình")
    assert not link.is_visible()
    page.get_by_text("Mục chính", exact=True).click()
    assert link.is_visible()
    page.get_by_text(str(administrator), exact=True).click()
    assert page.get_by_role("button", name="Đăng xuất").is_visible()
    assert page.get_by_role("link", name="Đổi mật khẩu").is_visible()


def test_the_first_stop_of_the_keyboard_leads_to_the_content(open_as):
    page = open_as(make_user(), "/khong-co-trang-nay/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_our_font_has_the_vietnamese_letters(open_as):
    page = open_as(make_user(), "/khong-co-trang-nay/")
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.unicodeRange)")
    assert any("U+1EA0-1EF9" in each for each in loaded)


def test_the_configuration_pages_work_under_the_policy(open_as):
    page = open_as(make_holder(Role.ADMINISTRATOR, make_body()), "/admin/")
    addresses = [link.get_attribute("href") for link in page.locator("#content-main a.addlink").all()]
    for address in addresses:
        page.goto(page.url.split("/admin/")[0] + address)
        assert page.locator("input[type=submit]").count() > 0, address
    assert page.complaints == []


def test_a_day_that_does_not_exist_stays_as_it_was_typed(open_as):
    page = open_as(make_holder(Role.ADMINISTRATOR, make_body()), "/nam-thi-dua/moi/")
    for typed, kept in (("31/02/2026", "31/02/2026"), ("ngày mai", "ngày mai"), ("1/3/2026", "01/03/2026"), ("", "")):
        page.fill("[name=dossiers_by]", typed)
        page.keyboard.press("Tab")
        assert page.input_value("[name=dossiers_by]") == kept
    assert page.complaints == []


def test_the_further_filters_of_the_dossiers_are_as_wide_as_a_phone(open_as):
    page = open_as(make_user(), "/ho-so/", width=390)
    page.get_by_text("Thêm điều kiện", exact=False).first.click()
    for name in ("q", "state", "unit", "award", "level"):
        assert page.locator(f"main [name={name}]").bounding_box()["width"] > 250, name
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
