"""The pages of registrations and reports: no awards are asked for, the unit writes, the office reads what was sent."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock, drafting
from dossiers.drafting import NewLine
from dossiers.models import Dossier, HandIn, Paper, PaperType, Season
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Carrier, HandInKind, Role
from tests.dossiers.files import upload
from tests.dossiers.places import make_office
from tests.factories import make_hand_in, make_holder, make_person

pytestmark = pytest.mark.django_db
OF_AWARDS = {"reward_type", "procedure", "ground"}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def report(office) -> HandIn:
    return drafting.create_hand_in(
        unit=office.unit, season=office.season, actor=office.drafter, kind=HandInKind.REGISTRATION,
        content="Phấn đấu bí mật\nđạt danh hiệu",
    )


def page(client, user, name, *args, query="", **post):
    client.force_login(user)
    address = reverse(f"dossiers:{name}", args=args) + query
    return client.post(address, post["data"]) if post else client.get(address)


def written(response) -> str:
    return response.content.decode()


def send(hand_in: HandIn, at=None) -> None:
    HandIn.objects.filter(pk=hand_in.pk).update(submitted_at=at or clock.now())


def given(office, **changes) -> dict:
    return {
        "kind": "registration", "unit": office.unit.pk, "season": office.season.pk, "round": "", "theme": "",
        "number": "", "dated": "", "content": "Phấn đấu đạt danh hiệu",
    } | changes


def test_a_new_hand_in_is_a_proposal_of_awards_unless_another_kind_is_chosen(client, office):
    fields = set(page(client, office.drafter, "hand_in_new").context["form"].fields)
    assert fields >= OF_AWARDS and "content" not in fields
    for query in ("?loai=registration", "?loai=final"):
        response = page(client, office.drafter, "hand_in_new", query=query)
        assert (set(response.context["form"].fields) & OF_AWARDS, "content" in response.context["form"].fields) == (
            set(), True
        )
        assert "Loại hình khen thưởng" not in written(response)
    assert set(page(client, office.drafter, "hand_in_new", query="?loai=x").context["form"].fields) == fields


def test_what_belongs_to_awards_is_ignored_on_a_registration(client, office):
    data = given(office, reward_type="dot_xuat", procedure="simplified", ground="dot_xuat")
    response = page(client, office.drafter, "hand_in_new", data=data)
    made = HandIn.objects.get()
    assert response["Location"] == reverse("dossiers:hand_in", args=[made.pk])
    assert (made.kind, made.content, made.reward_type, made.procedure, made.ground) == (
        "registration", "Phấn đấu đạt danh hiệu", "cong_trang", "regular", ""
    )
    service = drafting.create_hand_in(
        unit=office.unit, season=office.season, actor=office.drafter, kind=HandInKind.FINAL,
        reward_type="dot_xuat", procedure="simplified", ground="dot_xuat",
    )
    assert (service.reward_type, service.procedure, service.ground) == ("cong_trang", "regular", "")


def test_a_kind_that_does_not_exist_is_refused_in_words(client, office):
    data = given(office, kind="lạ", reward_type="cong_trang", procedure="regular", ground="")
    response = page(client, office.drafter, "hand_in_new", data=data)
    assert response.context["form"].errors["kind"] == ["Lựa chọn này không còn dùng được; hãy chọn lại."]
    assert "Lựa chọn này không còn dùng được" in written(response)
    assert HandIn.objects.count() == 0


def test_bad_input_stays_typed_and_the_kind_stays_chosen(client, office):
    response = page(client, office.drafter, "hand_in_new", data=given(office, dated="31/02/2026"))
    assert list(response.context["form"].errors) == ["dated"]
    assert "Phấn đấu đạt danh hiệu" in written(response) and 'name="kind" value="registration"' in written(response)
    assert OF_AWARDS & set(response.context["form"].fields) == set()


def test_the_kind_stays_when_it_is_edited(client, office, report):
    response = page(client, office.drafter, "hand_in_edit", report.pk)
    assert "kind" not in response.context["form"].fields and "Phấn đấu bí mật" in written(response)
    data = given(office, kind="awards", content="Nội dung mới", reward_type="dot_xuat")
    assert page(client, office.drafter, "hand_in_edit", report.pk, data=data).status_code == 302
    report.refresh_from_db()
    assert (report.kind, report.content, report.reward_type) == ("registration", "Nội dung mới", "cong_trang")


def test_it_takes_no_lines(client, office, report):
    response = page(client, office.drafter, "hand_in", report.pk)
    assert reverse("dossiers:line_add", args=[report.pk]) not in written(response)
    award = f"{office.award.pk}:{office.department.pk}"
    for data in ({}, {"data": {"new_kind": "person", "new_name": "An", "award": award}}):
        response = page(client, office.drafter, "line_add", report.pk, **data)
        assert response["Location"] == reverse("dossiers:hand_in", args=[report.pk])
    with pytest.raises(Refused) as refused:
        drafting.add_lines(report, [NewLine(make_person(office.unit), office.award)], actor=office.drafter)
    assert refused.value.families == {"papers"}
    assert Dossier.objects.count() == 0


def test_a_paper_is_attached_while_it_is_a_draft_and_not_after(client, office, report):
    kind = PaperType.objects.create(code="VAN_BAN", name="Văn bản, báo cáo", carrier=Carrier.HAND_IN)
    offered = page(client, office.drafter, "paper_add", report.pk, query="?loai=VAN_BAN")
    assert offered.context["form"]["paper_type"].value() == kind.pk
    data = {"paper_type": kind.pk, "file": upload("đăng ký.pdf")}
    assert page(client, office.drafter, "paper_add", report.pk, data=data).status_code == 302
    assert "đăng ký.pdf" in written(page(client, office.head, "hand_in", report.pk))
    send(report)
    data = {"paper_type": kind.pk, "file": upload("khác.pdf")}
    page(client, office.drafter, "paper_add", report.pk, data=data)
    assert list(Paper.objects.values_list("file_name", flat=True)) == ["đăng ký.pdf"]


def test_the_head_is_offered_to_send_and_the_drafter_waits(client, office, report):
    submit = f'action="{reverse("workflow:submit_hand_in", args=[report.pk])}"'
    assert submit in written(page(client, office.head, "hand_in", report.pk))
    for_drafter = written(page(client, office.drafter, "hand_in", report.pk))
    assert submit not in for_drafter and "Chờ thủ trưởng duyệt." in for_drafter


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"content": ""}, "Chưa có nội dung và chưa có giấy tờ."), ({"opened_at": None}, "mở rồi mới gửi được")],
)
def test_nothing_is_offered_that_would_be_refused(client, office, report, changes, told):
    table = HandIn if "content" in changes else Season
    table.objects.update(**changes)
    response = page(client, office.head, "hand_in", report.pk)
    assert "Duyệt và gửi" not in written(response) and told in written(response)


def test_once_sent_it_is_read_only(client, office, report):
    send(report)
    response = page(client, office.head, "hand_in", report.pk)
    text = written(response).split('id="noi-dung"')[1]
    assert "Đã gửi" in text and "Phấn đấu bí mật<br>đạt danh hiệu" in text and "nộp sau hạn" not in text
    assert "<form" not in text and "Sửa thông tin" not in text and "Đính kèm" not in text
    assert page(client, office.head, "hand_in_edit", report.pk).status_code == 302
    page(client, office.head, "hand_in_delete", report.pk, data={"yes": "1"})
    assert HandIn.objects.count() == 1


def test_a_draft_is_the_units_alone_and_what_was_sent_the_offices_too(client, office, report):
    other_head = make_holder(Role.UNIT_HEAD, office.other)
    for person in (office.stranger, other_head, office.keeper):
        assert page(client, person, "hand_in", report.pk).status_code == 404
        assert report.code not in written(page(client, person, "hand_in_list"))
    send(report)
    for person in (office.stranger, other_head):
        assert page(client, person, "hand_in", report.pk).status_code == 404
        assert report.code not in written(page(client, person, "hand_in_list"))
    assert "Phấn đấu bí mật" in written(page(client, office.keeper, "hand_in", report.pk))
    assert report.code in written(page(client, office.keeper, "hand_in_list"))


def test_the_list_shows_and_filters_by_kind(client, office, report):
    awards = make_hand_in(office.unit, office.department, office.season)
    everything = page(client, office.drafter, "hand_in_list")
    assert {row.pk for row in everything.context["page"]} == {awards.pk, report.pk}
    assert '<td data-label="Loại">Đăng ký thi đua' in written(everything)
    for kind, wanted in (("registration", [report.pk]), ("awards", [awards.pk]), ("final", [])):
        response = page(client, office.drafter, "hand_in_list", query=f"?kind={kind}")
        assert [row.pk for row in response.context["page"]] == wanted
    assert "Lựa chọn này không còn dùng được" in written(
        page(client, office.drafter, "hand_in_list", query="?kind=lạ")
    )


def test_what_was_sent_after_its_day_is_marked_late(client, office, report):
    now = clock.now()
    Season.objects.update(registration_by=clock.today() - timedelta(days=1))
    send(report)
    for name, args in (("hand_in", [report.pk]), ("hand_in_list", []), ("season", [office.season.pk])):
        assert (name, "nộp sau hạn" in written(page(client, office.keeper, name, *args))) == (name, True)
    send(report, now - timedelta(days=1))
    for name, args in (("hand_in", [report.pk]), ("hand_in_list", []), ("season", [office.season.pk])):
        assert (name, "nộp sau hạn" in written(page(client, office.keeper, name, *args))) == (name, False)


def test_an_inbox_names_a_draft_by_its_kind(client, office, report):
    client.force_login(office.head)
    assert "đăng ký thi đua chưa gửi" in written(client.get(reverse("workflow:inbox")))


def test_a_page_costs_the_same_for_one_paper_and_thirty(client, office, report):
    kind = PaperType.objects.create(code="VAN_BAN", name="Văn bản, báo cáo", carrier=Carrier.HAND_IN)
    client.force_login(office.head)
    costs = []
    for count in (1, 29):
        for number in range(count):
            data = {"paper_type": kind.pk, "file": upload(f"{count}-{number}.pdf")}
            page(client, office.drafter, "paper_add", report.pk, data=data)
        client.force_login(office.head)
        client.get(reverse("dossiers:hand_in", args=[report.pk]))
        with CaptureQueriesContext(connection) as statements:
            response = client.get(reverse("dossiers:hand_in", args=[report.pk]))
        costs.append(len(statements))
    assert len(response.context["papers"]) == 30
    assert costs[0] == costs[1] <= 12


def test_an_ended_post_opens_no_report(client, office, report):
    former = make_holder(Role.UNIT_HEAD, office.unit, end=date(2020, 1, 1))
    assert page(client, former, "hand_in", report.pk).status_code == 404
