"""Start-up check of the table: every act has a row, every word an audience, every text a template."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core import checks
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from dossiers.lifecycle import read_acts
from dossiers.models import Dossier
from notifications.audiences import WORDS
from notifications.compose import Section, word
from notifications.leading import PAGES
from notifications.table import TABLE, Row, Tell
from workflow.deeds import DEEDS


@checks.register("notifications")
def check_table(**kwargs: Any) -> list[checks.CheckMessage]:
    """Django's entry: one error per fault."""
    acts = {*read_acts(Dossier), *DEEDS}
    return [checks.Error(fault, id="notifications.E001") for fault in faults(TABLE, acts=acts)]


def faults(table: Mapping[str, Row], *, acts: set[str]) -> list[str]:
    """Every fault of `table`; `acts` are the names that must have a row. Empty when all is well."""
    missing = [f"việc '{act}' không có dòng trong bảng thông báo" for act in sorted(acts - table.keys())]
    return missing + [fault for act, row in table.items() for tell in row for fault in _of_tell(act, tell)]


def _of_tell(act: str, tell: Tell) -> Iterator[str]:
    for audience in tell.audiences:
        if audience not in WORDS:
            yield f"việc '{act}': không có nhóm người nhận '{audience}'"
    if not tell.audiences:
        yield f"việc '{act}': thông báo '{tell.text}' không có người nhận"
    if tell.page not in PAGES:
        yield f"việc '{act}': không có trang '{tell.page}'"
    try:
        word(Section(tell.text))
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError) as error:
        yield f"việc '{act}': thông báo '{tell.text}' không dùng được ({error})"
