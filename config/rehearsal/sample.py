"""The sample year: an invented Sở with invented people, some dossiers in every state. `demo` enters it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from config.rehearsal.scenario import AuthorityRow, Body, Fate, Figures, Nomination, ProposingUnit, Scenario, SeasonPlan
from dossiers.vocabulary import Level, ProcedureType, Role, Subject
from workflow.calendar import Calendar

PASSWORD = "nam-mau-2026"
BODY, SYMBOL = "STP-TL", "STP"
PERSON, GROUP = Subject.INDIVIDUAL, Subject.COLLECTIVE

BODIES = (
    Body(BODY, "Sở Tư pháp tỉnh Tân Lĩnh", Level.DEPARTMENT, "Giám đốc", "Văn phòng Sở", "UBND-TL", members=9),
    Body("UBND-TL", "Ủy ban nhân dân tỉnh Tân Lĩnh", Level.PROVINCE, "Chủ tịch", parent="CP-TL", external=True),
    Body("BTP-TL", "Bộ Tư pháp", Level.MINISTRY, "Bộ trưởng", parent="CP-TL", external=True),
    Body("CP-TL", "Thủ tướng Chính phủ", Level.CENTRAL, "Thủ tướng", external=True),
)
UNITS = (
    ProposingUnit("TL-HCTP", "Phòng Hành chính tư pháp", BODY, 9),
    ProposingUnit("TL-PBGD", "Phòng Phổ biến, giáo dục pháp luật", BODY, 7),
    ProposingUnit("TL-BTTP", "Phòng Bổ trợ tư pháp", BODY, 8),
    ProposingUnit("TL-TGPL", "Trung tâm Trợ giúp pháp lý", BODY, 16),
    ProposingUnit("TL-CC1", "Phòng Công chứng số 1", BODY, 11),
    ProposingUnit("TL-DG", "Trung tâm Dịch vụ đấu giá tài sản", BODY, 10),
)
HOME, *OTHERS = (unit.code for unit in UNITS)


@dataclass(frozen=True)
class Account:
    """A person to sign in as; `post` is held at the Sở, or at the first unit where `in_unit`."""

    username: str
    about: str
    post: Role | None = None
    in_unit: bool = False


ACCOUNTS = (
    Account("nguoisoan", "Người soạn hồ sơ, Phòng Hành chính tư pháp", Role.DRAFTER, in_unit=True),
    Account("thutruong", "Thủ trưởng đơn vị, Phòng Hành chính tư pháp", Role.UNIT_HEAD, in_unit=True),
    Account("canhan", "Cá nhân được đề nghị khen thưởng"),
    Account("vanphong", "Bộ phận thường trực: tiếp nhận, trình ký", Role.OFFICE),
    Account("thamdinh", "Người thẩm định", Role.APPRAISER),
    Account("truongvanphong", "Trưởng bộ phận thường trực", Role.OFFICE_HEAD),
    Account("thuky", "Thư ký Hội đồng"),
    Account("uyvien", "Ủy viên Hội đồng"),
    Account("chutich", "Chủ tịch Hội đồng"),
    Account("giamdoc", "Giám đốc, người quyết định", Role.DECIDER),
    Account("phogiamdoc", "Phó Giám đốc", Role.DEPUTY),
    Account("vanthu", "Văn thư: cấp số, phát hành", Role.CLERK),
    Account("kiemtra", "Người kiểm tra, giám sát: chỉ xem", Role.INSPECTOR),
    Account("quantri", "Quản trị hệ thống", Role.ADMINISTRATOR),
)


@dataclass(frozen=True)
class Row:
    """Some dossiers of one kind: how far they come (`rests` before that act) and what is done to them there.

    `waits`: they stop before that act at first, and go on to where they rest when all others are in their places.
    """

    award: str
    subject: Subject
    units: tuple[str, ...]
    count: int = 1
    decided_by: str = BODY
    fate: Fate = Fate.GRANTED
    rests: str = ""
    then: str = ""
    waits: str = ""
    theme: str = ""
    nominee_is_user: bool = False


# Handed in some weeks ago and decided since.
EARLIER = (
    Row("LDTT", PERSON, (HOME,), nominee_is_user=True),
    Row("LDTT", PERSON, (HOME, *OTHERS), 10),
    Row("TTLDTT", GROUP, (HOME, "TL-TGPL"), 2),
    Row("GK_SO", PERSON, ("TL-PBGD", "TL-CC1"), 2, theme="Tuần lễ Ngày Pháp luật"),
    Row("GK_SO", PERSON, ("TL-DG",), fate=Fate.RETURNED),
    Row("GK_SO", PERSON, ("TL-CC1",), fate=Fate.TURNED_DOWN),
    Row("GK_SO", GROUP, ("TL-DG",), fate=Fate.INELIGIBLE),
    Row("GK_SO", PERSON, ("TL-BTTP",), fate=Fate.WITHDRAWN),
    Row("LDTT", PERSON, ("TL-CC1",), fate=Fate.REVOKED),
    Row("BK_TINH", GROUP, ("TL-BTTP",), decided_by="UBND-TL"),
)
# Past the council, on the desks of decider and văn thư, and above.
LATER = (
    Row("GK_SO", PERSON, ("TL-TGPL",), fate=Fate.TURNED_DOWN, rests="refuse"),
    Row("GK_SO", PERSON, ("TL-BTTP", "TL-PBGD"), 2, rests="send_for_signature"),
    Row("CSTDCS", PERSON, (HOME, "TL-TGPL", "TL-BTTP"), 3, rests="sign", waits="send_for_signature"),
    Row("GK_SO", GROUP, ("TL-PBGD",), rests="issue", waits="send_for_signature", theme="Cải cách hành chính"),
    Row("BK_TINH", PERSON, (HOME, "TL-TGPL"), 2, decided_by="UBND-TL", fate=Fate.PENDING),
)
# Handed in the days before today: with the units, the office and the council.
LATELY = (
    Row("GK_SO", PERSON, (HOME,), 2, rests="submit"),
    Row("CSTDCS", PERSON, ("TL-PBGD",), rests="submit"),
    Row("GK_SO", PERSON, ("TL-DG",), 3, rests="receive"),
    Row("GK_SO", PERSON, (HOME,), 2, rests="resubmit", fate=Fate.RETURNED),
    Row("CSTDCS", PERSON, (HOME,), rests="resubmit", fate=Fate.RETURNED, nominee_is_user=True),
    Row("GK_SO", PERSON, ("TL-TGPL",), 3, rests="clear"),
    Row("CSTDCS", PERSON, ("TL-TGPL",), rests="declare_ineligible", fate=Fate.INELIGIBLE),
    Row("GK_SO", GROUP, ("TL-TGPL",), rests="release", fate=Fate.HELD),
    Row("GK_SO", PERSON, ("TL-CC1",), rests="clear", then="ask_consultation"),
    Row("GK_SO", GROUP, ("TL-CC1",), rests="clear", then="post_publicly"),
    Row("GK_SO", PERSON, ("TL-BTTP",), 3, rests="endorse"),
    Row("CSTDCS", PERSON, ("TL-BTTP", "TL-PBGD"), 2, rests="endorse"),
    Row("TTLDTT", GROUP, ("TL-BTTP", "TL-PBGD", "TL-DG"), 3, rests="table"),
)
# Working days before today on which the hand-ins of each wave are sent.
WAVES = ((EARLIER, 45), (LATER, 12), (LATELY, 5))


@dataclass(frozen=True)
class Dates:
    """When the waves of the sample year begin, so that all of it lies before `today`."""

    waves: tuple[date, ...]
    today: date

    @property
    def year(self) -> int:
        return self.waves[0].year


def dates_before(today: date, calendar: Calendar) -> Dates:
    return Dates(tuple(calendar.add(today, -days) for _, days in WAVES), today)


def scenario(dates: Dates) -> Scenario:
    """The sample year as a scenario; the year is that of its first hand-ins, its last day for hand-ins is to come."""
    year, first = dates.year, dates.waves[0]
    season = SeasonPlan(
        year=year, procedure=ProcedureType.REGULAR, opens=min(date(year, 1, 5), first - timedelta(days=7)),
        registration_by=date(year, 2, 28), initiatives_by=date(year, 3, 31),
        dossiers_by=max(date(year, 11, 30), dates.today + timedelta(days=20)),
    )
    return Scenario(
        title="Năm mẫu", season=season, as_of=first, bodies=BODIES, units=UNITS,
        authority=(AuthorityRow("CP-TL", ("BK_TTG",), (BODY, "UBND-TL")),),
        nominations=tuple(_lines(dates)), attempts=(), expect=Figures(),
    )


def _lines(dates: Dates) -> list[Nomination]:
    dated = [(row, day) for (wave, _), day in zip(WAVES, dates.waves, strict=True) for row in wave]
    lines = [_line(number, row, day) for number, (row, day) in enumerate(dated)]
    users = [line.number for line, (row, _) in zip(lines, dated, strict=True) if row.nominee_is_user]
    return [replace(line, people=users[0]) if line.number in users else line for line in lines]


def _line(number: int, row: Row, day: date) -> Nomination:
    return Nomination(
        number=number, award=row.award, subject=row.subject, count=row.count, units=row.units,
        decided_by=row.decided_by, people=number, fate=row.fate, theme=row.theme, on_date=day,
    )


def rows() -> tuple[Row, ...]:
    """The rows in the order of the scenario's lines."""
    return tuple(row for wave, _ in WAVES for row in wave)
