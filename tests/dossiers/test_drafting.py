"""What a unit prepares: hand-ins and lines, by the right people, without a second open dossier."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import drafting, papers
from dossiers.drafting import NewLine
from dossiers.models import Authority, Dossier, HandIn, Nominee, Paper, PaperType, Round, UnitName
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Evidence, HandInOrigin, Level, NomineeKind, ProcedureType, Role, SimplifiedGround
from tests.dossiers.files import upload
from tests.factories import (
    LONG_AGO,
    make_award,
    make_body,
    make_holder,
    make_person,
    make_season,
    make_unit,
    make_user,
    relate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A department under a province, one unit of it with its drafter, an open year and an award of the department."""

    class Place:
        province = make_body("UBND", level=Level.PROVINCE, name="Ủy ban nhân dân tỉnh")
        department = make_body("STP", name="Sở Tư pháp")
        unit = make_unit("P01", under=department, name="Phòng Hành chính tư pháp")
        drafter = make_holder(Role.DRAFTER, unit)
        head = make_holder(Role.UNIT_HEAD, unit)
        season = make_season()
        award = make_award("GK", name="Giấy khen")

    relate(Place.department, Place.province)
    return Place


def begin(place, **about) -> HandIn:
    return drafting.create_hand_in(unit=place.unit, season=place.season, actor=place.drafter, **about)


def families(refused) -> dict:
    return {pk: [str(one.family) for one in listed] for pk, listed in refused.value.by_dossier.items()}


def test_a_hand_in_goes_to_the_department_of_the_unit(place):
    hand_in = begin(place, number="12/TTr-PHC", dated=date(2026, 11, 20))
    assert (hand_in.to_body, hand_in.unit, hand_in.created_by) == (place.department, place.unit, place.drafter)
    assert hand_in.code.startswith("P01-") and hand_in.code.endswith("-TT001")
    assert hand_in.submitted_at is None


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.UNIT_HEAD])
def test_drafter_and_head_may_begin(place, role):
    person = make_holder(role, place.unit)
    assert drafting.create_hand_in(unit=place.unit, season=place.season, actor=person).created_by == person


def test_people_of_other_units_and_the_office_may_not_begin(place):
    other = make_unit(under=place.department)
    for person in (
        make_holder(Role.DRAFTER, other), make_holder(Role.OFFICE_HEAD, place.department), make_user(),
        make_holder(Role.DRAFTER, place.unit, end=date(2020, 1, 1)),
    ):
        with pytest.raises(Refused) as refused:
            drafting.create_hand_in(unit=place.unit, season=place.season, actor=person)
        assert refused.value.families == {"role"}
    assert HandIn.objects.count() == 0


def test_what_the_office_enters_from_paper_is_the_offices(place):
    office = make_holder(Role.OFFICE, place.department)
    hand_in = drafting.create_hand_in(
        unit=place.unit, season=place.season, actor=office, origin=HandInOrigin.PAPER, received_on=date(2026, 11, 3)
    )
    assert hand_in.received_on == date(2026, 11, 3)
    with pytest.raises(Refused):
        drafting.create_hand_in(unit=place.unit, season=place.season, actor=place.drafter, origin=HandInOrigin.PAPER)


def test_the_simplified_procedure_names_its_ground(place):
    with pytest.raises(ValidationError) as refused:
        begin(place, procedure=ProcedureType.SIMPLIFIED)
    assert list(refused.value.message_dict) == ["ground"]
    with pytest.raises(ValidationError):
        begin(place, ground=SimplifiedGround.SUDDEN)
    assert begin(place, procedure=ProcedureType.SIMPLIFIED, ground=SimplifiedGround.SUDDEN).simplified


def test_a_round_belongs_to_the_year_of_the_hand_in(place):
    other = Round.objects.create(season=make_season(2020), number=1)
    with pytest.raises(ValidationError) as refused:
        begin(place, round=other)
    assert refused.value.message_dict == {"round": ["Đợt này không thuộc năm thi đua đã chọn."]}


def test_a_line_is_a_draft_at_the_desk_of_the_unit_head(place):
    hand_in = begin(place, theme="Chuyển đổi số")
    person = make_person(place.unit, name="Đỗ Thị Ý")
    (dossier,) = drafting.add_lines(hand_in, [NewLine(person, place.award, achievement=" Tốt ")], actor=place.drafter)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.desk_role, dossier.desk_unit) == ("draft", "unit_head", place.unit)
    assert (dossier.deciding_body, dossier.body, dossier.route) == (
        place.department, place.department, [place.department.pk]
    )
    assert (dossier.theme, dossier.nominee_name, dossier.achievement) == ("Chuyển đổi số", "Đỗ Thị Ý", "Tốt")
    assert dossier.authority.award == place.award
    assert dossier.search_key == f"{dossier.code.lower()} do thi y phong hanh chinh tu phap giay khen"


def test_a_line_keeps_the_name_the_unit_bears_today(place):
    UnitName.objects.create(unit=place.unit, name="Phòng Tên cũ", valid_from=LONG_AGO)
    (dossier,) = drafting.add_lines(begin(place), [NewLine(make_person(place.unit), place.award)], actor=place.head)
    assert dossier.unit_name == "Phòng Tên cũ"


def test_an_award_of_the_province_goes_through_the_department(place):
    award = make_award("BK", level=Level.PROVINCE)
    (dossier,) = drafting.add_lines(begin(place), [NewLine(make_person(place.unit), award)], actor=place.drafter)
    assert dossier.route == [place.department.pk, place.province.pk]
    assert (dossier.body, dossier.deciding_body) == (place.department, place.province)


def test_where_two_bodies_may_decide_one_must_be_named(place):
    Authority.objects.create(
        award=place.award, level=Level.PROVINCE, valid_from=LONG_AGO, evidence=Evidence.TEXT, citation="Đ.2"
    )
    hand_in, person = begin(place), make_person(place.unit)
    with pytest.raises(Refused) as refused:
        drafting.add_lines(hand_in, [NewLine(person, place.award)], actor=place.drafter)
    assert families(refused) == {0: ["authority"]}
    assert refused.value.by_dossier[0][0].text == (
        "Giấy khen có thể do nhiều cơ quan quyết định: Sở Tư pháp; Ủy ban nhân dân tỉnh."
    )
    (dossier,) = drafting.add_lines(hand_in, [NewLine(person, place.award, place.province)], actor=place.drafter)
    assert dossier.deciding_body == place.province


def test_a_body_without_authority_may_be_written_but_not_as_authorised(place):
    award = make_award("BK", level=Level.PROVINCE)
    line = NewLine(make_person(place.unit), award, place.department)
    (dossier,) = drafting.add_lines(begin(place), [line], actor=place.drafter)
    assert (dossier.authority, dossier.route) == (None, [place.department.pk])


def test_a_second_open_dossier_is_refused_with_code_and_holder(place):
    person = make_person(place.unit, name="Trần Văn An")
    (first,) = drafting.add_lines(begin(place), [NewLine(person, place.award)], actor=place.drafter)
    with pytest.raises(Refused) as refused:
        drafting.add_lines(begin(place), [NewLine(person, place.award)], actor=place.drafter)
    assert families(refused) == {0: ["subject"]}
    assert refused.value.by_dossier[0][0].text == (
        f"Trần Văn An đã có hồ sơ đang mở đề nghị Giấy khen trong {place.season.title}: {first.code} "
        "(đang soạn thảo, do Thủ trưởng Phòng Hành chính tư pháp giữ)."
    )
    assert Dossier.objects.count() == 1


def test_the_same_line_twice_in_one_list_is_refused_at_the_second(place):
    line = NewLine(make_person(place.unit), place.award)
    with pytest.raises(Refused) as refused:
        drafting.add_lines(begin(place), [line, line], actor=place.drafter)
    assert families(refused) == {1: ["subject"]}


def test_another_theme_round_or_year_is_another_dossier(place):
    person = make_person(place.unit)
    one = Round.objects.create(season=place.season, number=1)
    for about in ({}, {"theme": "Chuyên đề"}, {"round": one}, {"round": one, "theme": "Chuyên đề"}):
        drafting.add_lines(begin(place, **about), [NewLine(person, place.award)], actor=place.drafter)
    place.season = make_season(2024)
    drafting.add_lines(begin(place), [NewLine(person, place.award)], actor=place.drafter)
    assert Dossier.objects.count() == 5


def test_a_line_may_name_a_theme_of_its_own(place):
    hand_in = begin(place, theme="Chung")
    person, other = make_person(place.unit), make_person(place.unit)
    lines = [NewLine(person, place.award, theme=""), NewLine(other, place.award, theme="Riêng")]
    assert [each.theme for each in drafting.add_lines(hand_in, lines, actor=place.head)] == ["", "Riêng"]


def test_lines_of_a_stranger_and_of_a_sent_hand_in_are_refused(place):
    hand_in, line = begin(place), NewLine(make_person(place.unit), place.award)
    stranger = make_holder(Role.DRAFTER, make_unit(under=place.department))
    with pytest.raises(Refused) as refused:
        drafting.add_lines(hand_in, [line], actor=stranger)
    assert refused.value.families == {"role"}
    HandIn.objects.filter(pk=hand_in.pk).update(submitted_at=hand_in.created_at)
    with pytest.raises(Refused) as refused:
        drafting.add_lines(hand_in, [line], actor=place.drafter)
    assert refused.value.families == {"state"}
    assert Dossier.objects.count() == 0


def test_500_lines_take_hardly_more_statements_than_one(place):
    awards = [make_award(f"A{n}") for n in range(5)]
    people = drafting.person_nominees([f"Nguyễn Văn {n}" for n in range(101)], place.unit)
    hand_in = begin(place)
    with CaptureQueriesContext(connection) as one:
        drafting.add_lines(hand_in, [NewLine(people[100], awards[0])], actor=place.drafter)
    lines = [NewLine(person, award) for person in people[:100] for award in awards]
    with CaptureQueriesContext(connection) as many:
        made = drafting.add_lines(hand_in, lines, actor=place.drafter)
    inserts = sum(query["sql"].startswith("INSERT INTO") for query in many)
    assert len(made) == len({each.code for each in made}) == 500
    # SQLite takes few rows per INSERT; everything else stays as it was.
    assert len(many) - inserts == len(one) - sum(query["sql"].startswith("INSERT INTO") for query in one)
    assert len(many) <= 48


def test_a_draft_line_can_be_rewritten(place):
    hand_in = begin(place)
    first, second = make_person(place.unit), make_person(place.unit, name="Lê Thị Bình")
    award = make_award("BK", level=Level.PROVINCE)
    (dossier,) = drafting.add_lines(hand_in, [NewLine(first, place.award)], actor=place.drafter)
    drafting.change_line(
        dossier, nominee=second, award=award, deciding_body=None, achievement="Mới", actor=place.head
    )
    dossier.refresh_from_db()
    assert (dossier.nominee, dossier.nominee_name, dossier.award, dossier.deciding_body) == (
        second, "Lê Thị Bình", award, place.province
    )
    assert "le thi binh" in dossier.search_key


def test_a_line_rewritten_to_one_that_is_open_is_refused(place):
    hand_in = begin(place)
    first, second = make_person(place.unit), make_person(place.unit)
    lines = [NewLine(first, place.award), NewLine(second, place.award)]
    one, _ = drafting.add_lines(hand_in, lines, actor=place.drafter)
    with pytest.raises(Refused) as refused:
        drafting.change_line(
            one, nominee=second, award=place.award, deciding_body=None, achievement="", actor=place.head
        )
    assert families(refused) == {one.pk: ["subject"]}


def test_only_a_draft_is_deleted_and_only_by_its_unit(place):
    hand_in = begin(place)
    (dossier,) = drafting.add_lines(hand_in, [NewLine(make_person(place.unit), place.award)], actor=place.drafter)
    kind = PaperType.objects.create(code="BC", name="Báo cáo")
    papers.attach(papers.store(upload("a.pdf")), name="a.pdf", paper_type=kind, dossier=dossier, actor=place.drafter)
    with pytest.raises(Refused) as refused:
        drafting.remove_draft(dossier, actor=make_holder(Role.UNIT_HEAD, make_unit(under=place.department)))
    assert refused.value.families == {"role"}
    with pytest.raises(Refused):
        drafting.remove_hand_in(hand_in, actor=place.drafter)
    drafting.remove_draft(dossier, actor=place.drafter)
    drafting.remove_hand_in(hand_in, actor=place.drafter)
    assert (Dossier.objects.count(), HandIn.objects.count(), Paper.objects.count()) == (0, 0, 0)


def test_the_common_facts_of_a_draft_hand_in_can_change(place):
    hand_in = begin(place, theme="Một")
    (dossier,) = drafting.add_lines(hand_in, [NewLine(make_person(place.unit), place.award)], actor=place.drafter)
    values = {
        "procedure": ProcedureType.SIMPLIFIED, "ground": SimplifiedGround.FOUND, "number": "9/TTr", "theme": "Hai"
    }
    drafting.change_hand_in(hand_in, values, actor=place.head)
    hand_in.refresh_from_db()
    dossier.refresh_from_db()
    assert (hand_in.number, hand_in.simplified, dossier.simplified) == ("9/TTr", True, True)
    # year, round and theme are part of what may be open once: they stay while there are lines
    assert hand_in.theme == "Một"


def test_papers_are_attached_to_drafts_by_their_unit_only(place):
    hand_in = begin(place)
    (dossier,) = drafting.add_lines(hand_in, [NewLine(make_person(place.unit), place.award)], actor=place.drafter)
    about = {
        "file": papers.store(upload("a.pdf")), "name": "a.pdf",
        "paper_type": PaperType.objects.create(code="BC", name="Báo cáo"),
    }
    assert drafting.add_paper(**about, actor=place.drafter, hand_in=hand_in).hand_in == hand_in
    assert drafting.add_paper(**about, actor=place.head, hand_in=hand_in, dossier=dossier).dossier == dossier
    with pytest.raises(Refused):
        drafting.add_paper(**about, actor=make_holder(Role.DRAFTER, make_unit()), hand_in=hand_in)
    assert Paper.objects.count() == 2


def test_a_person_is_found_again_by_name_and_birth_year_or_by_staff_code(place):
    first = drafting.person_nominee("Trần Thị Hoa", place.unit, birth_year=1980)
    assert drafting.person_nominee("trần thị hoa ", place.unit, birth_year=1980) == first
    assert drafting.person_nominee("Trần Thị Hòa", place.unit, birth_year=1980) != first
    assert drafting.person_nominee("Trần Thị Hoa", place.unit, birth_year=1990) != first
    assert drafting.person_nominee("Trần Thị Hoa", make_unit(), birth_year=1980) != first
    coded = drafting.person_nominee("Lê An", place.unit, staff_code="CB7")
    assert drafting.person_nominee("Lê Văn An", place.unit, staff_code="CB7") == coded


def test_a_unit_and_a_named_collective_are_one_nominee_each(place):
    assert drafting.unit_nominee(place.unit) == drafting.unit_nominee(place.unit)
    group = drafting.collective_nominee("Tổ Hộ tịch", place.unit)
    assert drafting.collective_nominee("tổ hộ tịch", place.unit) == group
    household = drafting.collective_nominee("Tổ Hộ tịch", place.unit, kind=NomineeKind.HOUSEHOLD)
    assert (household == group, household.kind) == (False, "household")


def test_many_people_are_entered_at_once_in_their_order(place, django_assert_num_queries):
    known = drafting.person_nominee("Lê An", place.unit)
    with django_assert_num_queries(2):
        people = drafting.person_nominees(["Bùi Bình", "Lê An", "bùi bình"], place.unit)
    assert [each.name for each in people] == ["Bùi Bình", "Lê An", "Bùi Bình"]
    assert people[1] == known
    assert Nominee.objects.get(name="Bùi Bình").search_key == "bui binh"
