"""The default installation: one department, every higher body external."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from dossiers import clock, roles
from dossiers.models import Unit, UnitName, UnitRelation, User
from dossiers.vocabulary import RelationKind

pytestmark = pytest.mark.django_db


def run(*options: str) -> str:
    out = io.StringIO()
    call_command("install", *options, stdout=out)
    return out.getvalue()


def test_one_department_inside_and_every_higher_body_outside():
    run("--since", "01/01/2026")
    assert list(Unit.objects.values_list("code", "level", "external", "decider_title", "office_name")) == [
        ("BTP", "ministry", True, "Bộ trưởng", "Vụ Tổ chức cán bộ"),
        ("STP", "department", False, "Giám đốc", "Văn phòng Sở"),
        ("TW", "central", True, "", ""),
        ("UBND", "province", True, "Chủ tịch", "Sở Nội vụ"),
    ]
    department = Unit.objects.get(code="STP")
    province, ministry = department.superior(), department.superior(RelationKind.SECTOR)
    assert (province.code, ministry.code) == ("UBND", "BTP")
    assert (province.superior().code, ministry.superior().code) == ("TW", "TW")
    assert set(UnitRelation.objects.values_list("valid_from", flat=True)) == {date(2026, 1, 1)}


def test_repeating_changes_nothing_even_where_the_office_has_changed_something():
    run()
    Unit.objects.filter(code="STP").update(name="Sở Tư pháp (đã sửa)", external=False)
    UnitRelation.objects.filter(kind=RelationKind.SECTOR).delete()
    assert run() == "Các cơ quan đã có; không đổi gì.\n"
    assert Unit.objects.get(code="STP").name == "Sở Tư pháp (đã sửa)"
    assert (Unit.objects.count(), UnitName.objects.count(), UnitRelation.objects.count()) == (4, 4, 3)


def test_the_department_may_be_another_one():
    run("--department-code", "STP-LD", "--department-name", "Sở Tư pháp tỉnh Lâm Đồng", "--place", "Lâm Đồng")
    department = Unit.objects.get(code="STP-LD")
    assert (department.name, department.place, department.names.get().name) == (
        "Sở Tư pháp tỉnh Lâm Đồng", "Lâm Đồng", "Sở Tư pháp tỉnh Lâm Đồng",
    )


def test_the_first_administrator_gets_a_one_time_password_shown_once():
    last = run("--administrator", "quantri", "--administrator-name", "Lê Hoa").splitlines()[-1]
    user = User.objects.get(username="quantri")
    assert user.check_password(last.rsplit(" ", 1)[1])
    assert (user.full_name, user.must_change_password, user.is_superuser) == ("Lê Hoa", True, False)
    assert roles.administers(user)
    was = user.password
    with pytest.raises(CommandError, match="đã có người dùng"):
        run("--administrator", "quantri")
    user.refresh_from_db()
    assert user.password == was


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--since", "2026-01-01"], "không phải là ngày dạng 31/12/2026"),
        (["--province-code", "STP"], "Mã của bốn cơ quan phải khác nhau"),
        (["--ministry-name", " "], "--ministry-name không được để trống"),
        (["--administrator", "Quản trị"], "Tên đăng nhập chỉ gồm chữ thường"),
    ],
)
def test_a_bad_option_is_answered_in_one_line_and_nothing_is_made(options, words):
    with pytest.raises(CommandError, match=words):
        run(*options)
    assert Unit.objects.count() == 0


def test_without_a_date_it_holds_from_the_first_of_january():
    run()
    assert set(UnitName.objects.values_list("valid_from", flat=True)) == {clock.today().replace(month=1, day=1)}
