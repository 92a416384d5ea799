"""manage.py reconcile: does every open dossier lie in exactly one place?"""

from typing import Any

from django.core.management.base import BaseCommand

from workflow.reconcile import breaches


class Command(BaseCommand):
    help = "Đối chiếu hồ sơ với việc đang xử lý; nêu từng sai lệch."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(breaches())
        for breach in found:
            self.stderr.write(breach)
        if found:
            raise SystemExit(1)
        self.stdout.write("Mọi hồ sơ đang mở đều nằm đúng một nơi.")
