"""The sheet of the council in the import file."""

from datetime import date

import pytest

from dossiers import roles
from dossiers.importing import carry_out, make_plan, read
from dossiers.vocabulary import Role
from tests.dossiers.importing.books import account, book, unit
from tests.factories import make_body, make_unit, make_user
from workflow.models import Council, Seat

pytestmark = pytest.mark.django_db
PAPER = "Quyết định 12/QĐ-STP ngày 05/01/2026"


def seat(username="nguyenvana", role="Ủy viên Hội đồng", body="STP", since="01/01/2026", **cells) -> dict:
    return {"username": username, "role": role, "body": body, "since": since} | cells


def test_a_body_gets_its_council_with_all_seats():
    sheets = {
        "units": [unit("STP", "Sở Tư pháp", "Sở, ngành")],
        "accounts": [account(), account("tranthib", "Trần Thị B")],
        "council": [seat(role="Chủ tịch Hội đồng", paper=PAPER), seat("tranthib", since="01/02/2026")],
    }
    outcome = carry_out(read(book(**sheets)), by="thử")
    assert outcome.plan.problems == []
    council = Council.objects.get()
    assert (council.name, council.paper, council.valid_from) == (
        "Hội đồng Thi đua – Khen thưởng Sở Tư pháp", PAPER, date(2026, 1, 1),
    )
    seats = Seat.objects.order_by("pk").values_list("user__username", "role", "valid_from")
    assert list(seats) == [
        ("nguyenvana", Role.CHAIR, date(2026, 1, 1)), ("tranthib", Role.MEMBER, date(2026, 2, 1)),
    ]
    chair = seats.model.objects.first().user
    assert roles.holds(chair, Role.CHAIR, council.body_id) is True


def test_the_same_file_again_changes_nothing_and_an_end_is_written():
    make_body("STP")
    make_user("nguyenvana")
    carry_out(read(book(council=[seat()])), by="thử")
    again = make_plan(read(book(council=[seat()])))
    assert (again.problems, again.changes, again.unchanged) == ([], [], 1)
    outcome = carry_out(read(book(council=[seat(until="30/06/2026")])), by="thử")
    assert [row.change for row in outcome.plan.changes] == ["Cập nhật: đến ngày"]
    assert Seat.objects.get().valid_to == date(2026, 6, 30)
    assert Council.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([seat("khongco")], ["Không có tài khoản khongco trong tệp và trong hệ thống."]),
        ([seat("danghi")], ["Tài khoản danghi đã ngừng hoạt động."]),
        ([seat(body="X9")], ["Không có đơn vị mã X9 trong tệp và trong hệ thống."]),
        ([seat(body="P01")], ["Hội đồng chỉ lập ở cơ quan từ cấp Sở trở lên."]),
        ([seat(until="31/12/2025")], ["Ngày kết thúc phải từ ngày bắt đầu trở đi."]),
        ([seat(), seat(role="Thư ký Hội đồng")],
         ["Người này đã có ghế trong Hội đồng đó vào thời gian trùng với dòng này."]),
        ([seat(role="Trưởng ban")],
         ["'Trưởng ban' không có trong danh sách: Chủ tịch Hội đồng, Phó Chủ tịch Hội đồng, Thư ký Hội đồng, "
          "Ủy viên Hội đồng."]),
    ],
)
def test_what_cannot_stand_is_told_in_words(rows, reasons):
    make_body("STP")
    make_unit("P01")
    make_user("nguyenvana")
    make_user("danghi", is_active=False)
    plan = make_plan(read(book(council=rows)))
    assert [problem.reason for problem in plan.problems] == reasons
