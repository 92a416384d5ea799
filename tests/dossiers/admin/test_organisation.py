"""Units, their names and superiors by date."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dossiers import clock, organisation
from dossiers.models import Unit, UnitName, UnitRelation
from dossiers.vocabulary import Level, RelationKind, Role
from tests.factories import make_body, make_holder, make_unit, relate

pytestmark = pytest.mark.django_db

ADD = reverse("admin:dossiers_unit_add")
MANAGEMENT, SECTOR = RelationKind.MANAGEMENT, RelationKind.SECTOR


@pytest.fixture
def body(client):
    body = make_body("STP", name="Sở Tư pháp")
    client.force_login(make_holder(Role.ADMINISTRATOR, body))
    return body


def rows(prefix, entered, initial=0) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": len(entered), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(entered):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def unit_data(*, names=(), relations=(), **fields) -> dict:
    data = {"code": "P01", "name": "Phòng Một", "level": Level.UNIT, "headcount": "7", "nature": "real"} | fields
    return data | rows("names", names) | rows("relations_up", relations)


def change(client, unit, **fields):
    data = unit_data(**fields) | {"code": "XX", "name": "Tên gõ thẳng"}
    return client.post(reverse("admin:dossiers_unit_change", args=[unit.pk]), data)


def formset_errors(response, number=0) -> list[str]:
    formset = response.context["inline_admin_formsets"][number].formset
    return [str(text) for text in formset.non_form_errors()] + [
        str(text) for form in formset.forms for texts in form.errors.values() for text in texts
    ]


def test_a_new_unit_keeps_its_first_name_and_its_superior(client, body):
    relation = {"kind": MANAGEMENT, "upper": body.pk, "valid_from": "01/01/2026"}
    assert client.post(ADD, unit_data(relations=[relation])).status_code == 302
    unit = Unit.objects.get(code="P01")
    assert [(row.name, row.valid_from, row.valid_to) for row in unit.names.all()] == [
        ("Phòng Một", clock.today(), None)
    ]
    assert (unit.superior(), unit.superior(SECTOR)) == (body, None)


def test_a_name_that_holds_today_becomes_the_name_and_the_old_one_is_kept_for_its_time(client, body):
    unit, today = make_unit("P01", name="Phòng Cũ"), clock.today()
    response = change(client, unit, names=[{"name": "Phòng Mới", "valid_from": f"{today:%d/%m/%Y}"}])
    assert response.status_code == 302
    unit.refresh_from_db()
    assert (unit.code, unit.name, unit.search_key) == ("P01", "Phòng Mới", "p01 phong moi")
    assert unit.name_on(today - timedelta(days=400)) == "Phòng Cũ"
    assert unit.name_on(today) == "Phòng Mới"


def test_a_name_of_the_future_waits_for_its_day(client, body):
    unit, later = make_unit("P01", name="Phòng Cũ"), clock.today() + timedelta(days=20)
    change(client, unit, names=[{"name": "Phòng Mới", "valid_from": f"{later:%d/%m/%Y}"}])
    unit.refresh_from_db()
    assert (unit.name, unit.name_on(later)) == ("Phòng Cũ", "Phòng Mới")
    assert organisation.follow_names(later - timedelta(days=1)) == 0
    assert organisation.follow_names(later) == 1
    unit.refresh_from_db()
    assert unit.name == "Phòng Mới"


def test_two_names_at_a_time_are_refused(client, body):
    unit = make_unit("P01", name="Phòng Cũ")
    names = [{"name": "A", "valid_from": "01/01/2025"}, {"name": "B", "valid_from": "01/06/2025"}]
    response = change(client, unit, names=names)
    assert formset_errors(response) == [
        "Các dòng cùng loại có thời gian trùng nhau; hãy ghi ngày kết thúc của dòng trước."
    ]
    assert UnitName.objects.count() == 0


def test_two_superiors_of_one_kind_at_a_time_are_refused_and_of_two_kinds_are_not(client, body):
    unit, ministry = make_unit("P01"), make_body("BTP", level=Level.MINISTRY)
    one = {"kind": MANAGEMENT, "upper": body.pk, "valid_from": "01/01/2025"}
    two = {"kind": MANAGEMENT, "upper": ministry.pk, "valid_from": "01/06/2025"}
    assert len(formset_errors(change(client, unit, relations=[one, two]), 1)) == 1
    assert UnitRelation.objects.count() == 0
    assert change(client, unit, relations=[one, two | {"kind": SECTOR}]).status_code == 302
    assert (unit.superior(), unit.superior(SECTOR)) == (body, ministry)


def test_a_unit_is_never_put_under_its_own_subordinate(client, body):
    unit = make_unit("P01", name="Phòng Một", under=body)
    response = change(client, body, relations=[{"kind": MANAGEMENT, "upper": unit.pk, "valid_from": "01/01/2026"}])
    assert formset_errors(response, 1) == ["Phòng Một đang trực thuộc Sở Tư pháp; không thể đặt ngược lại."]
    own = change(client, unit, relations=[{"kind": SECTOR, "upper": unit.pk, "valid_from": "01/01/2026"}])
    assert formset_errors(own, 1) == ["Phòng Một đang trực thuộc Phòng Một; không thể đặt ngược lại."]


def test_only_a_unit_that_nothing_uses_can_be_deleted(client, body):
    unused, used = make_unit("P01", under=body), make_unit("P02", under=body)
    make_holder(Role.DRAFTER, used)
    answers = [
        client.post(reverse("admin:dossiers_unit_delete", args=[unit.pk]), {"post": "yes"}).status_code
        for unit in (unused, used, body)
    ]
    assert answers == [302, 403, 403]
    assert set(Unit.objects.values_list("code", flat=True)) == {"P02", "STP"}


def test_units_are_found_without_accents(client, body):
    make_unit("P01", name="Phòng Phổ biến, giáo dục pháp luật")
    url = reverse("admin:dossiers_unit_changelist")
    found = {query: [row.code for row in client.get(url, {"q": query}).context["cl"].result_list]
             for query in ("pho bien", "PHỔ BIẾN", "so tu phap", "không có")}
    assert found == {"pho bien": ["P01"], "PHỔ BIẾN": ["P01"], "so tu phap": ["STP"], "không có": []}


def test_renaming_ends_the_name_before_and_respects_a_later_one():
    unit = organisation.create_unit(Unit(code="P01", name="A", level=Level.UNIT), since=date(2020, 1, 1))
    organisation.rename(unit, "C", since=date(2025, 1, 1))
    organisation.rename(unit, "B", since=date(2023, 1, 1))
    assert [(row.name, row.valid_from, row.valid_to) for row in unit.names.all()] == [
        ("A", date(2020, 1, 1), date(2022, 12, 31)),
        ("B", date(2023, 1, 1), date(2024, 12, 31)),
        ("C", date(2025, 1, 1), None),
    ]
    assert unit.name == "C"


def test_a_new_superior_ends_the_one_before():
    unit, old, new = make_unit("P01"), make_body("CU"), make_body("MOI")
    relate(unit, old, start=date(2010, 1, 1))
    organisation.subordinate(unit, new, kind=MANAGEMENT, since=date(2025, 7, 1))
    assert [unit.superior(MANAGEMENT, day) for day in (date(2025, 6, 30), date(2025, 7, 1))] == [old, new]
    with pytest.raises(ValueError, match="đang trực thuộc"):
        organisation.subordinate(new, unit, kind=MANAGEMENT, since=date(2025, 8, 1))


@pytest.mark.parametrize(
    ("periods", "answer"),
    [
        ([], False),
        ([(date(2020, 1, 1), None)], False),
        ([(date(2020, 1, 1), date(2020, 12, 31)), (date(2021, 1, 1), None)], False),
        ([(date(2021, 1, 1), None), (date(2020, 1, 1), date(2021, 1, 1))], True),
        ([(date(2020, 1, 1), None), (date(2025, 1, 1), date(2025, 2, 1))], True),
    ],
)
def test_periods_overlap_when_they_share_a_day(periods, answer):
    assert organisation.overlapping(periods) == answer
