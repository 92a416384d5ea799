"""manage.py install: one department, the bodies above it as external ones, and the first administrator."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from dossiers import clock
from dossiers.accounts import ONE_TIME_DAYS, check_username
from dossiers.installing import Bodies, Place, first_administrator, install
from dossiers.models import Unit

# option → (default, what it is)
OPTIONS = {
    "department-code": ("STP", "mã của Sở"),
    "department-name": ("Sở Tư pháp tỉnh Đắk Lắk", "tên của Sở"),
    "department-symbol": ("STP", "ký hiệu văn bản của Sở, như STP trong 215/QĐ-STP"),
    "department-office": ("Văn phòng Sở", "bộ phận thường trực của Sở"),
    "place": ("Đắk Lắk", "địa danh ghi trên văn bản"),
    "province-code": ("UBND", "mã của Ủy ban nhân dân tỉnh"),
    "province-name": ("Ủy ban nhân dân tỉnh Đắk Lắk", "tên của Ủy ban nhân dân tỉnh"),
    "province-office": ("Sở Nội vụ", "bộ phận thường trực của tỉnh"),
    "ministry-code": ("BTP", "mã của bộ quản lý ngành"),
    "ministry-name": ("Bộ Tư pháp", "tên của bộ quản lý ngành"),
    "ministry-office": ("Vụ Tổ chức cán bộ", "bộ phận thường trực của bộ"),
    "central-code": ("TW", "mã của cấp Nhà nước"),
    "central-name": ("Chủ tịch nước, Chính phủ, Thủ tướng Chính phủ", "tên ghi cho cấp Nhà nước"),
}


class Command(BaseCommand):
    help = "Lập các cơ quan ban đầu: một Sở trong hệ thống, các cấp trên ở ngoài hệ thống. Chạy lại không đổi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, (default, about) in OPTIONS.items():
            parser.add_argument(f"--{name}", default=default, help=f"{about} (mặc định: {default})")
        parser.add_argument("--since", type=read_day, help="ngày bắt đầu, dạng 31/12/2026 (mặc định: 01/01 năm nay)")
        parser.add_argument("--administrator", help="tên đăng nhập của quản trị đầu tiên; mật khẩu hiện một lần")
        parser.add_argument("--administrator-name", default="Quản trị hệ thống", help="họ và tên của người đó")

    def handle(self, *args: Any, **options: Any) -> None:
        since = options["since"] or clock.today().replace(month=1, day=1)
        self._check(options)
        made = install(bodies(options), since=since)
        for unit in made:
            outside = " (ngoài hệ thống)" if unit.external else ""
            self.stdout.write(f"Đã lập {unit.code} – {unit.name}{outside}.")
        if not made:
            self.stdout.write("Các cơ quan đã có; không đổi gì.")
        if options["administrator"]:
            self._administrator(options, since)

    def _check(self, options: dict[str, Any]) -> None:
        codes = [options[f"{level}_code"] for level in ("department", "province", "ministry", "central")]
        if len(set(codes)) < len(codes):
            raise CommandError("Mã của bốn cơ quan phải khác nhau.")
        if empty := [name for name in OPTIONS if not str(options[name.replace("-", "_")]).strip()]:
            raise CommandError(f"--{empty[0]} không được để trống.")
        if options["administrator"]:
            try:
                check_username(options["administrator"])
            except ValidationError as error:
                raise CommandError(error.messages[0]) from error

    def _administrator(self, options: dict[str, Any], since: date) -> None:
        unit = Unit.objects.get(code=options["department_code"])
        username = options["administrator"]
        password = first_administrator(username, options["administrator_name"], unit, since=since)
        if password is None:
            raise CommandError(f"Tên đăng nhập {username} đã có người dùng; không cấp lại mật khẩu.")
        self.stdout.write(f"Quản trị: {username}, mật khẩu dùng một lần (trong {ONE_TIME_DAYS} ngày): {password}")


def bodies(options: dict[str, Any]) -> Bodies:
    """The four bodies as the options name them."""

    def place(level: str, **more: str) -> Place:
        office = options.get(f"{level}_office", "")
        return Place(options[f"{level}_code"], options[f"{level}_name"], office=office, **more)

    return Bodies(
        department=place("department", decider="Giám đốc", symbol=options["department_symbol"], place=options["place"]),
        province=place("province", decider="Chủ tịch", place=options["place"]),
        ministry=place("ministry", decider="Bộ trưởng"),
        central=place("central"),
    )


def read_day(word: str) -> date:
    """A date from d/m/Y. Raises CommandError."""
    try:
        return datetime.strptime(word, "%d/%m/%Y").date()
    except ValueError as error:
        raise CommandError(f"'{word}' không phải là ngày dạng 31/12/2026.") from error
