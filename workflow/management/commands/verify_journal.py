"""manage.py verify_journal: is every chain whole?"""

from typing import Any

from django.core.management.base import BaseCommand

from workflow import journal
from workflow.models import Entry


class Command(BaseCommand):
    help = "Kiểm tra chuỗi nhật ký; nêu mục sai đầu tiên của từng đối tượng, kể cả khi phần cuối bị cắt."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(journal.faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise SystemExit(1)
        self.stdout.write(f"Nhật ký nguyên vẹn: {Entry.objects.count()} mục.")
