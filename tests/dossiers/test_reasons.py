"""The office's own list of reasons: whose it is, who rewrites it, and what is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import reasons
from dossiers.models import ReasonText, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Level, Role
from tests.factories import be_away, make_body, make_holder, make_unit

pytestmark = pytest.mark.django_db

COMMON = "Thành tích chưa đủ thuyết phục để khen thưởng."
OWN = "Chưa đạt mức quy định của cơ quan trong năm nay."


@pytest.fixture
def body():
    ReasonText.objects.create(act="refuse", text=COMMON, position=10)
    ReasonText.objects.create(act="put_off", text="Cần làm rõ thêm.", position=10)
    return make_body("STP", name="Sở Tư pháp")


@pytest.fixture
def head(body) -> User:
    return make_holder(Role.OFFICE_HEAD, body)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_body_without_texts_of_its_own_offers_those_for_everybody(body, head):
    other = make_body("STC")
    assert reasons.rewrite(body, {"refuse": [OWN]}, actor=head) == ["refuse"]
    assert [reasons.offered("refuse", place) for place in (body.pk, other.pk, None)] == [[OWN], [COMMON], [COMMON]]
    assert reasons.offered("put_off", body.pk) == ["Cần làm rõ thêm."]


def test_texts_are_kept_in_order_once_and_without_stray_spaces(body, head):
    second = "Nội dung báo cáo chưa có xác nhận của đơn vị."
    reasons.rewrite(body, {"refuse": [f"  {second} ", OWN, "", second.replace(" ", "  ")]}, actor=head)
    assert reasons.offered("refuse", body.pk) == [second, OWN]


def test_an_emptied_list_returns_to_the_one_for_everybody(body, head):
    reasons.rewrite(body, {"refuse": [OWN]}, actor=head)
    assert reasons.rewrite(body, {"refuse": []}, actor=head) == ["refuse"]
    assert (reasons.offered("refuse", body.pk), ReasonText.objects.count()) == ([COMMON], 2)


def test_a_list_that_stays_as_it_is_offered_does_not_become_the_bodys_own(body, head):
    assert reasons.rewrite(body, {"refuse": [COMMON], "put_off": ["Chưa đủ người."]}, actor=head) == ["put_off"]
    assert list(ReasonText.objects.filter(body=body).values_list("act", flat=True)) == ["put_off"]


def test_only_the_head_of_the_office_and_an_administrator_rewrite_it(body, head):
    administrator = make_holder(Role.ADMINISTRATOR, body)
    others = [make_holder(role, body) for role in (Role.OFFICE, Role.APPRAISER, Role.DECIDER, Role.CLERK)]
    others += [make_holder(Role.UNIT_HEAD, make_unit(under=body)), make_holder(Role.OFFICE_HEAD, make_body("STC"))]
    for stranger in others:
        with pytest.raises(Refused, match="do người đứng đầu bộ phận thường trực"):
            reasons.rewrite(body, {"refuse": [OWN]}, actor=stranger)
    pages = [browser(user).get(reverse("dossiers:reasons", args=["STP"])).status_code for user in others]
    assert (pages, ReasonText.objects.filter(body=body).count()) == ([404] * 6, 0)
    assert reasons.rewrite(body, {"refuse": [OWN]}, actor=administrator) == ["refuse"]


def test_who_stands_in_for_the_head_rewrites_it_too(body, head):
    stand_in = make_holder(Role.APPRAISER, body)
    be_away(head, stand_in=stand_in)
    assert browser(stand_in).get(reverse("dossiers:reasons", args=["STP"])).status_code == 200


def test_the_page_leads_on_and_shows_what_is_offered(body, head):
    client = browser(head)
    assert client.get(reverse("dossiers:reason_bodies"))["Location"] == reverse("dossiers:reasons", args=["STP"])
    text = client.get(reverse("dossiers:reasons", args=["STP"])).content.decode()
    assert (COMMON in text, "Đang dùng lý do chung." in text, "Thẩm định lại do mất điều kiện" in text) == (
        True, True, False,
    )
    make_body("UBND", level=Level.PROVINCE, external=True)
    administrator = make_holder(Role.ADMINISTRATOR, make_body("STC", name="Sở Tài chính"))
    listed = browser(administrator).get(reverse("dossiers:reason_bodies")).content.decode()
    assert [name in listed for name in ("Sở Tư pháp", "Sở Tài chính", "UBND")] == [True, True, False]


def test_the_page_saves_and_a_text_that_is_too_short_stays_typed(body, head):
    client, url = browser(head), reverse("dossiers:reasons", args=["STP"])
    answer = client.post(url, {"refuse": f"{OWN}\nNgắn quá.", "put_off": "Chưa đủ người."})
    text = answer.content.decode()
    assert (answer.status_code, "ngắn hơn 20 ký tự" in text, OWN in text) == (200, True, True)
    assert not ReasonText.objects.filter(body=body).exists()
    told = client.post(url, {"refuse": OWN, "put_off": "Cần làm rõ thêm."}, follow=True).content.decode()
    assert "Đã lưu lý do mẫu của 1 việc." in told
    assert reasons.offered("refuse", body.pk) == [OWN]
