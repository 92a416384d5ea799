"""The list of dossiers: found without accents, narrowed by filters, nothing shown that is not the reader's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from dossiers import clock, saving
from dossiers.desks import desk_words
from dossiers.models import Dossier, Round
from dossiers.vocabulary import Role, State
from tests.dossiers.places import make_office
from tests.factories import (
    make_award,
    make_body,
    make_draft,
    make_hand_in,
    make_person,
    make_season,
    make_unit,
    make_user,
)
from tests.world import bring, make_world
from workflow import triggers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)


@pytest.fixture
def office():
    return make_office()


def add(office, name: str = "", *, unit=None, award=None, state: str = "", **about) -> Dossier:
    unit = unit or office.unit
    hand_in = make_hand_in(unit, office.department, about.pop("season", office.season))
    nominee = make_person(unit, name=name)
    dossier = make_draft(hand_in=hand_in, nominee=nominee, award=award or office.award, **about)
    if state:
        with triggers.lifted():
            Dossier.objects.filter(pk=dossier.pk).update(state=state)
    return dossier


def found(client, user, **query) -> list[str]:
    client.force_login(user)
    response = client.get(reverse("dossiers:dossier_list"), query)
    assert response.status_code == 200
    return sorted(dossier.nominee_name for dossier in response.context["page"].object_list)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("chien si", ["Y Bih", "Đỗ Thị Sỹ"]), ("Chiến sỹ", ["Y Bih", "Đỗ Thị Sỹ"]),
        ("CHIẾN SĨ", ["Y Bih", "Đỗ Thị Sỹ"]), ("  ", ["Lê Ân", "Y Bih", "Đỗ Thị Sỹ"]),
        ("do thi", ["Đỗ Thị Sỹ"]), ("thi do", ["Đỗ Thị Sỹ"]), ("đỗ", ["Đỗ Thị Sỹ"]), ("dak lak", ["Lê Ân"]),
        ("Đăk Lăk", ["Lê Ân"]), ("khen ân", ["Lê Ân"]), ("khong co", []), ("%", []), ("_", []),
    ],
)
def test_words_are_found_without_accents_in_either_spelling(client, office, words, names):
    office.unit.name = "Phòng Tư pháp thành phố"
    old, new = make_award("CS1", name="Chiến sỹ thi đua"), make_award("CS2", name="Chiến sĩ thi đua")
    add(office, "Đỗ Thị Sỹ", award=old)
    add(office, "Y Bih", award=new)
    add(office, "Lê Ân", unit_name="Trung tâm tỉnh Đắk Lắk")
    assert found(client, office.head, q=words) == names


def test_a_code_is_found_by_its_beginning(client, office):
    first = add(office, "Một")
    add(office, "Hai")
    assert found(client, office.head, q=first.code.lower()) == ["Một"]


def test_each_filter_narrows(client, office):
    season, round_ = make_season(2024), Round.objects.create(season=office.season, number=2)
    add(office, "Năm cũ", season=season)
    add(office, "Đợt hai", round=round_)
    add(office, "Bậc cao", award=office.higher)
    add(office, "Ở tỉnh", body=office.province)
    add(office, "Đã gửi", state=State.SUBMITTED)
    add(office, "Quá hạn", state=State.APPRAISING, due_at=clock.now() - timedelta(days=1))
    everybody = ["Bậc cao", "Năm cũ", "Quá hạn", "Đã gửi", "Đợt hai", "Ở tỉnh"]
    for query, names in [
        ({"when": f"n{season.pk}"}, ["Năm cũ"]), ({"when": f"d{round_.pk}"}, ["Đợt hai"]),
        ({"award": office.higher.pk}, ["Bậc cao"]), ({"body": office.province.pk}, ["Ở tỉnh"]),
        ({"state": "submitted"}, ["Đã gửi"]), ({"overdue": "on"}, ["Quá hạn"]),
        ({"unit": office.unit.pk}, everybody), ({"unit": office.other.pk}, []),
        ({"state": "submitted", "q": "qua han"}, []), ({}, everybody),
    ]:
        assert (query, found(client, office.head, **query)) == (query, sorted(names))


@pytest.mark.parametrize("query", [{"state": "x"}, {"unit": "abc"}, {"when": "z9"}, {"award": "-1"}, {"trang": "abc"}])
def test_a_filter_that_is_not_understood_narrows_nothing(client, office, query):
    add(office, "An")
    assert found(client, office.head, **query) == ["An"]


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [("appraising", -1, True), ("appraising", 1, False), ("returned", -1, True), ("on_hold", -1, False),
     ("granted", -1, False), ("draft", None, False)],
)
def test_late_is_what_passed_its_running_term(client, office, state, days, late):
    due = None if days is None else NOW + timedelta(days=days)
    dossier = add(office, "An", due_at=due)
    with triggers.lifted():
        Dossier.objects.filter(pk=dossier.pk).update(state=state, state_before_hold="appraising")
    client.force_login(office.head)
    with clock.set_to(NOW):
        response = client.get(reverse("dossiers:dossier_list"))
        assert found(client, office.head, overdue="on") == (["An"] if late else [])
    assert [row.told.late for row in response.context["page"].object_list] == [late]
    assert ("Quá hạn 27/11/2026" in response.content.decode()) == late


def test_a_row_says_who_holds_it_since_when_until_when(client, office):
    add(
        office, "An", state=State.APPRAISING, desk_role=Role.OFFICE, desk_unit=office.department, since=NOW,
        due_at=NOW + timedelta(days=400),
    )
    client.force_login(office.head)
    text = client.get(reverse("dossiers:dossier_list")).content.decode()
    for shown in ("Văn phòng Sở (Sở Tư pháp)", "28/11/2026", "02/01/2028", "Đang thẩm định", "Giấy khen"):
        assert shown in text


def test_what_is_not_the_readers_is_not_listed_counted_or_found(client, office):
    add(office, "Của mình")
    add(office, "Nháp phòng khác", unit=office.other)
    add(office, "Đã gửi phòng khác", unit=office.other, state=State.SUBMITTED)
    assert found(client, office.drafter) == ["Của mình"]
    assert found(client, office.drafter, q="phong khac") == []
    assert client.get(reverse("dossiers:dossier_list")).context["page"].paginator.count == 1
    assert found(client, office.stranger) == ["Nháp phòng khác", "Đã gửi phòng khác"]


def test_a_page_has_thirty_rows_and_keeps_its_filters(client, office):
    for number in range(31):
        add(office, f"Người {number:02d}")
    client.force_login(office.head)
    response = client.get(reverse("dossiers:dossier_list"), {"q": "nguoi", "state": "draft"})
    assert len(response.context["page"].object_list) == 30
    assert 'href="?trang=2&amp;q=nguoi&amp;state=draft"' in response.content.decode()
    assert found(client, office.head, q="nguoi", trang="2") == ["Người 00"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_at_most_twelve_statements_whatever_its_length(
    client, office, count, django_assert_max_num_queries
):
    for number in range(count):
        add(office, f"Người {number}", award=make_award(), desk_unit=make_unit(), outside_body=make_body())
    saving.save(office.head, name="Nháp", query="state=draft")
    client.force_login(office.head)
    for query in ({}, {"q": "nguoi"}, {"q": "khen", "state": "draft", "overdue": ""}):
        with django_assert_max_num_queries(12):
            response = client.get(reverse("dossiers:dossier_list"), query)
        assert len(response.context["page"].object_list) == count


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.OFFICE, "Văn phòng Sở (Sở Tư pháp)"), (Role.UNIT_HEAD, "Thủ trưởng Sở Tư pháp"),
        (Role.APPRAISER, "Người thẩm định, Văn phòng Sở (Sở Tư pháp)"), (Role.DECIDER, "Giám đốc (Sở Tư pháp)"),
        (Role.CLERK, "Văn thư (Sở Tư pháp)"), (Role.SYSTEM, "Hệ thống"), ("", ""),
    ],
)
def test_a_desk_is_named_as_people_call_it(office, role, words):
    assert desk_words(role, office.department) == words


def test_every_role_has_words_and_a_desk_without_place_has_none(office):
    assert [role for role in Role if not desk_words(role, office.department)] == []
    assert desk_words(Role.OFFICE, None) == ""


def test_a_nominee_reads_neither_the_view_of_the_council_nor_the_desk(client):
    world = make_world()
    row = bring(world, State.NOT_ENDORSED)[0]
    nominee = make_user()
    type(row.nominee).objects.filter(pk=row.nominee_id).update(user=nominee)
    client.force_login(nominee)
    text = client.get(reverse("dossiers:dossier_list")).content.decode()
    table = text[text.index("<tbody>") :]
    assert row.code in table and "Hội đồng đang xét" in table
    assert "Hội đồng không đề nghị" not in table and "Giám đốc" not in table


def test_a_filter_tells_a_nominee_no_more_than_the_row(client):
    world = make_world()
    row = bring(world, State.NOT_ENDORSED)[0]
    nominee = make_user()
    type(row.nominee).objects.filter(pk=row.nominee_id).update(user=nominee)
    client.force_login(nominee)
    found = {
        state: row.code in client.get(reverse("dossiers:dossier_list"), {"state": state}).content.decode()
        for state in (State.NOT_ENDORSED, State.IN_COUNCIL)
    }
    assert found == {State.NOT_ENDORSED: False, State.IN_COUNCIL: True}


def test_a_desk_a_level_and_what_is_under_way_narrow(client, office):
    add(office, "Nháp")
    add(office, "Ở văn phòng", state=State.SUBMITTED, desk_role=Role.OFFICE, desk_unit=office.department)
    add(office, "Ở giám đốc", state=State.AWAITING_SIGNATURE, desk_role=Role.DECIDER, desk_unit=office.department)
    add(office, "Tỉnh quyết", state=State.GRANTED, deciding_body=office.province, desk_role="", desk_unit=None)
    for query, names in [
        ({"desk": f"office:{office.department.pk}"}, ["Ở văn phòng"]),
        ({"desk": f"unit_head:{office.unit.pk}"}, ["Nháp"]),
        ({"level": "province"}, ["Tỉnh quyết"]), ({"level": "department", "state": "draft"}, ["Nháp"]),
        ({"state": "open"}, ["Ở giám đốc", "Ở văn phòng"]),
        ({"desk": "office:x"}, ["Nháp", "Tỉnh quyết", "Ở giám đốc", "Ở văn phòng"]),
    ]:
        assert (query, found(client, office.head, **query)) == (query, sorted(names))


def test_a_desk_is_offered_in_the_words_of_the_row(client, office):
    client.force_login(office.head)
    offered = dict(client.get(reverse("dossiers:dossier_list")).context["form"].fields["desk"].choices)
    assert offered[f"office:{office.department.pk}"] == "Văn phòng Sở (Sở Tư pháp)"
    assert offered[f"unit_head:{office.unit.pk}"] == "Thủ trưởng Phòng Hành chính tư pháp"


def test_each_condition_that_is_on_can_be_taken_off(client, office):
    client.force_login(office.head)
    response = client.get(reverse("dossiers:dossier_list"), {"q": "an", "state": "draft", "overdue": "on", "unit": "x"})
    chips = [(chip.label, chip.words, chip.rest) for chip in response.context["form"].chips]
    assert chips == [
        ("Tìm", "“an”", "state=draft&overdue=on"), ("Trạng thái", "Đang soạn thảo", "q=an&overdue=on"),
        ("Chỉ hồ sơ quá hạn", "có", "q=an&state=draft"),
    ]
    assert 'href="?q=an&amp;overdue=on"' in response.content.decode()


def test_the_table_alone_changes_and_the_address_says_what_was_understood(client, office):
    client.force_login(office.head)
    response = client.get(
        reverse("dossiers:dossier_list"), {"q": "", "state": "draft", "unit": ""}, headers={"HX-Request": "true"}
    )
    assert response.headers["HX-Push-Url"] == f"{reverse('dossiers:dossier_list')}?state=draft"


def test_a_list_that_is_too_long_to_count_says_so(client, office, monkeypatch):
    monkeypatch.setattr("dossiers.paging.MOST", 2)
    monkeypatch.setattr("dossiers.views.listing.PER_PAGE", 1)
    monkeypatch.setattr("dossiers.views.listing.RANKED", 2)
    for name in ("Ân", "Bình", "Châu"):
        add(office, name)
    client.force_login(office.head)
    for query in ({"tat-ca": "1"}, {"q": "giay khen"}):
        page = client.get(reverse("dossiers:dossier_list"), query | {"trang": "2"}).content.decode()
        assert "hơn 2 hồ sơ" in page
        assert "Còn nữa: thêm điều kiện" in page


@pytest.mark.parametrize("state", [State.IN_COUNCIL, State.NOT_ENDORSED, State.AWAITING_SIGNATURE])
def test_no_filter_tells_a_nominee_desk_term_or_view(client, state):
    world = make_world()
    nominee = make_user()
    row = bring(world, state, nominees=[make_person(world.unit, user=nominee)])[0]
    with triggers.lifted():
        Dossier.objects.filter(pk=row.pk).update(due_at=clock.now() - timedelta(days=1))
    row.refresh_from_db()
    desk = {"desk": f"{row.desk_role}:{row.desk_unit_id}"}
    assert found(client, world.appraiser, **desk) == found(client, world.appraiser, overdue="on") == [row.nominee_name]
    # a desk and a term that are not understood narrow nothing, whatever they are
    assert found(client, nominee, **desk) == found(client, nominee, desk="clerk:1") == [row.nominee_name]
    response = client.get(reverse("dossiers:dossier_list"))
    assert sorted(set(response.context["form"].fields) & {"desk", "overdue"}) == []
    told = response.context["page"].object_list[0].told
    assert (told.state, told.since, told.due, told.late) == ("Hội đồng đang xét", None, None, False)


def test_who_works_elsewhere_reads_no_more_of_the_own_line(client):
    world = make_world()
    row = bring(world, State.AWAITING_SIGNATURE, nominees=[make_person(world.unit, user=world.other_head)])[0]
    with triggers.lifted():
        Dossier.objects.filter(pk=row.pk).update(due_at=clock.now() - timedelta(days=1))
    assert found(client, world.other_head) == [row.nominee_name]
    for query in ({"desk": f"decider:{world.body.pk}"}, {"overdue": "on"}, {"state": "awaiting_signature"}):
        assert (query, found(client, world.other_head, **query)) == (query, [])
    assert found(client, world.other_head, state="open") == found(client, world.other_head, state="in_council")


def test_many_can_be_dealt_with_at_once_by_who_acts_once_something_is_chosen(client):
    world = make_world()
    bring(world, State.APPRAISING)
    link = f'{reverse("workflow:bulk")}?state=appraising'
    shown = {}
    for name in ("appraiser", "inspector"):
        client.force_login(getattr(world, name))
        shown[name] = [
            link in client.get(reverse("dossiers:dossier_list"), query).content.decode()
            for query in ({"state": "appraising"}, {"tat-ca": "1"})
        ]
    assert shown == {"appraiser": [True, False], "inspector": [False, False]}
