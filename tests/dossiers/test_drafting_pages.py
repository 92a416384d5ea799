"""The pages of a draft: what the unit's people can do there, and what nobody else sees."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock, drafting, papers
from dossiers.drafting import NewLine
from dossiers.models import Award, Dossier, HandIn, Nominee, Paper, PaperType
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Carrier, HandInOrigin
from tests.dossiers.files import EXE, upload
from tests.dossiers.places import ask_for_report, make_office
from tests.factories import make_hand_in, make_holder, make_person
from workflow import triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def hand_in(office) -> HandIn:
    return drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter, number="12/TTr-PHC")


@pytest.fixture
def line(office, hand_in) -> Dossier:
    person = make_person(office.unit, name="Trần Thị Bí Mật")
    return drafting.add_lines(hand_in, [NewLine(person, office.award, achievement="Bí mật")], actor=office.drafter)[0]


def page(client, user, name, *args, query="", **post):
    """The page `name` as `user` gets it; posted if there is something to post."""
    client.force_login(user)
    address = reverse(f"dossiers:{name}", args=args) + query
    return client.post(address, post["data"]) if post else client.get(address)


def errors(response) -> dict:
    return {name: list(listed) for name, listed in response.context["form"].errors.items()}


def written(response) -> str:
    return response.content.decode()


def sent(hand_in: HandIn, *lines: Dossier) -> None:
    """The hand-in as it is once these lines were sent."""
    HandIn.objects.filter(pk=hand_in.pk).update(submitted_at=hand_in.created_at)
    with triggers.lifted():
        Dossier.objects.filter(pk__in=[line.pk for line in lines]).update(state="submitted")


def about(office, **changes) -> dict:
    given = {
        "unit": office.unit.pk, "reward_type": "cong_trang", "procedure": "regular", "ground": "",
        "season": office.season.pk, "round": "", "theme": "", "number": "", "dated": "",
    }
    return given | changes


def test_a_drafter_begins_a_hand_in(client, office):
    response = page(client, office.drafter, "hand_in_new", data=about(office, number="9/TTr", dated="20/11/2026"))
    made = HandIn.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("dossiers:hand_in", args=[made.pk]))
    assert (made.unit, made.number, f"{made.dated:%d/%m/%Y}") == (office.unit, "9/TTr", "20/11/2026")


def test_bad_input_is_answered_at_its_field_and_stays_typed(client, office):
    given = about(office, procedure="simplified", dated="31/02/2026", theme="Chuyển đổi số", season="")
    response = page(client, office.drafter, "hand_in_new", data=given)
    assert errors(response) == {
        "dated": ["Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 28/11/2026."], "season": ["Hãy chọn một mục."]
    }
    assert 'value="31/02/2026"' in written(response) and 'value="Chuyển đổi số"' in written(response)
    response = page(client, office.drafter, "hand_in_new", data=about(office, procedure="simplified"))
    assert errors(response) == {"ground": ["Thủ tục đơn giản phải nêu căn cứ (khoản 1 Điều 85 Luật 06/2022/QH15)."]}
    assert HandIn.objects.count() == 0


def test_nobody_begins_a_hand_in_of_another_unit(client, office):
    response = page(client, office.stranger, "hand_in_new", data=about(office))
    assert errors(response) == {"unit": ["Lựa chọn này không còn dùng được; hãy chọn lại."]}
    response = page(client, office.keeper, "hand_in_new", data=about(office))
    assert response["Location"] == reverse("dossiers:hand_in_list")
    assert HandIn.objects.count() == 0


def test_another_units_drafter_and_the_office_find_no_page_of_a_draft(client, office, hand_in, line):
    stored = papers.store(upload("bí mật.pdf"))
    kind = PaperType.objects.create(code="TT", name="Tờ trình", carrier=Carrier.HAND_IN)
    paper = drafting.add_paper(stored, name="bí mật.pdf", paper_type=kind, actor=office.drafter, hand_in=hand_in)
    places = [
        ("hand_in", hand_in.pk), ("hand_in_edit", hand_in.pk), ("line_add", hand_in.pk), ("paper_add", hand_in.pk),
        ("line_edit", line.pk), ("line_delete", line.pk), ("paper_file", paper.pk),
    ]
    for person in (office.stranger, office.keeper):
        for name, pk in places:
            assert (name, page(client, person, name, pk).status_code) == (name, 404)
        for name, pk in (*places[1:6], ("hand_in_delete", hand_in.pk)):
            assert (name, page(client, person, name, pk, data={"number": "1"}).status_code) == (name, 404)
        assert "Bí Mật" not in written(page(client, person, "hand_in_list"))
        assert hand_in.code not in written(page(client, person, "hand_in_list"))
        assert hand_in.code not in written(page(client, person, "dossier_list"))
        assert "Bí Mật" not in written(page(client, person, "dossier_list"))
    assert (HandIn.objects.count(), Dossier.objects.count(), Paper.objects.count()) == (1, 1, 1)


def test_somebody_without_account_is_asked_to_log_in(client, hand_in):
    response = client.get(reverse("dossiers:hand_in", args=[hand_in.pk]))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("dossiers:login"))


def test_a_new_person_is_entered_with_the_line(client, office, hand_in):
    given = {
        "new_kind": "person", "new_name": "Nguyễn Thị Mới", "job": "Chuyên viên", "birth_year": "1990",
        "award": f"{office.higher.pk}:{office.province.pk}", "achievement": "Giỏi",
    }
    response = page(client, office.drafter, "line_add", hand_in.pk, data=given)
    dossier = Dossier.objects.select_related("nominee").get()
    assert response["Location"] == reverse("dossiers:hand_in", args=[hand_in.pk])
    assert (dossier.nominee.name, dossier.nominee.job, dossier.nominee.birth_year) == (
        "Nguyễn Thị Mới", "Chuyên viên", 1990
    )
    assert (dossier.award, dossier.deciding_body, dossier.achievement) == (office.higher, office.province, "Giỏi")


def test_the_unit_itself_a_collective_and_a_household_can_be_proposed(client, office, hand_in):
    award = f"{office.award.pk}:{office.department.pk}"
    page(client, office.head, "line_add", hand_in.pk, data={"nominee": "unit", "award": award, "new_kind": "person"})
    for kind, name in (("collective", "Tổ Hộ tịch"), ("household", "Hộ ông Y Bih")):
        given = {"new_kind": kind, "new_name": name, "award": award, "outside": "on"}
        page(client, office.head, "line_add", hand_in.pk, data=given)
    made = Dossier.objects.order_by("pk").values_list("nominee_name", "nominee__kind", "nominee__outside")
    assert list(made) == [
        ("Phòng Hành chính tư pháp", "unit", False), ("Tổ Hộ tịch", "collective", True),
        ("Hộ ông Y Bih", "household", True),
    ]


def test_save_and_add_another_comes_back_to_an_empty_form(client, office, hand_in):
    given = {"new_kind": "person", "new_name": "An", "award": f"{office.award.pk}:{office.department.pk}", "again": "1"}
    response = page(client, office.drafter, "line_add", hand_in.pk, data=given)
    assert response["Location"] == reverse("dossiers:line_add", args=[hand_in.pk])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {
            "nominee": ["Chọn người, tập thể được đề nghị hoặc ghi tên mới bên dưới."], "award": ["Hãy chọn một mục."],
        }),
        ({"nominee": "unit", "new_name": "An"}, {
            "new_name": ["Chỉ chọn trong danh sách hoặc ghi tên mới, không cả hai."], "award": ["Hãy chọn một mục."],
        }),
        ({"new_name": "An", "birth_year": "80"}, {
            "birth_year": ["Ghi một số từ 1900 đến 2026."], "award": ["Hãy chọn một mục."],
        }),
        ({"nominee": "999999", "award": "1:1"}, {
            "nominee": ["Lựa chọn này không còn dùng được; hãy chọn lại."],
            "award": ["Lựa chọn này không còn dùng được; hãy chọn lại."],
        }),
    ],
)
def test_a_line_that_cannot_be_understood_says_why(client, office, hand_in, given, expected):
    with clock.set_to(datetime(2026, 11, 28, tzinfo=UTC)):
        response = page(client, office.drafter, "line_add", hand_in.pk, data={"new_kind": "person"} | given)
    assert errors(response) == expected


def test_people_of_other_units_are_not_offered_and_not_accepted(client, office, hand_in):
    secret = make_person(office.other, name="Người Phòng Khác")
    response = page(client, office.drafter, "line_add", hand_in.pk)
    assert "Người Phòng Khác" not in written(response)
    given = {"nominee": str(secret.pk), "award": f"{office.award.pk}:{office.department.pk}", "new_kind": "person"}
    response = page(client, office.drafter, "line_add", hand_in.pk, data=given)
    assert list(errors(response)) == ["nominee"]
    assert Dossier.objects.count() == 0


def test_a_second_open_dossier_is_refused_at_the_field_and_enters_nobody(client, office, hand_in, line):
    award = f"{office.award.pk}:{office.department.pk}"
    given = {"new_name": line.nominee_name, "new_kind": "person", "award": award, "achievement": "Vẫn còn đây"}
    response = page(client, office.drafter, "line_add", hand_in.pk, data=given)
    (text,) = errors(response)["nominee"]
    assert text.startswith(f"Trần Thị Bí Mật đã có hồ sơ đang mở đề nghị Giấy khen trong {office.season.title}")
    assert line.code in text
    assert "Vẫn còn đây" in written(response)
    assert (Dossier.objects.count(), Nominee.objects.count()) == (1, 1)


def test_a_line_is_edited_and_its_nominee_corrected(client, office, hand_in, line):
    other = make_person(office.unit, name="Lê Bình")
    given = {
        "nominee": str(other.pk), "award": f"{office.higher.pk}:{office.province.pk}", "achievement": "Khác",
        "new_kind": "person",
    }
    assert page(client, office.drafter, "line_edit", line.pk, data=given).status_code == 302
    line.refresh_from_db()
    assert (line.nominee, line.award, line.achievement) == (other, office.higher, "Khác")
    corrected = {"about": "1", "nominee-nominee_name": "Lê Thị Bình", "nominee-job": "Trưởng phòng"}
    assert page(client, office.drafter, "line_edit", line.pk, data=corrected).status_code == 302
    line.refresh_from_db()
    assert (line.nominee_name, line.nominee.name, line.nominee.job) == ("Lê Thị Bình", "Lê Thị Bình", "Trưởng phòng")


def test_deleting_a_line_asks_first(client, office, line):
    response = page(client, office.drafter, "line_delete", line.pk)
    assert "Xóa dòng này?" in written(response)
    assert Dossier.objects.count() == 1
    page(client, office.drafter, "line_delete", line.pk, data={"yes": "1"})
    assert Dossier.objects.count() == 0


def test_a_draft_says_what_each_line_lacks_and_why(client, office, hand_in, line):
    ask_for_report(office.award)
    response = page(client, office.drafter, "hand_in", hand_in.pk)
    (shown,) = response.context["lines"]
    assert ([need.paper_type.code for need in shown.gaps], shown.papers_block) == (["BC_THANH_TICH"], True)
    assert (response.context["survey"].blocked, response.context["survey"].drafts) == (1, 1)
    assert "<strong>Thiếu giấy tờ:</strong> Báo cáo thành tích." in written(response)
    assert "(phải có; Luật thử Đ.1, Theo luật)" in written(response)
    office.season.waived = ["papers"]
    office.season.save()
    assert page(client, office.drafter, "hand_in", hand_in.pk).context["survey"].blocked == 0


def test_a_line_of_the_wrong_kind_says_so_with_its_source(client, office, hand_in):
    Award.objects.filter(pk=office.award.pk).update(subject="individual", evidence="T", citation="Đ.24")
    office.award.refresh_from_db()
    drafting.add_lines(hand_in, [NewLine(drafting.unit_nominee(office.unit), office.award)], actor=office.drafter)
    response = page(client, office.drafter, "hand_in", hand_in.pk)
    (shown,) = response.context["lines"]
    assert [str(one.family) for one in shown.objections] == ["subject"]
    why = "Giấy khen chỉ dành cho cá nhân; Phòng Hành chính tư pháp được đề nghị là tập thể đơn vị."
    assert f"<strong>Đối tượng:</strong> {why}" in written(response)
    assert "Căn cứ: Đ.24 – Theo luật." in written(response)


def test_the_head_sends_and_the_drafter_waits(client, office, hand_in, line):
    submit = reverse("workflow:submit_hand_in", args=[hand_in.pk])
    for_head = written(page(client, office.head, "hand_in", hand_in.pk))
    assert f'action="{submit}"' in for_head and "Duyệt và gửi" in for_head and 'name="key"' in for_head
    for_drafter = written(page(client, office.drafter, "hand_in", hand_in.pk))
    lay = reverse("workflow:lay_before_head", args=[hand_in.pk])
    assert (f'action="{submit}"' in for_drafter, f'action="{lay}"' in for_drafter) == (False, True)
    assert f'action="{lay}"' not in for_head


def test_a_sent_hand_in_is_read_only(client, office, hand_in, line):
    sent(hand_in, line)
    response = page(client, office.head, "hand_in", hand_in.pk)
    assert response.context["editable"] is False
    assert "Thêm dòng" not in written(response) and "Duyệt và gửi" not in written(response)
    for name, pk in [("hand_in_edit", hand_in.pk), ("line_add", hand_in.pk), ("paper_add", hand_in.pk),
                     ("line_edit", line.pk), ("line_delete", line.pk)]:
        for answer in (page(client, office.head, name, pk), page(client, office.head, name, pk, data={"yes": "1"})):
            assert (name, answer.status_code, answer["Location"]) == (
                name, 302, reverse("dossiers:hand_in", args=[hand_in.pk])
            )
    assert Dossier.objects.count() == 1


def test_what_was_left_behind_can_still_be_prepared_but_nothing_added(client, office, hand_in, line):
    report = ask_for_report(office.award)
    common, missing = (
        PaperType.objects.create(code=code, name=code, carrier=Carrier.HAND_IN) for code in ("TT", "BB")
    )
    about_paper = {"file": papers.store(upload("a.pdf")), "name": "a.pdf", "actor": office.drafter}
    drafting.add_paper(**about_paper, paper_type=common, hand_in=hand_in)
    other = drafting.add_lines(hand_in, [NewLine(make_person(office.unit), office.award)], actor=office.drafter)[0]
    sent(hand_in, line)
    response = page(client, office.head, "hand_in", hand_in.pk)
    assert (response.context["editable"], response.context["preparing"]) == (False, True)
    assert response.context["survey"].drafts == 1
    assert "1 / 1 hồ sơ chưa gửi còn thiếu" in written(response) and "Duyệt và gửi" in written(response)
    for name, pk, there in [("line_add", hand_in.pk, 302), ("hand_in_edit", hand_in.pk, 302),
                            ("line_edit", line.pk, 302), ("line_edit", other.pk, 200), ("paper_add", hand_in.pk, 200)]:
        assert (name, pk, page(client, office.head, name, pk).status_code) == (name, pk, there)
    drafting.add_paper(**about_paper, paper_type=report, hand_in=hand_in, dossier=other)
    drafting.add_paper(**about_paper, paper_type=missing, hand_in=hand_in)
    given = {"paper_type": common.pk, "file": upload("b.pdf")}
    response = page(client, office.head, "paper_add", hand_in.pk, data=given)
    assert errors(response) == {"__all__": [
        "Tờ trình đã gửi cùng “TT”; giấy tờ đã gửi chỉ thay khi được yêu cầu bổ sung."
    ]}
    with pytest.raises(Refused):
        drafting.add_paper(**about_paper, paper_type=report, hand_in=hand_in, dossier=line)
    drafting.remove_draft(other, actor=office.head)
    assert list(hand_in.dossiers.all()) == [line]


def test_the_office_reads_a_sent_hand_in_but_only_the_lines_it_may_see(client, office, hand_in, line):
    sent(hand_in)
    response = page(client, office.keeper, "hand_in", hand_in.pk)
    assert response.status_code == 200
    assert "Bí Mật" not in written(response), "the line itself is still a draft"


def test_what_a_lower_body_sends_has_no_page_here(client, office):
    letter = make_hand_in(office.unit, office.department, office.season, origin=HandInOrigin.LOWER_BODY)
    assert page(client, office.drafter, "hand_in", letter.pk).status_code == 404


def test_a_paper_is_attached_to_the_hand_in_and_to_a_line(client, office, hand_in, line):
    common = PaperType.objects.create(code="TT", name="Tờ trình", carrier=Carrier.HAND_IN)
    report = ask_for_report(office.award)
    given = {"paper_type": common.pk, "file": upload("Tờ trình.pdf")}
    response = page(client, office.drafter, "paper_add", hand_in.pk, data=given)
    assert response["Location"] == reverse("dossiers:hand_in", args=[hand_in.pk])
    query = f"?loai={report.code}&ho_so={line.code}"
    offered = page(client, office.drafter, "paper_add", hand_in.pk, query=query)
    field = offered.context["form"]["paper_type"]
    assert (list(field.field.queryset), field.value()) == ([report], report.pk)
    given = {"paper_type": report.pk, "file": upload("Báo cáo.pdf")}
    page(client, office.drafter, "paper_add", hand_in.pk, query=query, data=given)
    assert list(Paper.objects.order_by("pk").values_list("hand_in", "dossier", "file_name", "uploaded_by")) == [
        (hand_in.pk, None, "Tờ trình.pdf", office.drafter.pk), (None, line.pk, "Báo cáo.pdf", office.drafter.pk)
    ]
    shown = page(client, office.head, "hand_in", hand_in.pk)
    assert (shown.context["survey"].blocked, "Báo cáo.pdf" in written(shown)) == (0, True)


def test_a_bad_upload_names_file_and_limit(client, office, hand_in):
    common = PaperType.objects.create(code="TT", name="Tờ trình", carrier=Carrier.HAND_IN)
    given = {"paper_type": common.pk, "file": upload("lạ.pdf", EXE)}
    response = page(client, office.drafter, "paper_add", hand_in.pk, data=given)
    assert errors(response) == {"file": [
        "Tệp “lạ.pdf” bị hỏng hoặc nội dung không phải PDF như phần mở rộng đã ghi. "
        "Chỉ nhận PDF, DOCX, XLSX, JPEG, PNG, mỗi tệp tối đa 20 MB."
    ]}
    response = page(client, office.drafter, "paper_add", hand_in.pk, data={"paper_type": common.pk})
    assert errors(response) == {"file": ["Hãy chọn tệp."]}
    assert Paper.objects.count() == 0


def test_an_empty_draft_can_be_deleted(client, office, hand_in):
    page(client, office.drafter, "hand_in_delete", hand_in.pk, data={"yes": "1"})
    assert HandIn.objects.count() == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_hand_ins_costs_the_same_for_one_and_thirty(client, office, count, django_assert_max_num_queries):
    for _ in range(count):
        drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)
    client.force_login(office.drafter)
    with django_assert_max_num_queries(12):
        response = client.get(reverse("dossiers:hand_in_list"))
    assert len(response.context["page"].object_list) == count


def test_a_hand_in_costs_the_same_for_one_line_and_thirty(client, office, hand_in):
    ask_for_report(office.award)
    client.force_login(office.head)
    costs = []
    for count in (1, 29):
        people = [make_person(office.unit) for _ in range(count)]
        drafting.add_lines(hand_in, [NewLine(each, office.award) for each in people], actor=office.drafter)
        with CaptureQueriesContext(connection) as statements:
            response = client.get(reverse("dossiers:hand_in", args=[hand_in.pk]))
        costs.append(len(statements))
    assert len(response.context["lines"]) == 30
    assert costs[0] == costs[1] <= 32


def test_an_ended_post_opens_no_draft(client, office, hand_in):
    former = make_holder("drafter", office.unit, end=date(2020, 1, 1))
    assert page(client, former, "hand_in", hand_in.pk).status_code == 404
