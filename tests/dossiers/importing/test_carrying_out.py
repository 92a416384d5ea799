"""Carried out whole or not at all: by the page and by the command."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from dossiers import clock, roles
from dossiers.importing import carry_out, read
from dossiers.models import Post, Unit, UnitName, User
from dossiers.vocabulary import RelationKind, Role
from tests.dossiers.importing.books import account, book, post, unit
from tests.factories import make_body, make_holder, make_unit, make_user

pytestmark = pytest.mark.django_db

PAGE = "/nhap-danh-sach/"
STP = unit("STP", "Sở Tư pháp", "Sở, ngành", management="UBND", sector="BTP", decider_title="Giám đốc", symbol="STP")
UBND = unit("UBND", "Ủy ban nhân dân tỉnh", "Tỉnh", external="có")
BTP = unit("BTP", "Bộ Tư pháp", "Bộ, ngành Trung ương", external="có")
GOOD = {
    "units": [unit(management="STP", since="01/01/2026"), STP, UBND, BTP],
    "accounts": [account(), account("vanthu", "Lê Hoa")],
    "posts": [post(), post("vanthu", "Văn thư", "STP", until="31/12/2026")],
}
BAD = GOOD | {"posts": [post("khongco")]}


@pytest.fixture
def administrator(client):
    person = make_holder(Role.ADMINISTRATOR, make_body("QT"))
    client.force_login(person)
    return person


def upload(client, content, name="to-chuc.xlsx"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(PAGE, {"file": file})


def untouched() -> bool:
    return not Unit.objects.exclude(code="QT").exists() and User.objects.filter(posts__role="clerk").count() == 0


def test_units_relations_accounts_and_posts_are_written():
    outcome = carry_out(read(book(**GOOD)), by="thử")
    stp, place = Unit.objects.get(code="STP"), Unit.objects.get(code="P01")
    assert (place.superior(), stp.superior(), stp.superior(RelationKind.SECTOR)) == (
        stp, Unit.objects.get(code="UBND"), Unit.objects.get(code="BTP"),
    )
    assert (stp.decider_title, stp.symbol, stp.external, stp.superior().external) == ("Giám đốc", "STP", False, True)
    assert place.names.get().valid_from == date(2026, 1, 1)
    assert {user.username for user, _ in outcome.slips} == {"nguyenvana", "vanthu"}
    for user, password in outcome.slips:
        assert (user.check_password(password), user.must_change_password) == (True, True)
    clerk = User.objects.get(username="vanthu")
    assert [clerk.full_name, clerk.posts.get().valid_to] == ["Lê Hoa", date(2026, 12, 31)]
    assert roles.holds(User.objects.get(username="nguyenvana"), Role.UNIT_HEAD, place.pk)


def test_doing_it_twice_changes_nothing_more():
    carry_out(read(book(**GOOD)), by="thử")
    before = [Unit.objects.count(), UnitName.objects.count(), User.objects.count(), Post.objects.count()]
    passwords = set(User.objects.values_list("password", flat=True))
    outcome = carry_out(read(book(**GOOD)), by="thử")
    assert (outcome.done, outcome.plan.changes, outcome.slips) == (True, [], [])
    assert [Unit.objects.count(), UnitName.objects.count(), User.objects.count(), Post.objects.count()] == before
    assert set(User.objects.values_list("password", flat=True)) == passwords


def test_one_fault_and_nothing_is_written():
    outcome = carry_out(read(book(**BAD)), by="thử")
    assert (outcome.done, outcome.slips) == (False, [])
    assert (Unit.objects.count(), User.objects.count(), Post.objects.count()) == (0, 0, 0)


def test_a_new_name_and_a_new_superior_begin_on_their_day():
    old, new = make_body("CU", name="Sở Cũ"), make_body("MOI", name="Sở Mới")
    place = make_unit("P01", name="Phòng Cũ", under=old)
    since = clock.today() - timedelta(days=10)
    carry_out(read(book(units=[unit(name="Phòng Mới", management="MOI", since=since)])), by="thử")
    place.refresh_from_db()
    day_before = since - timedelta(days=1)
    assert (place.name, place.name_on(day_before), place.superior(), place.superior(day=day_before)) == (
        "Phòng Mới", "Phòng Cũ", new, old,
    )


def test_an_update_of_an_account_leaves_its_password_and_rights_alone():
    user = make_user("nguyenvana", name="Nguyễn Văn B", email="b@example.vn")
    outcome = carry_out(read(book(accounts=[account()])), by="thử")
    was = user.password
    user.refresh_from_db()
    assert (user.full_name, user.email, user.password, outcome.slips) == ("Nguyễn Văn A", "b@example.vn", was, [])


def test_the_page_shows_first_and_writes_only_when_confirmed(client, administrator):
    preview = upload(client, book(**GOOD))
    text = preview.content.decode()
    assert "8 dòng sẽ thêm hoặc đổi" in text
    assert "Nguyễn Văn A (nguyenvana)" in text
    assert untouched()
    done = client.post(PAGE, {"rows": preview.context["signed"]})
    slips = {user.username: password for user, password in done.context["slips"]}
    assert set(slips) == {"nguyenvana", "vanthu"}
    assert all(password in done.content.decode() for password in slips.values())
    assert "no-store" in done["Cache-Control"]
    again = client.post(PAGE, {"rows": preview.context["signed"]}, follow=True)
    assert "không có gì để nhập" in again.content.decode()
    assert not any(password in again.content.decode() for password in slips.values())


def test_the_page_names_every_fault_and_offers_no_confirmation(client, administrator):
    response = upload(client, book(**BAD))
    text = response.content.decode()
    assert "Không có tài khoản khongco trong tệp và trong hệ thống." in text
    assert 'name="rows"' not in text
    client.post(PAGE, {"rows": response.context["signed"]})
    assert untouched()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"khong phai", "a.xlsx", "Tệp không phải là bảng tính Excel (.xlsx) đọc được"),
        (book(**GOOD), "a.csv", "Tệp không phải là bảng tính Excel (.xlsx) đọc được"),
        (b"", "a.xlsx", "Tệp rỗng, không có nội dung."),
        (book(units=[]), "a.xlsx", "Tệp chưa có dòng dữ liệu nào"),
    ],
)
def test_a_malformed_file_is_answered_at_its_field(client, administrator, content, name, words):
    response = upload(client, content, name)
    (problem,) = response.context["form"].errors["file"]
    assert problem.startswith(words)
    assert untouched()


def test_no_file_at_all_is_answered_at_its_field(client, administrator):
    assert client.post(PAGE, {"x": ""}).context["form"].errors == {"file": ["Hãy chọn tệp Excel."]}


def test_a_preview_serves_only_the_person_who_made_it_and_for_an_hour(client, administrator, monkeypatch):
    signed = upload(client, book(**GOOD)).context["signed"]
    other = make_holder(Role.ADMINISTRATOR, make_body("QT2"))
    client.force_login(other)
    for rows in (signed, signed[:-2] + "xx", "rác"):
        response = client.post(PAGE, {"rows": rows}, follow=True)
        assert "hãy tải tệp lên lại" in response.content.decode()
    client.force_login(administrator)
    monkeypatch.setattr("dossiers.views.importing.PREVIEW_SECONDS", -1)
    client.post(PAGE, {"rows": signed})
    assert not Unit.objects.filter(code="STP").exists()


def test_what_changed_between_preview_and_confirmation_is_named_and_nothing_written(client, administrator):
    make_user("vanthu", name="Lê Hoa")
    signed = upload(client, book(**GOOD)).context["signed"]
    User.objects.filter(username="vanthu").update(is_active=False)
    response = client.post(PAGE, {"rows": signed})
    assert "Tài khoản vanthu đã ngừng hoạt động." in response.content.decode()
    assert untouched()


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.DECIDER, Role.INSPECTOR])
def test_only_an_administrator_imports(client, role):
    client.force_login(make_holder(role, make_body("SNV")))
    signed = "x"
    answers = [client.get(PAGE), upload(client, book(**GOOD)), client.post(PAGE, {"rows": signed}),
               client.get(reverse("dossiers:import_template"))]
    assert [response.status_code for response in answers] == [403, 403, 403, 403]
    assert not Unit.objects.filter(code="STP").exists()


def test_the_template_is_downloaded(client, administrator):
    response = client.get(reverse("dossiers:import_template"))
    assert 'filename="mau-nhap-don-vi-tai-khoan.xlsx"' in response["Content-Disposition"]
    assert "Đơn vị" in load_workbook(io.BytesIO(response.content)).sheetnames


def run(file, **options) -> str:
    out = io.StringIO()
    call_command("import_organisation", str(file), stdout=out, stderr=out, **options)
    return out.getvalue()


def test_the_command_checks_then_writes_and_lists_the_passwords_once(tmp_path):
    file = tmp_path / "to-chuc.xlsx"
    file.write_bytes(book(**GOOD))
    assert "8 dòng thêm hoặc đổi, 0 dòng không đổi." in run(file, check=True)
    assert User.objects.count() == 0
    lines = run(file).splitlines()
    name, username, password = lines[-1].split("\t")
    assert (name, username) == ("Lê Hoa", "vanthu")
    assert User.objects.get(username="vanthu").check_password(password)
    assert "\t" not in run(file)


def test_the_command_names_every_fault_and_writes_nothing(tmp_path):
    file, out = tmp_path / "to-chuc.xlsx", io.StringIO()
    file.write_bytes(book(**BAD))
    with pytest.raises(CommandError, match="Có 1 lỗi; không có dòng nào được nhập."):
        call_command("import_organisation", str(file), stdout=out, stderr=out)
    assert out.getvalue() == (
        "Trang Chức vụ, dòng 2, cột Tên đăng nhập: Không có tài khoản khongco trong tệp và trong hệ thống.\n"
    )
    assert (Unit.objects.count(), User.objects.count()) == (0, 0)


def test_the_command_answers_a_bad_file_in_one_line(tmp_path):
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 khong phai")
    with pytest.raises(CommandError, match="Tệp không phải là bảng tính Excel"):
        run(broken)
    with pytest.raises(CommandError, match="Không mở được"):
        run(tmp_path / "khong-co.xlsx")


def test_the_command_writes_the_template_but_over_nothing(tmp_path):
    file = tmp_path / "mau.xlsx"
    run(file, template=True)
    assert "Chức vụ" in load_workbook(file).sheetnames
    with pytest.raises(CommandError, match="đã có; hãy chọn tên khác"):
        run(file, template=True)
