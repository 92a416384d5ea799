"""Which units have sent their registrations and reports, which have not, and to whom that is shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock, reports
from dossiers.models import Season, Unit
from dossiers.vocabulary import HandInKind, Level, Nature, Role
from tests.dossiers.places import make_office
from tests.factories import make_body, make_hand_in, make_holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def sent(office, unit: Unit, kind: str = HandInKind.REGISTRATION, **about):
    body = about.pop("body", office.department)
    about.setdefault("submitted_at", clock.now())
    return make_hand_in(unit, body, office.season, kind=kind, content="Bí mật", **about)


def seen(office, user) -> dict:
    """Department → kind → (who has sent, who has not), by codes."""
    office.season.refresh_from_db()
    return {
        each.department.code: {
            str(row.kind): ([hand_in.unit.code for hand_in in row.sent], [unit.code for unit in row.missing])
            for row in each.kinds
        }
        for each in reports.collected(office.season, user)
    }


def test_each_kind_says_who_has_sent_and_who_has_not(office):
    sent(office, office.unit)
    sent(office, office.other, HandInKind.FINAL)
    sent(office, office.other, submitted_at=None)  # a draft is nothing sent
    assert seen(office, office.keeper) == {"STP": {
        "registration": (["P01"], ["P02"]),
        "initiatives": ([], ["P01", "P02"]),
        "interim": ([], ["P01", "P02"]),
        "final": (["P02"], ["P01"]),
    }}


def test_another_year_a_proposal_of_awards_and_another_department_do_not_count(office):
    make_hand_in(office.unit, office.department, office.season, submitted_at=clock.now())
    elsewhere = make_body("SNV")
    stranger = make_unit("P90", under=elsewhere)
    sent(office, stranger, body=elsewhere)
    assert seen(office, office.keeper)["STP"]["registration"] == ([], ["P01", "P02"])
    assert seen(office, make_holder(Role.OFFICE, elsewhere)) == {"SNV": {
        "registration": (["P90"], []), "initiatives": ([], ["P90"]), "interim": ([], ["P90"]), "final": ([], ["P90"]),
    }}


def test_offices_of_departments_and_inspectors_are_shown_it_and_nobody_else(office):
    for role in (Role.OFFICE, Role.APPRAISER, Role.OFFICE_HEAD, Role.INSPECTOR):
        assert list(seen(office, make_holder(role, office.department))) == ["STP"]
    former = make_holder(Role.OFFICE, office.department, end=clock.today() - timedelta(days=1))
    others = [make_holder(role, office.department) for role in (Role.CLERK, Role.DECIDER, Role.ADMINISTRATOR)]
    above = make_holder(Role.OFFICE, office.province)
    for person in (office.head, office.drafter, former, above, *others):
        assert seen(office, person) == {}


def test_a_unit_that_no_longer_exists_is_not_waited_for(office):
    Unit.objects.filter(pk=office.other.pk).update(exists_to=clock.today() - timedelta(days=1))
    assert seen(office, office.keeper)["STP"]["registration"] == ([], ["P01"])


def test_a_year_not_yet_opened_waits_for_nobody(office):
    Season.objects.update(opened_at=None)
    assert seen(office, office.keeper) == {}


def test_a_rehearsal_and_the_real_year_keep_apart(office):
    played = make_body("DT-STP", nature=Nature.REHEARSAL)
    make_unit("DT-01", under=played, nature=Nature.REHEARSAL)
    inspector = make_holder(Role.INSPECTOR, office.department)
    assert list(seen(office, inspector)) == ["STP"]
    Season.objects.update(nature=Nature.REHEARSAL)
    assert list(seen(office, inspector)) == ["DT-STP"]
    assert seen(office, office.keeper) == {}


def test_a_body_outside_collects_nothing_here(office):
    make_body("SYT", external=True, level=Level.DEPARTMENT)
    assert list(seen(office, make_holder(Role.INSPECTOR, office.department))) == ["STP"]


def test_the_page_of_the_year_names_them(client, office):
    Season.objects.update(registration_by=clock.today() + timedelta(days=5))
    hand_in = sent(office, office.unit)
    client.force_login(office.keeper)
    text = client.get(reverse("dossiers:season", args=[office.season.pk])).content.decode()
    assert f'<a href="{reverse("dossiers:hand_in", args=[hand_in.pk])}">Phòng Hành chính tư pháp</a>' in text
    assert "<strong>Chưa đăng ký (1):</strong> Phòng Bổ trợ tư pháp" in text
    assert "<strong>Chưa gửi (2):</strong> Phòng Hành chính tư pháp; Phòng Bổ trợ tư pháp" in text
    assert f"hạn {office.season.registration_by or clock.today() + timedelta(days=5):%d/%m/%Y}" in text
    client.force_login(office.stranger)
    text = client.get(reverse("dossiers:season", args=[office.season.pk])).content.decode()
    assert "Chưa đăng ký" not in text and "Phòng Hành chính tư pháp" not in text


def test_the_page_of_the_year_costs_the_same_for_one_unit_and_thirty(client, office):
    client.force_login(office.keeper)
    address = reverse("dossiers:season", args=[office.season.pk])
    sent(office, office.unit)
    client.get(address)
    costs = []
    for count in (0, 29):
        for _ in range(count):
            sent(office, make_unit(under=office.department), HandInKind.REGISTRATION)
            make_unit(under=office.department)
        with CaptureQueriesContext(connection) as statements:
            client.get(address)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 20
