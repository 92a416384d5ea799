"""`manage.py restore FILE [--replace]`: an archive of `backup` brought back, whole or not at all."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from config import leaving
from config.backup import Refusal
from config.backup.restoring import UNTOUCHED, Restored, restore
from config.management.commands.backup import BROKEN_OFF, MOST_NAMED, progress


class Command(BaseCommand):
    help = "Khôi phục cơ sở dữ liệu và tệp đính kèm từ một tệp sao lưu, về cùng loại cơ sở dữ liệu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp do lệnh backup ghi")
        parser.add_argument("--replace", action="store_true", help="thay dữ liệu đang có; dữ liệu cũ giữ lại bên cạnh")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with leaving.politely(), progress(self) as tell:
                restored = restore(options["file"], replace=options["replace"], tell=tell)
        except Refusal as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write(f"Đã dừng giữa chừng. {UNTOUCHED}")
            sys.exit(BROKEN_OFF)
        self.say(restored)

    def say(self, restored: Restored) -> None:
        made = timezone.localtime(parse_datetime(restored.manifest.made_at))
        counted = ", ".join(f"{number} {word}" for word, number in restored.manifest.counts.items())
        self.stdout.write(f"Đã khôi phục về lúc {made:%H:%M ngày %d/%m/%Y}: {counted}.")
        if restored.kept:
            self.stdout.write(f"Dữ liệu trước khi khôi phục còn giữ ở {restored.kept}; hãy xóa khi không cần nữa.")
        for fault in restored.faults:
            self.stderr.write(fault)
        if restored.missing:
            named = ", ".join(digest[:12] for digest in restored.missing[:MOST_NAMED])
            self.stderr.write(f"Bản sao lưu thiếu {len(restored.missing)} tệp đính kèm từ trước: {named}…")
        self.stdout.write(
            "Thông báo gửi ra ngoài đang được giữ lại; quản trị hệ thống xem lại rồi bấm “Cho gửi” ở trang "
            "Giữ thông báo."
        )
