"""Workbooks for tests."""

import io

from openpyxl import Workbook

from dossiers.importing.layout import SHEETS

TITLES = {sheet.key: sheet.title for sheet in SHEETS}


def book(**sheets: list[dict]) -> bytes:
    """A workbook with the named sheets; each row is column key → cell value."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in SHEETS:
        if sheet.key in sheets:
            page = workbook.create_sheet(sheet.title)
            page.append([column.title for column in sheet.columns])
            for row in sheets[sheet.key]:
                page.append([row.get(column.key) for column in sheet.columns])
    if not workbook.sheetnames:
        workbook.create_sheet("Trang1")
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def unit(code="P01", name="Phòng Một", level="Đơn vị", **cells) -> dict:
    return {"code": code, "name": name, "level": level} | cells


def account(username="nguyenvana", full_name="Nguyễn Văn A", **cells) -> dict:
    return {"username": username, "full_name": full_name} | cells


def post(username="nguyenvana", role="Thủ trưởng đơn vị", unit="P01", since="01/01/2026", **cells) -> dict:
    return {"username": username, "role": role, "unit": unit, "since": since} | cells
