"""`manage.py rehearse FILE.yaml [--json] [--keep] [--messages]`: play a season, compare with what the file expects."""

import os
import secrets
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from config.rehearsal import catalogue_codes, keeping, rehearsing, report, throwaway
from config.rehearsal.reading import read
from config.rehearsal.scenario import Scenario
from dossiers.located import Malformed

WIDE = 160
DIFFERENT, MALFORMED, BROKEN_OFF = 1, 2, 130


class Command(BaseCommand):
    help = "Diễn tập một mùa thi đua theo kịch bản YAML, trong cơ sở dữ liệu tạm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp kịch bản")
        parser.add_argument("--json", action="store_true", help="in kết quả thành một đối tượng JSON")
        parser.add_argument("--keep", action="store_true", help="giữ mùa diễn tập trong cơ sở dữ liệu hiện tại để xem")
        parser.add_argument("--messages", action="store_true", help="in ai được báo gì, lúc nào, bằng cách nào")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json, self.messages = options["json"], options["messages"]
        try:
            scenario = self.scenario(options["file"])
            result = self.kept(scenario) if options["keep"] else self.thrown_away(scenario)
        except (Malformed, keeping.NotKept, throwaway.NoRoom) as error:
            self.give_up(options["file"], error)
        except KeyboardInterrupt:
            sys.exit(BROKEN_OFF)
        self.show(result)
        if not result.ok:
            sys.exit(DIFFERENT)

    def scenario(self, file: Path) -> Scenario:
        scenario = read(file, awards=catalogue_codes.awards(), papers=catalogue_codes.papers())
        if scenario.unchecked:
            names = ", ".join(f"{family.label} ({family})" for family in scenario.unchecked)
            # the one object of --json stays alone on the standard output
            (self.stderr if self.as_json else self.stdout).write(f"chưa kiểm: {names}")
        return scenario

    def thrown_away(self, scenario: Scenario) -> report.Result:
        with throwaway.stage(), bar(scenario) as progress:
            return rehearsing.rehearse(
                scenario, password=secrets.token_urlsafe(9), progress=progress, messages=self.messages
            )

    def kept(self, scenario: Scenario) -> report.Result:
        keeping.refuse_where_it_disturbs(scenario)
        password = secrets.token_urlsafe(9)
        with bar(scenario) as progress:
            result = rehearsing.rehearse_and_keep(
                scenario, password=password, progress=progress, messages=self.messages
            )
        (self.stderr if self.as_json else self.stdout).write(
            f"Đã giữ lại mùa diễn tập. Mọi tài khoản diễn tập dùng mật khẩu: {password}"
        )
        return result

    def show(self, result: report.Result) -> None:
        if self.as_json:
            self.stdout.write(report.as_json(result))
        console = Console(
            file=self.stderr if self.as_json else self.stdout, soft_wrap=False, highlight=False, width=self.width()
        )
        if not self.as_json:
            report.print_result(result, console)
        elif not result.ok:
            console.print(report.difference_table(result.differences))

    def width(self) -> int | None:
        """The terminal's own; what goes into a file has room for the messages."""
        return WIDE if self.messages and not sys.stdout.isatty() and "COLUMNS" not in os.environ else None

    def give_up(self, file: Path, error: Exception) -> None:
        where = f"{file}, " if isinstance(error, Malformed) else ""
        self.stderr.write(f"{where}{error}")
        sys.exit(MALFORMED)


@contextmanager
def bar(scenario: Scenario) -> Iterator[rehearsing.Progress]:
    """A bar on the standard error, only where somebody looks at it."""
    console = Console(stderr=True)
    columns = (TextColumn("Diễn tập"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(scenario.title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
