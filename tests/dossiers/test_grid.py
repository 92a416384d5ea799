"""The grid of a draft: its rows and columns, and what ticking does."""

from dataclasses import replace
from datetime import date

import pytest

from dossiers import drafting
from dossiers.drafting import NewLine
from dossiers.grid import THE_UNIT, Cell, grid_of, offered_places
from dossiers.last_year import last_year_of
from dossiers.models import Authority, Award, AwardVersion, Dossier, HandIn, Nominee
from dossiers.rules.objection import Refused
from dossiers.shares import share_words
from dossiers.ticking import NotSaved, save_ticks
from dossiers.vocabulary import NomineeKind
from tests.dossiers.places import make_office
from tests.factories import make_award, make_body, make_draft, make_hand_in, make_person, make_season, make_user, relate
from workflow import triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def hand_in(office) -> HandIn:
    return drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)


def cell(nominee, award, body) -> Cell:
    return Cell(nominee.pk, award.pk, body.pk)


def lines(hand_in) -> list[Dossier]:
    return list(hand_in.dossiers.select_related("nominee", "award", "deciding_body").order_by("pk"))


def read(hand_in, **asked):
    return grid_of(hand_in, lines(hand_in), **asked)


def pairs(hand_in) -> list[tuple[str, str]]:
    return [(line.nominee_name, line.award.name) for line in lines(hand_in)]


def test_rows_are_the_unit_its_people_by_name_and_its_collectives(office, hand_in):
    for name in ("Trần Bình", "Đỗ An"):
        make_person(office.unit, name=name, job="Chuyên viên", birth_year=1990)
    Nominee.objects.create(kind=NomineeKind.COLLECTIVE, unit=office.unit, name="Tổ Hộ tịch")
    make_person(office.other, name="Người Phòng Khác")
    rows = read(hand_in).rows
    assert [(row.nominee.name, row.about) for row in rows] == [
        ("Phòng Hành chính tư pháp", "Tập thể đơn vị"), ("Đỗ An", "Chuyên viên, sinh 1990"),
        ("Trần Bình", "Chuyên viên, sinh 1990"), ("Tổ Hộ tịch", "Tập thể khác"),
    ]
    assert rows[0].key == THE_UNIT
    assert Nominee.objects.filter(kind=NomineeKind.UNIT).count() == 0, "looking enters nobody"


def test_outsiders_are_shown_while_new_or_on_this_paper(office, hand_in):
    old, new, here = (make_person(office.unit, name=name, outside=True) for name in ("Ông Cũ", "Ông Mới", "Ông Đây"))
    earlier = make_hand_in(office.unit, office.department, office.season)
    make_draft(hand_in=earlier, nominee=old, award=office.award)
    drafting.add_lines(hand_in, [NewLine(here, office.award)], actor=office.drafter)
    assert [row.nominee for row in read(hand_in).rows][1:] == [here, new]


def test_columns_are_what_the_unit_may_propose_by_deciding_level(office, hand_in):
    title = make_award("LD", name="Lao động", kind="title", subject="individual")
    closed = make_award("DG", name="Đã đóng")
    AwardVersion.objects.filter(award=closed).update(
        valid_to=date(2001, 1, 1), extra={"nominatable": "within_period"}
    )
    make_award("KO", name="Chưa rõ ai quyết định").authorities.all().delete()
    found = read(hand_in)
    assert [(group.level.label, [column.award.name for column in group.columns]) for group in found.groups] == [
        ("Sở, ngành", ["Lao động", "Giấy khen"]), ("Tỉnh", ["Bằng khen"]),
    ]
    assert {(title.pk, office.department.pk), (office.higher.pk, office.province.pk)} < set(offered_places(office.unit))


def test_higher_levels_come_when_asked_for_or_used(office, hand_in):
    ministry = make_award("BO", name="Bằng khen cấp Bộ", level="department")
    outside = replace_body(ministry, office, level="ministry")
    assert [group.level for group in read(hand_in).groups] == ["department", "province"]
    assert read(hand_in).more == ["ministry"]
    assert [group.level for group in read(hand_in, levels=["ministry"]).groups][-1] == "ministry"
    save_ticks(hand_in, add=[cell(make_person(office.unit), ministry, outside)], actor=office.drafter)
    assert (read(hand_in).more, read(hand_in).total) == ([], 1)


def replace_body(award, office, *, level):
    body = make_body(f"B-{level}", level=level)
    relate(office.department, body, kind="sector")
    Authority.objects.filter(award=award).update(level=level)
    return body


def test_a_box_says_why_it_cannot_be_ticked(office, hand_in):
    person = make_person(office.unit, name="Đỗ An")
    Award.objects.filter(pk=office.award.pk).update(subject="collective")
    earlier = make_hand_in(office.unit, office.department, office.season)
    other = make_draft(hand_in=earlier, nominee=person, award=office.higher, deciding_body=office.province)
    unit, row = read(hand_in).rows
    assert [(box.why, box.fits) for box in unit.boxes] == [("", True), ("", True)]
    assert [(box.why, box.fits, box.other) for box in row.boxes] == [
        ("Chỉ dành cho tập thể", False, ""), ("Đã có hồ sơ", True, other.code)
    ]


def test_a_tick_is_a_line_and_taking_it_away_deletes_the_draft(office, hand_in):
    person = make_person(office.unit, name="Đỗ An")
    first, second = cell(person, office.award, office.department), cell(person, office.higher, office.province)
    done = save_ticks(hand_in, add=[first, second, first], actor=office.drafter)
    assert (len(done.added), done.removed, pairs(hand_in)) == (2, 0, [("Đỗ An", "Giấy khen"), ("Đỗ An", "Bằng khen")])
    found = read(hand_in)
    assert ([row.total for row in found.rows], found.total, found.ticked) == ([0, 2], 2, [first, second])
    assert [column.total for column in found.columns] == [1, 1]
    done = save_ticks(hand_in, remove=[first, first], actor=office.head)
    assert (done.removed, pairs(hand_in)) == (1, [("Đỗ An", "Bằng khen")])


def test_the_unit_itself_is_entered_with_its_first_tick(office, hand_in):
    ticked = Cell(THE_UNIT, office.award.pk, office.department.pk)
    save_ticks(hand_in, add=[ticked], actor=office.drafter)
    save_ticks(hand_in, add=[ticked], actor=office.drafter)
    assert pairs(hand_in) == [("Phòng Hành chính tư pháp", "Giấy khen")]
    assert read(hand_in).rows[0].total == 1


def test_two_who_tick_the_same_make_one_line(office, hand_in):
    ticked = cell(make_person(office.unit), office.award, office.department)
    for actor in (office.drafter, office.head):
        save_ticks(hand_in, add=[ticked], actor=actor)
        save_ticks(hand_in, remove=[replace(ticked, award=office.higher.pk)], actor=actor)
    assert hand_in.dossiers.count() == 1


def test_all_that_stands_against_is_said_at_its_cell_and_nothing_is_saved(office, hand_in):
    person, stranger = make_person(office.unit, name="Đỗ An"), make_person(office.other, name="Người Phòng Khác")
    group = make_award("TT", name="Tập thể tốt", subject="collective")
    earlier = make_hand_in(office.unit, office.department, office.season)
    make_draft(hand_in=earlier, nominee=person, award=office.higher, deciding_body=office.province)
    bad = [
        cell(person, group, office.department), cell(stranger, office.award, office.department),
        cell(person, office.award, office.province),
    ]
    with pytest.raises(NotSaved) as refused:
        save_ticks(hand_in, add=[*bad, cell(person, office.award, office.department)], actor=office.drafter)
    assert {each: listed[0].text for each, listed in refused.value.by_cell.items()} == {
        bad[0]: "Tập thể tốt chỉ dành cho tập thể.",
        bad[1]: "Người, tập thể này không còn trong danh sách của đơn vị.",
        bad[2]: "Năm nay không đề nghị được ở cột này.",
    }
    with pytest.raises(NotSaved) as refused:
        save_ticks(hand_in, add=[cell(person, office.higher, office.province)], actor=office.drafter)
    assert list(refused.value.by_cell) == [cell(person, office.higher, office.province)]
    assert hand_in.dossiers.count() == 0


def test_a_line_with_text_goes_only_when_that_is_confirmed(office, hand_in):
    person = make_person(office.unit)
    line = drafting.add_lines(hand_in, [NewLine(person, office.award, achievement="Giỏi")], actor=office.drafter)[0]
    ticked = cell(person, office.award, office.department)
    with pytest.raises(NotSaved) as refused:
        save_ticks(hand_in, remove=[ticked], actor=office.drafter)
    assert (refused.value.full, hand_in.dossiers.count()) == ({ticked: line}, 1)
    assert save_ticks(hand_in, remove=[ticked], actor=office.drafter, sure=True).removed == 1


def test_only_who_drafts_for_the_unit_ticks_and_only_before_sending(office, hand_in):
    ticked = cell(make_person(office.unit), office.award, office.department)
    with pytest.raises(Refused) as refused:
        save_ticks(hand_in, add=[ticked], actor=office.stranger)
    assert refused.value.families == {"role"}
    HandIn.objects.filter(pk=hand_in.pk).update(submitted_at=hand_in.created_at)
    with pytest.raises(Refused) as refused:
        save_ticks(hand_in, add=[ticked], actor=office.drafter)
    assert refused.value.families == {"state"}
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize("text", ["", "1-2", "1-2-3-4", "a-b-c", "1-2-" + "9" * 19, "-1-2-3"])
def test_what_is_no_cell_is_none(text):
    assert Cell.read(text) is None


def test_a_share_is_shown_only_where_a_rule_in_force_measures_by_another_award(office, hand_in):
    fighter = make_award("CSTD", name="Chiến sĩ thi đua", subject="individual")
    AwardVersion.objects.filter(award=fighter).update(quota={"max_pct_of": "GK", "pct": 15})
    people = [make_person(office.unit) for _ in range(3)]
    wanted = [NewLine(each, office.award) for each in people] + [NewLine(people[0], fighter)]
    drafting.add_lines(hand_in, wanted, actor=office.drafter)
    said = share_words([office.award, office.higher, fighter], lines(hand_in))
    assert said == {fighter.pk: "1 / 3 Giấy khen; quy định tối đa 15%"}


def proposed_before(office, nominee, award, **fields) -> Dossier:
    season = make_season(office.season.year - 1)
    earlier = make_hand_in(office.unit, office.department, season)
    line = make_draft(hand_in=earlier, nominee=nominee, award=award, season=season, **fields)
    with triggers.lifted():
        Dossier.objects.filter(pk=line.pk).update(state="granted")
    return line


def test_last_years_list_marks_who_left_and_what_is_no_longer_awarded(office, hand_in):
    stays, left = make_person(office.unit, name="An"), make_person(office.unit, name="Bình")
    retired = make_person(office.unit, name="Chi", user=make_user(is_active=False))
    line = proposed_before(office, stays, office.award)
    for nominee in (left, retired):
        make_draft(hand_in=line.hand_in, nominee=nominee, award=office.award, season=line.season)
    gone = make_award("CU", name="Danh hiệu cũ")
    gone.authorities.all().delete()
    make_draft(hand_in=line.hand_in, nominee=stays, award=gone, season=line.season)
    with triggers.lifted():
        Dossier.objects.exclude(pk=line.pk).update(state="refused")
    Nominee.objects.filter(pk=left.pk).update(unit=office.other)
    found = last_year_of(hand_in, Dossier.objects.all())
    assert found.season == line.season
    assert [(each.nominee.name, each.award.name, each.outcome, each.why) for each in found.proposals] == [
        ("An", "Giấy khen", "Đã có quyết định", ""),
        ("An", "Danh hiệu cũ", "Không được khen thưởng", "Năm nay không đề nghị được"),
        ("Bình", "Giấy khen", "Không được khen thưởng", "Không còn ở đơn vị"),
        ("Chi", "Giấy khen", "Không được khen thưởng", "Không còn ở đơn vị"),
    ]
    save_ticks(hand_in, add=[each.cell for each in found.proposals if each.offered], actor=office.drafter)
    assert pairs(hand_in) == [("An", "Giấy khen")]
    assert last_year_of(hand_in, Dossier.objects.all()).proposals[0].why == "Đã có trong bảng"
    another = drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)
    said = f"Đã có hồ sơ {hand_in.dossiers.get().code}"
    assert last_year_of(another, Dossier.objects.all()).proposals[0].why == said


def test_last_year_without_a_list_is_empty(office, hand_in):
    found = last_year_of(hand_in, Dossier.objects.all())
    assert (found.season, found.proposals) == (None, [])
