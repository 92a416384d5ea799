"""manage.py import_organisation FILE.xlsx [--check]: units, accounts and posts from the Excel template."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers.importing import Outcome, Plan, Unreadable, carry_out, make_plan, read, template


class Command(BaseCommand):
    help = "Nhập đơn vị, tài khoản, chức vụ từ tệp Excel; còn một lỗi thì không nhập dòng nào."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx", help="tệp đã ghi theo mẫu")
        parser.add_argument("--check", action="store_true", help="chỉ xem trước, không ghi gì")
        parser.add_argument("--template", action="store_true", help="ghi tệp mẫu trống ra FILE.xlsx rồi dừng")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if options["template"]:
            self._write_template(file)
            return
        rows = self._read(file)
        if options["check"]:
            self._preview(make_plan(rows))
            return
        outcome = carry_out(rows, by="manage.py import_organisation")
        self._preview(outcome.plan)
        self._list_passwords(outcome)

    def _write_template(self, file: Path) -> None:
        if file.exists():
            raise CommandError(f"{file} đã có; hãy chọn tên khác.")
        try:
            file.write_bytes(template())
        except OSError as error:
            raise CommandError(f"Không ghi được {file}: {error.strerror}.") from error
        self.stdout.write(f"Đã ghi tệp mẫu {file}.")

    def _read(self, file: Path) -> dict[str, Any]:
        try:
            return read(file.read_bytes())
        except OSError as error:
            raise CommandError(f"Không mở được {file}: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(str(error)) from error

    def _preview(self, plan: Plan) -> None:
        if plan.problems:
            for problem in plan.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"Có {len(plan.problems)} lỗi; không có dòng nào được nhập.")
        for row in plan.changes:
            self.stdout.write(f"{row.sheet}, dòng {row.number}: {row.about}: {row.change}")
        self.stdout.write(f"{len(plan.changes)} dòng thêm hoặc đổi, {plan.unchanged} dòng không đổi.")

    def _list_passwords(self, outcome: Outcome) -> None:
        if not outcome.slips:
            return
        self.stdout.write("\nMật khẩu dùng một lần, chỉ hiện ở đây (họ và tên, tên đăng nhập, mật khẩu):")
        for user, password in outcome.slips:
            self.stdout.write(f"{user.full_name}\t{user.username}\t{password}")
