"""`manage.py load_calendar`: the days that differ from the national calendar, from the project's own data."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from ruamel.yaml import YAML

from workflow.models import DayOverride

DATA = Path(__file__).resolve().parents[2] / "data" / "holidays.yaml"


class Command(BaseCommand):
    help = "Nạp các ngày nghỉ, ngày làm bù kèm theo phần mềm; chạy lại nhiều lần không làm thay đổi gì thêm."

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(DayOverride.objects.values_list("day", flat=True))
        rows = [DayOverride(**row) for row in YAML(typ="safe").load(DATA)["days"] if row["day"] not in known]
        DayOverride.objects.bulk_create(rows, ignore_conflicts=True)
        if options["verbosity"]:
            self.stdout.write(f"Đã thêm {len(rows)} ngày vào lịch làm việc.")
