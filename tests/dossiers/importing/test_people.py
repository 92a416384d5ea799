"""The sheet of the staff: people who can be proposed, with or without an account."""

import pytest

from dossiers.importing import carry_out, make_plan, read
from dossiers.models import Nominee
from dossiers.vocabulary import NomineeKind
from tests.dossiers.importing.books import account, book, unit
from tests.factories import make_person, make_unit, make_user

pytestmark = pytest.mark.django_db


def person(full_name="Nguyễn Văn A", unit="P01", **cells) -> dict:
    return {"full_name": full_name, "unit": unit} | cells


def plan_of(*people, **sheets):
    return make_plan(read(book(people=list(people), **sheets)))


def test_new_people_come_with_their_unit_job_year_and_account():
    sheets = {"units": [unit()], "accounts": [account()]}
    rows = [person(job="Trưởng phòng", birth_year=1980, staff_code="CB-1", username="nguyenvana"), person("Trần Thị B")]
    outcome = carry_out(read(book(people=rows, **sheets)), by="thử")
    assert outcome.plan.problems == []
    found = Nominee.objects.order_by("name").values_list(
        "name", "unit__code", "job", "birth_year", "staff_code", "user__username", "kind"
    )
    assert list(found) == [
        ("Nguyễn Văn A", "P01", "Trưởng phòng", 1980, "CB-1", "nguyenvana", NomineeKind.PERSON),
        ("Trần Thị B", "P01", "", None, "", None, NomineeKind.PERSON),
    ]


def test_the_same_file_again_changes_nothing():
    content = read(book(people=[person(birth_year=1980, job="Chuyên viên")], units=[unit()]))
    carry_out(content, by="thử")
    again = make_plan(content)
    assert (again.problems, again.changes, again.unchanged) == ([], [], 2)
    assert Nominee.objects.count() == 1


def test_a_known_person_gets_what_is_new():
    place = make_unit("P01")
    make_person(place, name="Nguyễn Văn A")
    outcome = carry_out(read(book(people=[person(job="Phó phòng", staff_code="CB-9")])), by="thử")
    assert [row.change for row in outcome.plan.changes] == ["Cập nhật: chức vụ, mã số"]
    assert Nominee.objects.values_list("job", "staff_code").get() == ("Phó phòng", "CB-9")


def test_accents_tell_two_people_apart():
    make_person(make_unit("P01"), name="Lê Thị Hoa")
    plan = plan_of(person("Lê Thị Hòa"))
    assert [row.change for row in plan.people] == ["Thêm mới"]


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([person(unit="P99")], ["Không có đơn vị mã P99 trong tệp và trong hệ thống."]),
        ([person(birth_year=80)], ["'80' không phải là năm sinh."]),
        ([person(username="khongco")], ["Không có tài khoản khongco trong tệp và trong hệ thống."]),
        ([person(username="co.nguoi")], ["Tài khoản co.nguoi đã gắn với Phạm Văn C."]),
        ([person(staff_code="CB-7")], ["Mã số CB-7 đang là của Phạm Văn C, Phòng Một."]),
        ([person(), person()], ["Nguyễn Văn A đã có ở dòng 2; phân biệt bằng năm sinh hoặc mã số."]),
    ],
)
def test_what_cannot_stand_is_told_in_words(rows, reasons):
    other = make_person(make_unit("P01", name="Phòng Một"), name="Phạm Văn C", user=make_user("co.nguoi"))
    Nominee.objects.filter(pk=other.pk).update(staff_code="CB-7")
    plan = plan_of(*rows)
    assert [problem.reason for problem in plan.problems] == reasons
    assert {problem.sheet for problem in plan.problems} == {"Cán bộ"}
