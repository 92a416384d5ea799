"""`manage.py load_calendar`: the days that differ from the national calendar, from the project's own data."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow import calendar_shipped


class Command(BaseCommand):
    help = "Nạp các ngày nghỉ, ngày làm bù kèm theo phần mềm; chạy lại nhiều lần không làm thay đổi gì thêm."

    def handle(self, *args: Any, **options: Any) -> None:
        added = calendar_shipped.load()
        if options["verbosity"]:
            self.stdout.write(f"Đã thêm {added} ngày vào lịch làm việc.")
