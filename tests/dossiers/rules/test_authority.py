"""Family authority, asked as the door asks it."""

from datetime import date

import pytest

from dossiers.models import Authority, Award, Dossier, Unit
from dossiers.vocabulary import Evidence, Level
from tests.dossiers.rules.asking import ask, texts
from tests.factories import make_award, make_body, make_draft, make_unit

pytestmark = pytest.mark.django_db

DAY_2003, DAY_2024, DAY_2026 = date(2003, 11, 3), date(2024, 11, 4), date(2026, 11, 23)


@pytest.fixture
def places(db) -> dict[str, Unit]:
    province = make_body("UBND", name="Ủy ban nhân dân tỉnh", level=Level.PROVINCE, decider_title="Chủ tịch")
    department = make_body("STP", name="Sở Tư pháp", under=province, decider_title="Giám đốc")
    make_unit("P01", name="Phòng Hành chính tư pháp", under=department)
    return {unit.code: unit for unit in Unit.objects.all()}


def line(places, award: Award, body: str, **fields) -> Dossier:
    fields.setdefault("nominee_name", "Trần Thị Hoa")
    return make_draft(places["P01"], body=places["STP"], award=award, deciding_body=places[body], **fields)


def test_the_right_body_is_not_objected_to(places):
    assert ask("authority", line(places, make_award(level=Level.PROVINCE), "UBND")) == []


def test_the_wrong_body_is_named_beside_the_one_that_decides(catalogue, places):
    award = Award.objects.get(code="BK_TINH")
    (objection,) = ask("authority", line(places, award, "STP"), day=DAY_2024)
    assert objection.text == (
        "Bằng khen của Chủ tịch UBND tỉnh cho Trần Thị Hoa do Chủ tịch Ủy ban nhân dân tỉnh quyết định, "
        "không phải Giám đốc Sở Tư pháp."
    )
    assert objection.citation == "khoản 4 Điều 79 Luật 06/2022/QH15"
    assert (objection.evidence, objection.blocks) == ("T", True)
    assert objection.mend == "Chọn lại cơ quan quyết định của dòng này"


def test_where_the_law_in_force_was_not_read_the_wrong_body_is_only_advised_against(catalogue, places):
    (objection,) = ask("authority", line(places, Award.objects.get(code="BK_TINH"), "STP"), day=DAY_2026)
    assert (objection.evidence, objection.blocks) == ("S", False)


def test_the_strongest_row_decides_whether_it_blocks(catalogue, places):
    award = Award.objects.get(code="BK_TINH")
    Authority.objects.create(
        award=award, body=places["UBND"], valid_from=date(2026, 10, 1), evidence=Evidence.LOCAL, citation="QĐ 07/2026"
    )
    (objection,) = ask("authority", line(places, award, "STP"), day=DAY_2026)
    assert (objection.citation, objection.evidence, objection.blocks) == ("QĐ 07/2026", "L", True)


def test_without_any_row_on_the_day_the_office_is_asked_to_enter_one(catalogue, places):
    (objection,) = ask("authority", line(places, Award.objects.get(code="GK_SO"), "STP"), day=DAY_2003)
    assert objection.text == (
        "Chưa khai báo ai có thẩm quyền quyết định Giấy khen của Giám đốc Sở vào ngày 03/11/2003."
    )
    assert (objection.evidence, objection.blocks) == ("", True)
    assert objection.mend == "Người quản trị ghi thẩm quyền theo văn bản của cơ quan"


def test_a_level_without_a_body_above_the_unit_is_told_apart_from_a_missing_row(places):
    (objection,) = ask("authority", line(places, make_award(level=Level.MINISTRY), "STP"))
    assert "chưa ghi cơ quan cấp đó ở trên Phòng Hành chính tư pháp" in objection.text
    assert objection.blocks is True


@pytest.mark.parametrize(("day", "expected"), [(date(2004, 6, 30), 0), (date(2004, 7, 1), 1), (DAY_2024, 1)])
def test_a_legacy_award_is_refused_outside_its_period(catalogue, places, day, expected):
    objections = ask("authority", line(places, Award.objects.get(code="LDG_2003"), "STP"), day=day)
    assert len(objections) == expected
    assert all(objection.blocks for objection in objections)


def test_a_local_row_does_not_bring_a_legacy_award_back(catalogue, places):
    award = Award.objects.get(code="LDG_2003")
    Authority.objects.create(award=award, body=places["STP"], valid_from=date(2000, 1, 1), evidence=Evidence.LOCAL)
    assert texts(ask("authority", line(places, award, "STP"), day=DAY_2024)) == [
        "Lao động giỏi chỉ còn để tra cứu, không đề nghị được nữa (chỉ dùng từ 01/01/1998 đến 30/06/2004)."
    ]


def test_only_the_lines_that_are_wrong_are_objected_to(places):
    award = make_award(level=Level.PROVINCE)
    right, wrong = line(places, award, "UBND"), line(places, award, "STP", nominee_name="Lê Văn Sai")
    (text,) = texts(ask("authority", right, wrong))
    assert text.startswith(f"{award.name} cho Lê Văn Sai do Chủ tịch")
