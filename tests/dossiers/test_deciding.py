"""Which bodies may decide an award for a unit on a day, and the way there."""

from datetime import date

import pytest

from dossiers import deciding
from dossiers.models import Authority, Award, RouteStep, Unit, UnitRelation
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Evidence, Level, Nature, RelationKind
from tests.factories import make_award, make_body, make_unit, relate

pytestmark = pytest.mark.django_db

DAY = date(2024, 11, 4)


@pytest.fixture
def places(db) -> dict[str, Unit]:
    """A department of a province and of a ministry, one of its units, and the State above both."""
    state = make_body("TTG", name="Thủ tướng Chính phủ", level=Level.CENTRAL, external=True)
    ministry = make_body("BTP", name="Bộ Tư pháp", level=Level.MINISTRY, under=state)
    province = make_body("UBND", name="Ủy ban nhân dân tỉnh", level=Level.PROVINCE, under=state)
    department = make_body("STP", name="Sở Tư pháp", under=province)
    relate(department, ministry, kind=RelationKind.SECTOR)
    make_body("STC", name="Sở Tài chính", under=province)
    make_unit("P01", name="Phòng Hành chính tư pháp", under=department)
    return {unit.code: unit for unit in Unit.objects.all()}


def bodies(award: Award, unit: Unit, day: date = DAY) -> list[str]:
    return [option.deciding_body.code for option in deciding.authorities(award, unit, day)]


def way(award: Award, unit: Unit, day: date = DAY) -> list[list[str]]:
    codes = dict(Unit.objects.values_list("pk", "code"))
    return [[codes[pk] for pk in option.route] for option in deciding.authorities(award, unit, day)]


def enter(award: Award, body: Unit, via: tuple[Unit, ...] = (), **fields) -> Authority:
    """A local row, as an administrator enters it."""
    about = {"valid_from": date(2000, 1, 1), "evidence": Evidence.LOCAL, "citation": "Quyết định của tỉnh"} | fields
    row = Authority.objects.create(award=award, body=body, **about)
    for position, step in enumerate(via, start=1):
        RouteStep.objects.create(authority=row, position=position, body=step)
    return row


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("GK_SO", date(2003, 11, 3), []),
        ("LDG_2003", date(2003, 11, 3), [("STP", "S")]),
        ("LDG_2003", date(2004, 7, 1), []),
        ("CSTDCS", date(2003, 11, 3), []),
        ("CSTDCS", date(2015, 11, 3), [("STP", "T")]),
        ("CSTDCS", date(2020, 11, 3), [("STP", "Q")]),
        ("CSTDCS", date(2023, 12, 31), [("STP", "Q")]),
        ("CSTDCS", date(2024, 1, 1), [("STP", "T")]),
        ("CSTDCS", date(2026, 9, 30), [("STP", "T")]),
        ("CSTDCS", date(2026, 10, 1), [("STP", "S")]),
        ("CSTDCS", date(2030, 1, 1), [("STP", "S")]),
        ("BK_TINH", date(2015, 11, 3), []),
        ("BK_TINH", date(2020, 11, 3), []),
        ("BK_TINH", date(2024, 11, 4), [("UBND", "T")]),
        ("BK_TINH", date(2026, 11, 23), [("UBND", "S")]),
        ("CSTD_TINH", date(2020, 11, 3), [("UBND", "Q")]),
        ("CSTD_BO", date(2024, 11, 4), [("BTP", "T")]),
        ("BK_BO", date(2024, 11, 4), [("BTP", "T")]),
        ("BK_BO", date(2026, 11, 23), [("BTP", "T")]),
        ("GK_SO", date(2026, 11, 23), [("STP", "T")]),
        ("KNC_TP", date(2024, 11, 4), [("BTP", "T")]),
        ("KNC_TP", date(2026, 11, 23), [("BTP", "Q")]),
        ("CSTDTQ", date(2020, 11, 3), [("TTG", "Q")]),
        ("HCLD2", date(2024, 11, 4), [("TTG", "T")]),
        ("HCLD1", date(2026, 11, 23), [("TTG", "S")]),
    ],
)
def test_who_decides_by_date(catalogue, places, code, day, expected):
    found = deciding.authorities(Award.objects.get(code=code), places["P01"], day)
    assert [(option.deciding_body.code, option.evidence) for option in found] == expected


def test_every_award_of_the_catalogue_has_somebody_who_decides_it_today_but_the_legacy_one(catalogue, places):
    found = deciding.authorities_many([(award, places["P01"]) for award in Award.objects.all()], date(2026, 11, 23))
    codes = dict(Award.objects.values_list("pk", "code"))
    assert [codes[award] for (award, _), options in found.items() if not options] == ["LDG_2003"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.DEPARTMENT, ["STP"]),
        (Level.PROVINCE, ["STP", "UBND"]),
        (Level.MINISTRY, ["STP", "BTP"]),
        (Level.CENTRAL, ["STP", "TTG"]),
    ],
)
def test_the_way_goes_from_the_department_straight_to_the_deciding_body(places, level, expected):
    assert way(make_award(level=level), places["P01"]) == [expected]


def test_a_body_proposing_its_own_collective_is_its_own_department(places):
    assert way(make_award(level=Level.DEPARTMENT), places["STP"]) == [["STP"]]
    assert way(make_award(level=Level.PROVINCE), places["UBND"]) == [["UBND"]]
    assert deciding.department_of(places["STP"], DAY) == places["STP"]


def test_a_unit_below_a_unit_finds_the_department_above_both(places):
    team = make_unit("T01", under=places["P01"])
    assert deciding.department_of(team, DAY) == places["STP"]


def test_a_unit_that_stands_nowhere_is_refused_in_words(places):
    stray = make_unit("LAC", name="Phòng Lạc lõng")
    with pytest.raises(Refused) as refused:
        deciding.department_of(stray, DAY)
    assert str(refused.value) == "Chưa ghi Phòng Lạc lõng trực thuộc cơ quan nào vào ngày 04/11/2024."
    assert refused.value.families == {"authority"}


def test_a_circle_of_relations_does_not_hang(places):
    one, other = make_unit("A"), make_unit("B")
    relate(one, other)
    relate(other, one)
    assert bodies(make_award(level=Level.DEPARTMENT), one) == []


def test_relations_are_read_on_the_day(places):
    unit, award = places["P01"], make_award(level=Level.DEPARTMENT)
    UnitRelation.objects.filter(lower=unit).update(valid_to=date(2024, 12, 31))
    relate(unit, places["STC"], start=date(2025, 1, 1))
    assert bodies(award, unit, date(2024, 12, 31)) == ["STP"]
    assert bodies(award, unit, date(2025, 1, 1)) == ["STC"]


def test_a_level_that_no_relation_reaches_gives_no_option_but_is_remembered(places):
    UnitRelation.objects.filter(kind=RelationKind.SECTOR).delete()
    award = make_award(level=Level.MINISTRY)
    found = deciding.deciding_many([(award, places["P01"])], DAY)[award.pk, places["P01"].pk]
    assert (found.options, [row.level for row in found.unreached]) == ([], [Level.MINISTRY])


def test_the_state_is_found_above_the_ministry_where_management_does_not_lead_there(places):
    UnitRelation.objects.filter(lower=places["UBND"]).delete()
    assert bodies(make_award(level=Level.CENTRAL), places["P01"]) == ["TTG"]


def test_a_local_row_adds_a_body_with_its_own_way(places):
    award = make_award(level=Level.DEPARTMENT)
    enter(award, places["BTP"], (places["STP"], places["UBND"]))
    assert way(award, places["P01"]) == [["STP"], ["STP", "UBND", "BTP"]]


def test_a_local_row_for_the_same_body_gives_the_way_and_the_stronger_row_the_mark(places):
    award = make_award(level=Level.PROVINCE)
    row = enter(award, places["UBND"], (places["STP"], places["STC"]))
    option = deciding.authorities(award, places["P01"], DAY)[0]
    assert (option.authority, option.evidence, option.citation) == (row, "T", "Luật thử Đ.1")
    assert way(award, places["P01"]) == [["STP", "STC", "UBND"]]


def test_a_way_that_forgets_the_department_begins_there_all_the_same(places):
    award = make_award(level=Level.DEPARTMENT)
    Authority.objects.filter(award=award).delete()
    enter(award, places["TTG"], (places["UBND"],))
    assert way(award, places["P01"]) == [["STP", "UBND", "TTG"]]


def test_of_two_ways_to_one_body_each_department_takes_its_own(places):
    award = make_award(level=Level.DEPARTMENT)
    Authority.objects.filter(award=award).delete()
    enter(award, places["UBND"], (places["STC"],))
    enter(award, places["UBND"], (places["STP"],))
    assert way(award, places["P01"]) == [["STP", "UBND"]]
    assert way(award, make_unit("P02", under=places["STC"])) == [["STC", "UBND"]]


def test_a_department_decides_only_for_its_own_units(places):
    award = make_award(level=Level.DEPARTMENT)
    Authority.objects.filter(award=award).delete()
    enter(award, places["STC"])
    assert bodies(award, places["P01"]) == []
    assert bodies(award, make_unit("P02", under=places["STC"])) == ["STC"]


def test_a_rehearsed_body_decides_nothing_for_a_real_unit(places):
    award = make_award(level=Level.DEPARTMENT)
    rehearsed = make_body("DT", level=Level.PROVINCE, nature=Nature.REHEARSAL)
    enter(award, rehearsed)
    assert bodies(award, places["P01"]) == ["STP"]


def test_a_local_row_counts_only_within_its_dates(places):
    award = make_award(level=Level.DEPARTMENT)
    enter(award, places["UBND"], valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    assert bodies(award, places["P01"], date(2024, 12, 31)) == ["STP", "UBND"]
    assert bodies(award, places["P01"], date(2025, 1, 1)) == ["STP"]


def test_asking_for_many_pairs_takes_as_many_queries_as_for_one(catalogue, places, django_assert_num_queries):
    units = [places["P01"], *(make_unit(under=places["STP"]) for _ in range(30))]
    awards = list(Award.objects.all())
    with django_assert_num_queries(3):
        deciding.authorities_many([(awards[0], units[0])], DAY)
    with django_assert_num_queries(3):
        deciding.authorities_many([(award, unit) for award in awards for unit in units], DAY)
