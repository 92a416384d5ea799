"""A pasted list beside the unit's people, this year's awards and the lines there are; and what becomes of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import drafting
from dossiers.models import Award, Dossier, HandIn, Nominee
from dossiers.pasting.adding import add_pasted
from dossiers.pasting.people import spoken
from dossiers.pasting.preview import NEW, SKIP, preview_of
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Level, NomineeKind
from tests.dossiers.places import make_office
from tests.factories import make_award, make_body, make_draft, make_hand_in, make_person, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    office = make_office()
    Award.objects.filter(pk=office.award.pk).update(name="Lao động tiên tiến", code="LDTT", subject="individual")
    make_award("CSTDCS", name="Chiến sĩ thi đua cơ sở", subject="individual")
    make_award("TTLDTT", name="Tập thể lao động tiên tiến", subject="collective")
    return office


@pytest.fixture
def hand_in(office) -> HandIn:
    return drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)


def look(hand_in, text: str, **picks):
    return preview_of(hand_in, text, picks)


def problems(preview) -> list[list[str]]:
    return [[*line.problems, *(wish.problem for wish in line.wishes if wish.problem)] for line in preview.lines]


def pairs() -> list[tuple[str, str]]:
    return list(Dossier.objects.order_by("pk").values_list("nominee__name", "award__code"))


def test_known_people_are_found_and_others_entered(office, hand_in):
    known = make_person(office.unit, name="Trần Thị Hòa", birth_year=1985)
    text = "Trần Thị Hoà\tLĐTT, CSTĐCS\nnguyen van an\tLĐTT\nTổ Hộ tịch\tTTLĐTT\nPhòng Hành chính tư pháp\tTTLĐTT\n"
    seen = look(hand_in, text)
    assert [(line.nominee, line.kind) for line in seen.lines] == [
        (known, NomineeKind.PERSON), (None, NomineeKind.PERSON), (None, NomineeKind.COLLECTIVE),
        (None, NomineeKind.UNIT),
    ]
    assert (seen.adds, seen.wrong) == (5, [])
    add_pasted(hand_in, text, {}, actor=office.drafter)
    assert pairs() == [
        ("Trần Thị Hòa", "LDTT"), ("Trần Thị Hòa", "CSTDCS"), ("nguyen van an", "LDTT"), ("Tổ Hộ tịch", "TTLDTT"),
        ("Phòng Hành chính tư pháp", "TTLDTT"),
    ]
    kinds = Nominee.objects.order_by("pk").values_list("kind", "search_key")
    assert list(kinds)[1:] == [
        ("person", "nguyen van an"), ("collective", "to ho tich"), ("unit", "phong hanh chinh tu phap"),
    ]
    again = look(hand_in, text)
    there = {wish.there for line in again.lines for wish in line.wishes}
    assert (again.adds, again.wrong, there) == (0, [], {"đã có trong tờ trình này"})


def test_particulars_of_somebody_new_are_kept_with_the_achievement(office, hand_in):
    text = "Họ và tên\tChức vụ\tNăm sinh\tMã số cán bộ\tDanh hiệu\tThành tích\nĐỗ An\tVăn thư\t1990\tCB7\tLĐTT\tGiỏi\n"
    add_pasted(hand_in, text, {}, actor=office.drafter)
    line = Dossier.objects.select_related("nominee").get()
    assert (line.nominee.job, line.nominee.birth_year, line.nominee.staff_code, line.achievement) == (
        "Văn thư", 1990, "CB7", "Giỏi"
    )
    assert line.nominee.search_key == "do an cb7"


def test_what_is_not_known_of_somebody_is_filled_in_and_nothing_overwritten(office, hand_in):
    blank = make_person(office.unit, name="Đỗ An")
    known = make_person(office.unit, name="Đỗ Ba", job="Kế toán", birth_year=1970)
    text = "Họ và tên\tChức vụ\tNăm sinh\tDanh hiệu\nĐỗ An\tVăn thư\t1990\tLĐTT\nĐỗ Ba\tVăn thư\t\tLĐTT\n"
    add_pasted(hand_in, text, {}, actor=office.drafter)
    for nominee in (blank, known):
        nominee.refresh_from_db()
    assert [(each.job, each.birth_year) for each in (blank, known)] == [("Văn thư", 1990), ("Kế toán", 1970)]


def test_every_row_says_what_is_wrong_with_it_in_words(office, hand_in):
    make_person(office.other, name="Người Phòng Khác", staff_code="CB9")
    old = make_award("CU", name="Huy hiệu cũ")
    old.authorities.all().delete()
    text = (
        "Họ và tên\tNăm sinh\tMã số cán bộ\tDanh hiệu\n\t\t\tLĐTT\nĐỗ An\t\t\t\nĐỗ Ba\t\t\tLao động lạ\n"
        "Đỗ Ca\tbảy\t\tLĐTT\nĐỗ Da\t\tCB9\tLĐTT\nĐỗ Em\t\t\tTTLĐTT\nĐỗ Em\t\t\tLĐTT\n"
        "Đỗ Em\t\t\tLao động tiên tiến\nĐỗ Gia\t\t\tHuy hiệu cũ\n"
    )
    assert problems(look(hand_in, text)) == [
        ["Chưa ghi họ và tên."], ["Chưa ghi danh hiệu, hình thức đề nghị."],
        ["Không có danh hiệu, hình thức “Lao động lạ” trong danh mục; chọn một hoặc sửa ở trên."],
        ["Năm sinh “bảy” không đọc được; ghi bốn chữ số, ví dụ 1985."],
        ["Mã số CB9 đã ghi cho người khác; kiểm tra lại mã số."],
        ["Tập thể lao động tiên tiến chỉ dành cho tập thể."], [],
        ["Trùng với dòng 8: Lao động tiên tiến đã ghi cho người này."],
        ["Năm nay đơn vị không đề nghị được Huy hiệu cũ."],
    ]
    assert Dossier.objects.count() == 0


def test_an_unknown_award_is_chosen_from_what_fits_the_nearest_first(office, hand_in):
    text = "Đỗ Ba\tChuyên viên\tChiến si thi dua ca so\n"
    (line,) = look(hand_in, text).lines
    (wish,) = line.wishes
    labels = [label for _, label in wish.choice.options]
    assert labels[0] == "Chiến sĩ thi đua cơ sở – Sở Tư pháp quyết định"
    assert "Tập thể lao động tiên tiến – Sở Tư pháp quyết định" not in labels
    picks = {wish.choice.name: wish.choice.options[0][0]}
    assert look(hand_in, text, **picks).adds == 1
    skipped = look(hand_in, text, **{wish.choice.name: SKIP})
    assert (skipped.adds, skipped.wrong) == (0, [])
    wrong = look(hand_in, text, **{wish.choice.name: "1-2-3"})
    assert wrong.adds == 0
    add_pasted(hand_in, text, picks, actor=office.drafter)
    assert pairs() == [("Đỗ Ba", "CSTDCS")]


def test_who_decides_is_asked_where_several_may(office, hand_in):
    ministry = make_body("BTP", level=Level.MINISTRY, name="Bộ Tư pháp")
    relate(office.department, ministry, kind="sector")
    office.higher.authorities.create(level=Level.MINISTRY, valid_from="2000-01-01", evidence="T")
    (line,) = look(hand_in, "Đỗ Ba\tBằng khen\n").lines
    assert line.wishes[0].problem == "Bằng khen có thể do nhiều cơ quan quyết định; chọn một."
    pick = f"{office.higher.pk}-{ministry.pk}"
    add_pasted(hand_in, "Đỗ Ba\tBằng khen\n", {line.wishes[0].choice.name: pick}, actor=office.drafter)
    assert Dossier.objects.get().deciding_body == ministry


def test_a_name_that_several_bear_is_asked_about(office, hand_in):
    first = make_person(office.unit, name="Nguyễn An", birth_year=1970)
    second = make_person(office.unit, name="Nguyễn An", birth_year=1990)
    text = "Nguyễn An\tLĐTT\n"
    (line,) = look(hand_in, text).lines
    assert line.problems == ["Có 2 người tên này trong đơn vị; chọn một."]
    assert [label for _, label in line.choice.options] == [
        "Nguyễn An, sinh 1970", "Nguyễn An, sinh 1990", "Người khác, ghi thêm vào danh sách"
    ]
    (told,) = look(hand_in, "Nguyễn An\t1990\tLĐTT\n").lines
    assert told.nominee == second
    add_pasted(hand_in, text, {line.choice.name: str(first.pk)}, actor=office.drafter)
    add_pasted(hand_in, text, {line.choice.name: NEW}, actor=office.drafter)
    assert Nominee.objects.filter(name="Nguyễn An", dossiers__award=office.award).count() == 2


def test_a_name_that_differs_in_an_accent_is_asked_about(office, hand_in):
    make_person(office.unit, name="Trần Thị Hoa")
    (line,) = look(hand_in, "Trần Thị Hòa\tLĐTT\n").lines
    assert line.problems == ["Trong đơn vị có Trần Thị Hoa; chọn có phải cùng một người không."]
    assert (spoken("Hoà"), spoken("Thuý")) == (spoken("Hòa"), spoken("Thúy"))
    assert spoken("Hoa") != spoken("Hòa") and spoken("Hân") != spoken("Hăn")


def test_people_of_other_units_are_neither_found_nor_told(office, hand_in):
    make_person(office.other, name="Người Phòng Khác", job="Bí mật")
    (line,) = look(hand_in, "Người Phòng Khác\tLĐTT\n").lines
    assert (line.nominee, line.choice, line.problems) == (None, None, [])


def test_what_is_open_on_another_paper_is_named_and_not_added_again(office, hand_in):
    person = make_person(office.unit, name="Đỗ An")
    earlier = make_hand_in(office.unit, office.department, office.season)
    other = make_draft(hand_in=earlier, nominee=person, award=office.award)
    seen = look(hand_in, "Đỗ An\tLĐTT; CSTĐCS\n")
    assert [wish.there for wish in seen.lines[0].wishes] == [f"đã có ở hồ sơ {other.code}", ""]
    assert (seen.adds, seen.wrong) == (1, [])


def test_good_rows_are_added_and_the_others_given_back_with_the_header(office, hand_in):
    text = "STT\tHọ và tên\tDanh hiệu\n1\tĐỗ An\tLĐTT\n2\tĐỗ Ba\tlạ\n3\tĐỗ Ca\tLĐTT; lạ\n"
    done = add_pasted(hand_in, text, {}, actor=office.drafter)
    assert (done.adds, pairs()) == (1, [("Đỗ An", "LDTT")])
    assert done.left_over == "STT\tHọ và tên\tDanh hiệu\n2\tĐỗ Ba\tlạ\n3\tĐỗ Ca\tLĐTT; lạ"
    assert list(Nominee.objects.values_list("name", flat=True)) == ["Đỗ An"]


def test_a_refusal_at_the_door_adds_nobody_and_names_the_row(office, hand_in):
    person = make_person(office.unit, name="Đỗ An")
    theirs = make_hand_in(office.other, office.department, office.season)
    make_draft(hand_in=theirs, nominee=person, award=office.award)
    with pytest.raises(Refused) as refused:
        add_pasted(hand_in, "Đỗ Mới\tLĐTT\nĐỗ An\tLĐTT\n", {}, actor=office.drafter)
    (one,) = refused.value.all
    assert one.text.startswith("Dòng 2: Đỗ An đã có hồ sơ đang mở")
    assert (hand_in.dossiers.count(), Nominee.objects.filter(name="Đỗ Mới").count()) == (0, 0)
    with pytest.raises(Refused):
        add_pasted(hand_in, "Đỗ Mới\tLĐTT\n", {}, actor=office.stranger)


def test_two_hundred_rows_cost_as_many_statements_as_two(office, hand_in):
    costs = []
    for first, count in ((1, 2), (3, 200)):
        text = "".join(f"{n}\tNguyễn Văn {n}\tLĐTT; CSTĐCS\n" for n in range(first, first + count))
        with CaptureQueriesContext(connection) as statements:
            done = add_pasted(hand_in, text, {}, actor=office.drafter)
        costs.append(len(statements))
    assert (done.adds, hand_in.dossiers.count()) == (400, 404)
    # SQLite takes a limited number of values a statement, and a dossier has many columns
    assert costs[1] <= costs[0] + 24, "rows are written in batches"
