"""The first day: what an installation still lacks before its first year can begin, step by step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.health import scheduler_well
from dossiers import clock, roles, seasons
from dossiers.administration import administrators_only
from dossiers.models import Authority, Award, Nominee, Unit
from dossiers.models.base import in_force
from dossiers.vocabulary import Level, Role
from workflow.council.seats import seats_on

IMPORT = "Tải tệp Excel lên"
# Without one of these posts a dossier would lie on a desk where nobody sits.
BODY_POSTS = (Role.OFFICE_HEAD, Role.APPRAISER, Role.DECIDER, Role.CLERK)
COUNCIL_SEATS = (Role.CHAIR, Role.SECRETARY)
MOST_NAMED = 5


@dataclass(frozen=True)
class Step:
    """One step: what is there or missing, and where it is mended. `needed`: the first year cannot run without it."""

    title: str
    done: bool
    says: str
    action: str
    url: str
    needed: bool = True


@require_safe
@administrators_only
def set_up_page(request: HttpRequest) -> HttpResponse:
    """The steps with what each still lacks; the first that is needed and not done comes as the next action."""
    found = steps()
    now = next((step for step in found if step.needed and not step.done), None)
    return render(request, "config/set_up.html", {"steps": found, "now": now, "left": left(found)})


def steps() -> list[Step]:
    """Every step in the order in which it is done; some twelve queries, whatever the size of the office."""
    day = clock.today()
    body = Unit.objects.filter(level=Level.DEPARTMENT, external=False).order_by("pk").first()
    units = list(Unit.objects.filter(level=Level.UNIT).order_by("code"))
    return [
        _body(body), _units(units), _posts(body, units, day), _people(units), _council(body, day), _awards(body, day),
        _year(), _post_office(), _clockwork(),
    ]


def left(found: Iterable[Step]) -> int:
    """How many needed steps are still to be done."""
    return sum(step.needed and not step.done for step in found)


def _body(body: Unit | None) -> Step:
    title = "Cơ quan"
    if body is None:
        return Step(title, False, "Chưa có cơ quan nào: ghi Sở và các cấp trên vào trang Đơn vị của tệp Excel.",
                    IMPORT, reverse("dossiers:import"))
    wanted = {
        "chức danh người quyết định": body.decider_title, "tên bộ phận thường trực": body.office_name,
        "ký hiệu văn bản": body.symbol, "địa danh": body.place,
    }
    lacking = [name for name, value in wanted.items() if not value]
    says = f"{body.name}." if not lacking else f"{body.name} còn thiếu: {', '.join(lacking)}."
    url = reverse("admin:dossiers_unit_change", args=[body.pk])
    return Step(title, not lacking, says, "Sửa thông tin cơ quan", url)


def _units(units: list[Unit]) -> Step:
    says = f"{len(units)} đơn vị." if units else "Chưa có phòng, trung tâm, đơn vị nào trực thuộc."
    return Step("Đơn vị trực thuộc", bool(units), says, IMPORT, reverse("dossiers:import"))


def _posts(body: Unit | None, units: list[Unit], day: date) -> Step:
    wanted = [(str(role), body.pk) for role in BODY_POSTS] if body else []
    heads = [(str(Role.UNIT_HEAD), unit.pk) for unit in units]
    held = roles.holders_many({*wanted, *heads}, day=day)
    lacking = [Role(role).label for role, unit in wanted if not held[role, unit]]
    without = [unit.name for unit in units if not held[str(Role.UNIT_HEAD), unit.pk]]
    says = [f"Chưa có ai giữ: {', '.join(lacking)}."] if lacking else []
    if without:
        says.append(f"{len(without)} đơn vị chưa có thủ trưởng: {named(without)}.")
    done = bool(body and units) and not says
    return Step("Tài khoản và chức vụ", done, " ".join(says) or "Mọi vị trí cần thiết đều có người.", IMPORT,
                reverse("dossiers:import"))


def _people(units: list[Unit]) -> Step:
    known = set(Nominee.objects.filter(unit__in=units).values_list("unit", flat=True))
    without = [unit.name for unit in units if unit.pk not in known]
    says = f"Chưa có danh sách cán bộ của: {named(without)}." if without else "Mọi đơn vị đã có danh sách."
    says = says if units else "Ghi sau khi có đơn vị trực thuộc."
    return Step("Danh sách cán bộ", bool(units) and not without, f"{says} Đơn vị cũng tự thêm được khi lập tờ trình.",
                IMPORT, reverse("dossiers:import"), needed=False)


def _council(body: Unit | None, day: date) -> Step:
    title, url = "Hội đồng Thi đua – Khen thưởng", reverse("dossiers:import")
    seats = [seat for seat in seats_on(day) if body and seat.council.body_id == body.pk]
    lacking = [Role(role).label for role in COUNCIL_SEATS if role not in {seat.role for seat in seats}]
    if not seats:
        return Step(title, False, "Chưa có Hội đồng: ghi thành viên vào trang Hội đồng của tệp Excel.", IMPORT, url)
    says = f"{len(seats)} thành viên." if not lacking else f"{len(seats)} thành viên, còn thiếu: {', '.join(lacking)}."
    return Step(title, not lacking, says, IMPORT, url)


def _awards(body: Unit | None, day: date) -> Step:
    awards = Award.objects.count()
    here = Q(body=body) if body else Q(pk__in=[])
    by_us = Authority.objects.filter(in_force(day)).filter(here | Q(body=None, level=Level.DEPARTMENT))
    own = by_us.values("award").distinct().count()
    says = f"{awards} danh hiệu, hình thức; {own or 'chưa có'} loại do Sở quyết định."
    return Step("Danh hiệu, hình thức và thẩm quyền", awards > 0 and own > 0, says, "Xem thẩm quyền quyết định",
                reverse("admin:dossiers_authority_changelist"))


def _year() -> Step:
    season = seasons.latest()
    if season is None:
        return Step("Năm thi đua đầu tiên", False, "Chưa có năm thi đua chính thức nào.", "Lập năm thi đua",
                    reverse("dossiers:season_new"))
    url = reverse("dossiers:season", args=[season.pk])
    stands = "đã mở" if season.is_open else "đã đóng" if season.closed_at else "chưa mở"
    says = f"{season.title} {stands}."
    return Step("Năm thi đua đầu tiên", season.is_open, says, "Mở trang của năm", url)


def _post_office() -> Step:
    real = "smtp" in settings.EMAIL_BACKEND
    says = "Máy chủ thư đã khai báo." if real else "Chưa khai báo máy chủ thư: thông báo chỉ hiện trong phần mềm."
    return Step("Thư điện tử", real, says, "Xem hướng dẫn", reverse("help", args=["quan-tri"]), needed=False)


def _clockwork() -> Step:
    well = scheduler_well()
    says = "Bộ hẹn giờ đang chạy." if well else "Bộ hẹn giờ không chạy: nhắc hạn và thư đang dừng."
    return Step("Nhắc hạn và thông báo", well, says, "Xem hướng dẫn", reverse("help", args=["quan-tri"]))


def named(names: list[str]) -> str:
    """The first few names and how many more there are."""
    shown, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return f"{shown} và {more} đơn vị khác" if more > 0 else shown
