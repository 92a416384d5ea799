"""manage.py build_templates: write the DOCX templates anew from `dossiers/documents/building.py`."""

from typing import Any

from django.core.management.base import BaseCommand

from dossiers.documents.building import write_all


class Command(BaseCommand):
    help = "Ghi lại các mẫu văn bản DOCX đi kèm phần mềm"

    def handle(self, *args: Any, **options: Any) -> None:
        for file in write_all():
            self.stdout.write(f"Đã ghi {file.name}")
