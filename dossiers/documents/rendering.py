"""Filling a template: the office's own one if there is one, else ours.

A template is a small program in a file that somebody uploads: it runs in a sandbox and gets plain values, never rows of
the database.
"""

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from typing import Any

from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from lxml.etree import LxmlError

from dossiers import papers
from dossiers.documents.building import FOLDER
from dossiers.documents.samples import SAMPLES
from dossiers.models import DocumentTemplate

# What a broken file or a faulty template makes docxtpl, python-docx and the template language raise.
FAULTS = (
    TemplateError, LxmlError, OpcError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError,
    OverflowError, ArithmeticError, RecursionError, NotImplementedError,
)


class BrokenTemplate(Exception):
    """The template cannot be filled; the text says why, for its author."""


def render(kind: str, values: Mapping[str, Any], *, original: bool = False) -> bytes:
    """The paper as .docx. `original` passes the office's own template by. Raises BrokenTemplate."""
    return fill(original_of(kind) if original else template_of(kind), values)


def template_of(kind: str) -> bytes:
    """The template in use: the office's own, else ours."""
    own = DocumentTemplate.objects.filter(kind=kind).select_related("file").first()
    if own is None:
        return original_of(kind)
    try:
        return papers.path_of(own.file).read_bytes()
    except FileNotFoundError as missing:
        raise BrokenTemplate("Không còn tệp mẫu của cơ quan trong kho tệp.") from missing


def original_of(kind: str) -> bytes:
    """Our template of this kind."""
    return (FOLDER / f"{kind}.docx").read_bytes()


def check(kind: str, template: bytes) -> None:
    """Fill the template with sample values; raises BrokenTemplate saying what is wrong with it."""
    fill(template, SAMPLES[kind])


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Fill `template` (.docx) with `values`: text, numbers, lists and mappings of them. Raises BrokenTemplate."""
    try:
        sheet = DocxTemplate(io.BytesIO(template))
        sheet.render(clean(values), jinja_env=_language())
        _settle_columns(sheet.docx.element.body)
        made = io.BytesIO()
        sheet.save(made)
    except FAULTS as fault:
        raise BrokenTemplate(_in_words(fault)) from fault
    return made.getvalue()


def clean(value: Any) -> Any:
    """`value` with every text composed and without characters that a paper cannot hold."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return "".join(letter for letter in text if letter == "\n" or _printable(letter))
    if isinstance(value, Mapping):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(each) for each in value]
    return value


def _settle_columns(body: Any) -> None:
    """The grid of each table follows the cells of its first row: columns may have been repeated while filling."""
    for table in body.iter(qn("w:tbl")):
        cells = table.find(qn("w:tr")).findall(qn("w:tc"))
        widths = [width.get(qn("w:w")) for cell in cells for width in cell.iter(qn("w:tcW"))]
        grid = table.find(qn("w:tblGrid"))
        if len(widths) == len(cells) == len(grid):
            for column, width in zip(grid, widths, strict=True):
                column.set(qn("w:w"), width)


def _printable(letter: str) -> bool:
    return letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\x7f\ufffe\uffff"


def _language() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _in_words(fault: Exception) -> str:
    if isinstance(fault, UndefinedError):
        return f"Mẫu dùng một tên không có trong danh sách các nội dung được điền: {_named(fault)}."
    if isinstance(fault, SecurityError):
        return "Mẫu gọi đến phần bên trong của chương trình; chỉ được dùng các tên đã cho."
    if isinstance(fault, TemplateSyntaxError):
        return "Dấu {{ }} hoặc {% %} trong mẫu bị thiếu, thừa hoặc ghi sai."
    return "Không điền được mẫu: tệp hỏng hoặc chỗ điền ghi sai."


def _named(fault: UndefinedError) -> str:
    """The name between quotation marks in the message of the template language."""
    parts = str(fault).split("'")
    return parts[-2] if len(parts) > 2 else "tên chưa rõ"
