"""`manage.py backup [FILE]`: database and attachments in one archive, while the site runs."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from config import leaving
from config.backup import Refusal
from config.backup.archive import Tell
from config.backup.making import NOTHING_WRITTEN, Made, back_up
from dossiers import clock

BROKEN_OFF = 130
MOST_NAMED = 3


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tệp đính kèm vào một tệp; trang web vẫn chạy bình thường."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="tệp sẽ ghi (mặc định: trong var/sao-luu)")

    def handle(self, *args: Any, **options: Any) -> None:
        into = options["file"] or usual_place()
        try:
            with leaving.politely(), progress(self) as tell:
                made = back_up(into, tell)
        except Refusal as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write(f"Đã dừng giữa chừng. {NOTHING_WRITTEN}")
            sys.exit(BROKEN_OFF)
        self.say(made)

    def say(self, made: Made) -> None:
        counted = ", ".join(f"{number} {word}" for word, number in made.manifest.counts.items())
        self.stdout.write(f"Đã sao lưu vào {made.file} ({made.file.stat().st_size / 1024 / 1024:.1f} MB): {counted}.")
        if made.missing:
            named = ", ".join(digest[:12] for digest in made.missing[:MOST_NAMED])
            self.stderr.write(f"Thiếu {len(made.missing)} tệp đính kèm (mất hoặc hỏng trong MEDIA_ROOT): {named}…")
        self.stdout.write("Hãy chép tệp này sang máy khác, cùng với SECRET_KEY của nơi đang chạy.")


def usual_place() -> Path:
    """A new name in var/sao-luu."""
    return Path(settings.VAR_DIR) / "sao-luu" / f"vinhdanh-{timezone.localtime(clock.now()):%Y%m%d-%H%M%S}.zip"


@contextmanager
def progress(command: BaseCommand) -> Iterator[Tell]:
    """A bar a step, on the error output while it is a terminal."""
    share = TextColumn("{task.percentage:>3.0f}%")
    columns = (TextColumn("{task.description}"), BarColumn(), share, TimeElapsedColumn())
    steps: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(file=command.stderr), disable=not sys.stderr.isatty()) as bar:

        def tell(what: str, done: int, total: int) -> None:
            for earlier in [task for name, task in steps.items() if name != what]:
                bar.update(earlier, completed=bar.tasks[earlier].total)
            if what not in steps:
                steps[what] = bar.add_task(what, total=total or 1)
            bar.update(steps[what], completed=done, total=total or 1)

        yield tell
        for step in steps.values():
            bar.update(step, completed=bar.tasks[step].total)
