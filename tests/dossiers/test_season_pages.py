"""Years are entered and changed on a page by those who keep them."""

from datetime import date

import pytest
from django.urls import reverse

from dossiers import clock
from dossiers.models import Round, Season
from dossiers.vocabulary import Role
from tests.dossiers.places import make_office
from tests.factories import make_draft, make_hand_in, make_holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def given(**changes) -> dict:
    """A year as typed, with two empty rounds."""
    values = {
        "year": "2030", "title": "Năm thi đua 2030", "opens": "06/02/2030", "achievement_from": "01/10/2029",
        "achievement_to": "30/09/2030", "registration_by": "28/02/2030", "initiatives_by": "",
        "dossiers_by": "28/11/2030",
        "rounds-TOTAL_FORMS": "2", "rounds-INITIAL_FORMS": "0", "rounds-0-number": "", "rounds-1-number": "",
    }
    return values | changes


def post(client, user, data, pk=None):
    client.force_login(user)
    return client.post(reverse("dossiers:season_edit", args=[pk]) if pk else reverse("dossiers:season_new"), data)


def test_the_keeper_enters_a_year_with_rounds(client, office):
    rounds = {
        "rounds-0-number": "1", "rounds-0-dossiers_by": "15/06/2030", "rounds-1-number": "2",
        "rounds-1-title": "Đợt cuối năm",
    }
    response = post(client, office.keeper, given(**rounds))
    year = Season.objects.get(year=2030)
    assert response["Location"] == reverse("dossiers:season", args=[year.pk])
    assert (year.achievement_from, year.dossiers_by, year.is_open) == (date(2029, 10, 1), date(2030, 11, 28), False)
    assert [(str(each), each.dossiers_by) for each in year.rounds.all()] == [
        ("Đợt 1", date(2030, 6, 15)), ("Đợt cuối năm", None)
    ]


def test_the_administrator_keeps_years_too_and_others_do_not(client, office):
    administrator = make_holder(Role.ADMINISTRATOR, office.department)
    for person in (office.head, office.stranger, make_holder(Role.OFFICE, office.department),
                   make_holder(Role.OFFICE_HEAD, office.province)):
        assert post(client, person, given())["Location"] == reverse("dossiers:season_list")
        assert post(client, person, given(), office.season.pk)["Location"] == reverse(
            "dossiers:season", args=[office.season.pk]
        )
    assert Season.objects.count() == 1
    post(client, administrator, given())
    assert Season.objects.filter(year=2030).count() == 1


def test_bad_dates_are_answered_at_their_fields_and_stay_typed(client, office):
    data = given(opens="2030/02/06", achievement_to="01/09/2029", year="30")
    response = post(client, office.keeper, data)
    assert {name: list(listed) for name, listed in response.context["form"].errors.items()} == {
        "year": ["Ghi một số từ 1986 đến 2100."],
        "opens": ["Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 28/11/2026."],
        "achievement_to": ["Ngày kết thúc kỳ xét phải sau ngày bắt đầu."],
    }
    assert 'value="2030/02/06"' in response.content.decode()
    response = post(client, office.keeper, given(dossiers_by="01/01/2030", year=str(office.season.year)))
    assert {name: list(listed) for name, listed in response.context["form"].errors.items()} == {
        "year": [f"Năm thi đua {office.season.year} đã có."], "dossiers_by": ["Ngày này phải sau ngày mở năm thi đua."]
    }
    assert Season.objects.count() == 1


def test_two_rounds_of_one_number_are_refused(client, office):
    response = post(client, office.keeper, given(**{"rounds-0-number": "1", "rounds-1-number": "1"}))
    assert response.context["rounds"].forms[1].errors == {"number": ["Đợt 1 đã có."]}
    assert Season.objects.count() == 1


def test_a_round_in_use_stays_and_an_unused_one_can_go(client, office):
    used, unused = (Round.objects.create(season=office.season, number=number) for number in (1, 2))
    make_hand_in(office.unit, office.department, office.season, round=used)
    year = office.season.year
    data = given(
        year=str(year), title=office.season.title, opens=f"01/01/{year}", achievement_from=f"01/01/{year}",
        achievement_to=f"31/12/{year}", registration_by="", dossiers_by="",
    ) | {
        "rounds-INITIAL_FORMS": "2", "rounds-0-id": used.pk, "rounds-0-number": "1", "rounds-1-id": unused.pk,
        "rounds-1-number": "2",
    }
    response = post(client, office.keeper, data | {"rounds-0-DELETE": "on"}, office.season.pk)
    assert list(response.context["rounds"].non_form_errors()) == [
        "Đợt 1 đã có tờ trình hoặc hồ sơ nên không xóa được."
    ]
    assert post(client, office.keeper, data | {"rounds-1-DELETE": "on"}, office.season.pk).status_code == 302
    assert list(Round.objects.all()) == [used]


def test_a_closed_year_is_not_edited(client, office):
    Season.objects.filter(pk=office.season.pk).update(closed_at=clock.now())
    response = post(client, office.keeper, given(title="Khác"), office.season.pk)
    assert response["Location"] == reverse("dossiers:season", args=[office.season.pk])
    assert Season.objects.get(pk=office.season.pk).title == office.season.title


def test_the_page_of_a_year_offers_its_keeper_the_next_step_only(client, office):
    make_draft(hand_in=make_hand_in(office.unit, office.department, office.season), award=office.award)
    close = reverse("workflow:season_close", args=[office.season.pk])
    client.force_login(office.keeper)
    text = client.get(reverse("dossiers:season", args=[office.season.pk])).content.decode()
    assert f'action="{close}"' in text and "Mở năm thi đua</button>" not in text
    assert "Mọi hồ sơ đã gửi đều có kết quả." in text
    client.force_login(office.head)
    text = client.get(reverse("dossiers:season", args=[office.season.pk])).content.decode()
    assert f'action="{close}"' not in text and office.season.title in text


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_years_costs_the_same_for_one_and_thirty(client, office, count, django_assert_max_num_queries):
    for year in range(1990, 1990 + count):
        Season.objects.create(
            year=year, title=f"Năm {year}", opens=date(year, 1, 1), achievement_from=date(year, 1, 1),
            achievement_to=date(year, 12, 31),
        )
    client.force_login(office.keeper)
    with django_assert_max_num_queries(12):
        client.get(reverse("dossiers:season_list"))


def test_a_new_year_is_offered_as_a_copy_of_the_last_one_and_is_saved_as_offered(client, office):
    year = office.season
    Season.objects.filter(pk=year.pk).update(
        year=2028, title="Năm thi đua 2028", opens=date(2028, 1, 5), achievement_from=date(2028, 1, 1),
        achievement_to=date(2028, 12, 31), dossiers_by=date(2028, 2, 29),
    )
    Round.objects.create(season=year, number=1, title="Đợt giữa năm 2028", dossiers_by=date(2028, 6, 15))
    client.force_login(office.keeper)
    page = client.get(reverse("dossiers:season_new"))
    offered = {name: page.context["form"][name].value() for name in ("year", "title", "opens", "dossiers_by")}
    assert offered == {
        "year": 2029, "title": "Năm thi đua 2029", "opens": date(2029, 1, 5), "dossiers_by": date(2029, 2, 28),
    }
    rounds = page.context["rounds"]
    assert [(form["number"].value(), form["title"].value()) for form in rounds][:1] == [(1, "Đợt giữa năm 2029")]
    assert len(rounds.forms) == 3
    sent = {
        "year": "2029", "title": "Năm thi đua 2029", "opens": "05/01/2029", "achievement_from": "01/01/2029",
        "achievement_to": "31/12/2029", "rounds-TOTAL_FORMS": "3", "rounds-INITIAL_FORMS": "0",
        "rounds-0-number": "1", "rounds-0-title": "Đợt giữa năm 2029", "rounds-0-dossiers_by": "15/06/2029",
    }
    post(client, office.keeper, sent)
    assert list(Round.objects.filter(season__year=2029).values_list("number", "title", "dossiers_by")) == [
        (1, "Đợt giữa năm 2029", date(2029, 6, 15)),
    ]
