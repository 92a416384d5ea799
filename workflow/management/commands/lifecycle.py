"""manage.py lifecycle: the process table; --write refreshes the README."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from workflow import drawing
from workflow.judging import ACTS


class Command(BaseCommand):
    help = "In bảng trạng thái và hành động; --write ghi lại sơ đồ và bảng trong README."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="ghi sơ đồ và bảng vào README.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            self._write(Path(settings.BASE_DIR) / "README.md")
            return
        console = Console(file=self.stdout._out)
        console.print(_grid(("Mã", "Trạng thái", "Nơi giữ", ""), drawing.state_rows()))
        console.print(_grid(("Mã", "Hành động", "Từ", "Đến", "Người làm", "Điều kiện"), drawing.act_rows(ACTS)))

    def _write(self, readme: Path) -> None:
        readme.write_text(drawing.refreshed(readme.read_text("utf-8"), ACTS), "utf-8")
        self.stdout.write(f"Đã ghi lại sơ đồ và bảng trong {readme.name}.")


def _grid(header: tuple[str, ...], rows: list[Any]) -> Table:
    grid = Table(*header, show_lines=False)
    for row in rows:
        grid.add_row(*row)
    return grid
