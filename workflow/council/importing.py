"""The sheet of the council in the import file: each row becomes a seat to give or to end, the council made with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dossiers.importing import further
from dossiers.importing.further import Further, Known
from dossiers.importing.layout import Column, Sheet
from dossiers.importing.reading import Row
from dossiers.importing.values import Cells, Problem
from dossiers.models import Unit, User
from dossiers.organisation import overlapping
from workflow.council.models import SEAT_CHOICES, Council, Seat

ROLES = {label: value for value, label in SEAT_CHOICES}
COUNCIL = Sheet(
    "council", "Hội đồng",
    (
        Column("username", "Tên đăng nhập", True, 150, note="Có trong trang Tài khoản hoặc đã có trong hệ thống."),
        Column("role", "Chức danh trong Hội đồng", True, choices=tuple(ROLES)),
        Column("body", "Mã cơ quan", True, 32, note="Cơ quan có Hội đồng Thi đua – Khen thưởng, ví dụ mã của Sở."),
        Column("since", "Từ ngày", True),
        Column("until", "Đến ngày", note="Để trống khi chưa định ngày thôi tham gia."),
        Column("paper", "Quyết định thành lập", note="Số, ngày quyết định; chỉ cần ghi ở một dòng."),
    ),
    (("VD: nguyenvana", "Ủy viên Hội đồng", "STP", "01/01/2026", "", "Quyết định 12/QĐ-STP ngày 05/01/2026"),),
)


@dataclass(frozen=True)
class SeatRow:
    """A seat as the file wants it; `seat` is the one already there with the same start."""

    sheet: str
    number: int
    username: str
    role: str
    body: str
    since: date | None
    until: date | None
    paper: str
    seat: Seat | None

    @property
    def change(self) -> str:
        """What the row does, in words; empty if nothing."""
        if self.seat is None:
            return "Thêm mới"
        return "" if self.seat.valid_to == self.until else "Cập nhật: đến ngày"

    @property
    def about(self) -> str:
        return f"{self.username}: {dict(SEAT_CHOICES).get(self.role, '?')}, {self.body}"


def check(rows: Sequence[Row], known: Known, problems: list[Problem]) -> list[SeatRow]:
    """The rows as seats, checked against each other and against the seats that are there."""
    there = _seats_there(rows)
    found = []
    taken: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    for row in rows:
        cells = Cells(COUNCIL, row, problems)
        seat = _seat_row(cells, there)
        _refuse_unknown(cells, seat, known)
        kept = [(each.valid_from, each.valid_to) for each in there.get((seat.username, seat.body), [])
                if each != seat.seat]
        _refuse_period(cells, seat, kept, taken.setdefault((seat.username, seat.body), []))
        found.append(seat)
    return found


def write(rows: list[SeatRow], units: Mapping[str, Unit], users: Mapping[str, User]) -> None:
    """Give and end seats; a body without a council gets one from the first day named."""
    for code in dict.fromkeys(row.body for row in rows):
        of_body = [row for row in rows if row.body == code]
        council = _council_of(units[code], of_body)
        for row in of_body:
            if row.seat is None:
                Seat.objects.create(
                    council=council, user=users[row.username], role=row.role, valid_from=row.since, valid_to=row.until
                )
            elif row.change:
                Seat.objects.filter(pk=row.seat.pk).update(valid_to=row.until)


def _council_of(body: Unit, rows: list[SeatRow]) -> Council:
    paper = next((row.paper for row in rows if row.paper), "")
    first = min(row.since for row in rows if row.since)
    council = Council.objects.filter(body=body, valid_to__isnull=True).order_by("-valid_from").first()
    if council is None:
        name = f"Hội đồng Thi đua – Khen thưởng {body.name}"
        return Council.objects.create(body=body, name=name, paper=paper, valid_from=first)
    if paper and not council.paper:
        council.paper = paper
        council.save(update_fields=["paper"])
    return council


def _seats_there(rows: Sequence[Row]) -> dict[tuple[str, str], list[Seat]]:
    """(user name, body code) → seats in the councils named in the file."""
    codes = {row.cells.get("body", "") for row in rows}
    found: dict[tuple[str, str], list[Seat]] = {}
    open_seats = Seat.objects.filter(council__body__code__in=codes, council__valid_to__isnull=True)
    for seat in open_seats.select_related("user", "council__body"):
        found.setdefault((seat.user.username, seat.council.body.code), []).append(seat)
    return found


def _seat_row(cells: Cells, there: dict[tuple[str, str], list[Seat]]) -> SeatRow:
    username, body, since = cells.text("username"), cells.text("body"), cells.day("since")
    role = cells.choice("role", ROLES) or ""
    same = [seat for seat in there.get((username, body), []) if seat.valid_from == since and seat.role == role]
    return SeatRow(
        COUNCIL.title, cells.row.number, username, role, body, since, cells.day("until"), cells.text("paper"),
        same[0] if same else None,
    )


def _refuse_unknown(cells: Cells, row: SeatRow, known: Known) -> None:
    if row.username and not known.has_user(row.username):
        cells.wrong("username", f"Không có tài khoản {row.username} trong tệp và trong hệ thống.")
    user = known.users.get(row.username)
    if user is not None and not user.is_active:
        cells.wrong("username", f"Tài khoản {row.username} đã ngừng hoạt động.")
    unit = known.unit(row.body)
    if row.body and unit is None:
        cells.wrong("body", f"Không có đơn vị mã {row.body} trong tệp và trong hệ thống.")
    elif unit is not None and not unit.is_body:
        cells.wrong("body", "Hội đồng chỉ lập ở cơ quan từ cấp Sở trở lên.")


def _refuse_period(
    cells: Cells, row: SeatRow, kept: list[tuple[date, date | None]], taken: list[tuple[date, date | None]]
) -> None:
    if row.since is None:
        return
    if row.until is not None and row.until < row.since:
        cells.wrong("until", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        return
    if overlapping([*kept, *taken, (row.since, row.until)]):
        cells.wrong("since", "Người này đã có ghế trong Hội đồng đó vào thời gian trùng với dòng này.")
    taken.append((row.since, row.until))


further.add(COUNCIL, Further(check, write))
