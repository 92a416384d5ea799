"""Every fault of a file is named by sheet, row and column; what a sound one would change is said row by row."""

from datetime import date

import pytest

from dossiers.importing import make_plan, read
from dossiers.models import User
from dossiers.vocabulary import Role
from tests.dossiers.importing.books import account, book, post, unit
from tests.factories import give_post, make_body, make_unit, make_user, relate

pytestmark = pytest.mark.django_db


def problems(**sheets) -> list[str]:
    return [str(problem) for problem in make_plan(read(book(**sheets))).problems]


def changes(**sheets) -> list[tuple[str, str]]:
    plan = make_plan(read(book(**sheets)))
    assert plan.problems == []
    return [(row.about, row.change) for row in plan.changes]


@pytest.fixture
def body():
    return make_body("STP", name="Sở Tư pháp")


def test_a_sound_file_says_what_it_would_change(body):
    found = changes(
        units=[unit(management="STP", headcount=6)], accounts=[account(email="a@example.vn")],
        posts=[post(title="Trưởng phòng")],
    )
    assert found == [
        ("P01 – Phòng Một", "Thêm mới"),
        ("Nguyễn Văn A (nguyenvana)", "Thêm mới, cấp mật khẩu dùng một lần"),
        ("nguyenvana: Thủ trưởng đơn vị, P01", "Thêm mới"),
    ]


def test_what_is_there_already_is_no_change_and_an_empty_cell_keeps_the_old_value(body):
    place = make_unit("P01", name="Phòng Một", under=body, headcount=6, place="Buôn Ma Thuột")
    person = make_user("nguyenvana", name="Nguyễn Văn A", email="a@example.vn")
    give_post(person, Role.UNIT_HEAD, place, start=date(2026, 1, 1))
    sheets = {"units": [unit(management="STP")], "accounts": [account()], "posts": [post()]}
    assert changes(**sheets) == []
    assert make_plan(read(book(**sheets))).unchanged == 3


def test_differences_are_named(body):
    ministry = make_body("BTP", level="ministry")
    place = make_unit("P01", name="Phòng Cũ", under=body)
    relate(place, ministry, kind="sector")
    person = make_user("nguyenvana", name="Nguyễn Văn B")
    give_post(person, Role.UNIT_HEAD, place, start=date(2026, 1, 1))
    found = changes(
        units=[unit(headcount=9, external="có", management="BTP", sector="BTP")], accounts=[account()],
        posts=[post(until="31/12/2026", title="Trưởng phòng")],
    )
    assert [change for _, change in found] == [
        "Cập nhật: tên, ngoài hệ thống, số người, trực thuộc quản lý",
        "Cập nhật: họ và tên",
        "Cập nhật: đến ngày, chức danh",
    ]


def test_faults_of_units_are_named(body):
    make_unit("P09", name="Phòng Chín")
    found = problems(units=[
        unit("P 01", level="Phòng ban"), unit("P02", name=None), unit("P03", headcount="sáu", external="chưa"),
        unit("P03", management="XX", since="31/02/2026"), unit("P09", level="Sở, ngành"), unit("P10", name="x" * 256),
    ])
    assert found == [
        "Trang Đơn vị, dòng 2, cột Cấp: 'Phòng ban' không có trong danh sách: Đơn vị, Sở, ngành, Tỉnh, "
        "Bộ, ngành Trung ương, Nhà nước.",
        "Trang Đơn vị, dòng 2, cột Mã đơn vị: Chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang, gạch dưới.",
        "Trang Đơn vị, dòng 3, cột Tên đơn vị: Bắt buộc phải ghi.",
        "Trang Đơn vị, dòng 4, cột Ngoài hệ thống: 'chưa' không có trong danh sách: có, không.",
        "Trang Đơn vị, dòng 4, cột Số người: 'sáu' không phải là số nguyên không âm.",
        "Trang Đơn vị, dòng 5, cột Từ ngày: '31/02/2026' không phải là ngày dạng 31/12/2026.",
        "Trang Đơn vị, dòng 5, cột Mã đơn vị: Mã P03 đã có ở dòng 4.",
        "Trang Đơn vị, dòng 5, cột Trực thuộc (quản lý): Không có đơn vị mã XX trong tệp và trong hệ thống.",
        "Trang Đơn vị, dòng 6, cột Cấp: Đơn vị P09 đang ở cấp Đơn vị; không đổi cấp khi nhập.",
        "Trang Đơn vị, dòng 7, cột Tên đơn vị: Dài quá 255 ký tự.",
    ]


def test_a_circle_of_superiors_is_found_within_the_file_and_with_what_is_there(body):
    make_unit("P01", name="Phòng Một", under=body)
    found = problems(units=[
        unit("STP", "Sở Tư pháp", "Sở, ngành", management="P01"), unit("A", "A", sector="B"),
        unit("B", "B", sector="A"), unit("C", "C", management="C"),
    ])
    assert found == [
        "Trang Đơn vị, dòng 2, cột Trực thuộc (quản lý): Đơn vị STP thành trực thuộc chính mình qua P01.",
        "Trang Đơn vị, dòng 3, cột Trực thuộc (ngành): Đơn vị A thành trực thuộc chính mình qua B.",
        "Trang Đơn vị, dòng 4, cột Trực thuộc (ngành): Đơn vị B thành trực thuộc chính mình qua A.",
        "Trang Đơn vị, dòng 5, cột Trực thuộc (quản lý): Đơn vị C thành trực thuộc chính mình qua C.",
    ]


def test_faults_of_accounts_are_named():
    found = problems(accounts=[
        account("Nguyễn A"), account("lehoa", None, email="khong-phai-thu"), account("lehoa"), account(None),
    ])
    assert found == [
        "Trang Tài khoản, dòng 2, cột Tên đăng nhập: Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, "
        "gạch dưới, gạch ngang.",
        "Trang Tài khoản, dòng 3, cột Họ và tên: Bắt buộc phải ghi.",
        "Trang Tài khoản, dòng 3, cột Thư điện tử: 'khong-phai-thu' không phải là địa chỉ thư điện tử.",
        "Trang Tài khoản, dòng 4, cột Tên đăng nhập: Tên đăng nhập lehoa đã có ở dòng 3.",
        "Trang Tài khoản, dòng 5, cột Tên đăng nhập: Bắt buộc phải ghi.",
    ]


def test_faults_of_posts_are_named(body):
    gone = make_user("dathoi", name="Đã Thôi", is_active=False)
    here = make_user("lehoa")
    make_unit("P01", name="Phòng Một")
    give_post(here, Role.CLERK, body, start=date(2025, 1, 1))
    found = problems(posts=[
        post("khongco"), post("lehoa", unit="XX"), post(gone.username), post("lehoa", "Văn thư", "P01"),
        post("lehoa", "Thư ký", since=None), post("lehoa", since="02/01/2026", until="01/01/2026"),
        post("lehoa", "Văn thư", "STP"), post("lehoa", "Người soạn hồ sơ"),
        post("lehoa", "người soạn HỒ SƠ", since="01/06/2026"),
    ])
    roles = (
        "Thủ trưởng đơn vị, Người soạn hồ sơ, Bộ phận thường trực, Trưởng bộ phận thường trực, Người thẩm định, "
        "Người có thẩm quyền quyết định, Cấp phó của người có thẩm quyền, Văn thư, Người kiểm tra, giám sát, "
        "Quản trị hệ thống"
    )
    overlap = "Người này đã giữ vai trò này ở đơn vị đó trong thời gian trùng với dòng này."
    assert found == [
        "Trang Chức vụ, dòng 2, cột Tên đăng nhập: Không có tài khoản khongco trong tệp và trong hệ thống.",
        "Trang Chức vụ, dòng 3, cột Mã đơn vị: Không có đơn vị mã XX trong tệp và trong hệ thống.",
        "Trang Chức vụ, dòng 4, cột Tên đăng nhập: Tài khoản dathoi đã ngừng hoạt động.",
        "Trang Chức vụ, dòng 5, cột Vai trò: Vai trò 'Văn thư' chỉ giữ ở cơ quan từ cấp Sở trở lên.",
        f"Trang Chức vụ, dòng 6, cột Vai trò: 'Thư ký' không có trong danh sách: {roles}.",
        "Trang Chức vụ, dòng 6, cột Từ ngày: Bắt buộc phải ghi.",
        "Trang Chức vụ, dòng 7, cột Đến ngày: Ngày kết thúc phải từ ngày bắt đầu trở đi.",
        f"Trang Chức vụ, dòng 8, cột Từ ngày: {overlap}",
        f"Trang Chức vụ, dòng 10, cột Từ ngày: {overlap}",
    ]


def test_ending_a_post_makes_room_for_the_next(body):
    person = make_user("lehoa")
    give_post(person, Role.CLERK, body, start=date(2025, 1, 1))
    rows = [post("lehoa", "Văn thư", "STP", "01/01/2025", until="30/06/2026"),
            post("lehoa", "Văn thư", "STP", "01/01/2027")]
    assert [change for _, change in changes(posts=rows)] == ["Cập nhật: đến ngày", "Thêm mới"]


def test_a_post_may_name_a_unit_and_a_person_of_the_same_file(body):
    assert problems(units=[unit("P77")], accounts=[account("moi")], posts=[post("moi", unit="P77")]) == []
    assert problems(units=[unit("P77")], accounts=[account("moi")], posts=[post("moi", "Văn thư", "P77")]) == [
        "Trang Chức vụ, dòng 2, cột Vai trò: Vai trò 'Văn thư' chỉ giữ ở cơ quan từ cấp Sở trở lên."
    ]


def test_checking_writes_nothing_and_does_not_grow_in_queries(body, django_assert_num_queries):
    def sheets(count):
        return read(book(
            units=[unit(f"D{n}", f"Phòng {n}", management="STP") for n in range(count)],
            accounts=[account(f"nguoi{n}", f"Người {n}") for n in range(count)],
            posts=[post(f"nguoi{n}", unit=f"D{n}") for n in range(count)],
        ))

    for count in (2, 60):
        rows = sheets(count)
        with django_assert_num_queries(3):
            assert make_plan(rows).problems == []
    assert User.objects.count() == 0
