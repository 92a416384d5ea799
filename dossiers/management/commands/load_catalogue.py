"""`manage.py load_catalogue [FILE…]`: awards, papers, rules and local defaults from the project's own data files."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from dossiers.loading import checking, reading
from dossiers.loading.rows import Unusable
from dossiers.loading.storing import Store
from dossiers.loading.table import Tally

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = (
        "Nạp danh mục danh hiệu, hình thức và quy định kèm theo phần mềm (hoặc từ các TỆP nêu tên). Chạy lại nhiều lần "
        "được; không đụng tới những gì cơ quan đã tự ghi."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="TỆP", help="tệp YAML; để trống: các tệp kèm theo")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tally = load(options["files"])
        except Unusable as error:
            sys.exit(str(error))
        if options["verbosity"]:
            told = f"thêm {tally.added}, sửa {tally.changed}, để nguyên {tally.kept} mục của cơ quan"
            self.stdout.write(f"Danh mục: {told}.")


def load(files: list[Path]) -> Tally:
    """Load the files together, all or nothing; none named means those of the project. Raises Unusable."""
    content = reading.read(files or sorted(DATA.glob("*.yaml")))
    with transaction.atomic():
        there = checking.known(content)
        checking.check(content, there)
        return Store(there.sources).write(content)
