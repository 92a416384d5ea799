"""What several sections of a catalogue file share: codes, periods, citations, marks."""

import re
from datetime import date

from django.db.models import Model

from dossiers.loading.rows import Cite, Period, Reader
from dossiers.located import Block, Value
from dossiers.vocabulary import Evidence

DATED = ("from", "evidence")
CODE = re.compile(r"[A-Z0-9][A-Z0-9_]{0,31}")


def code_of(name: str, value: Value) -> str:
    """A code: capitals, digits and underscores, 32 at most."""
    if not CODE.fullmatch(name):
        raise value.wrong(f"mã '{name}' chỉ gồm chữ in hoa không dấu, chữ số và _, tối đa 32 ký tự")
    return name


def text_of(value: Value, model: type[Model], field: str) -> str:
    """Text that fits the column `field` of `model`."""
    found = value.text()
    longest = model._meta.get_field(field).max_length  # type: ignore[union-attr]
    if longest and len(found) > longest:
        raise value.wrong(f"dài {len(found)} ký tự, nhiều nhất {longest}")
    return found


def dated(block: Block) -> Period:
    """The keys `from` and `to`; the end is not before the start."""
    start = block["from"].day()
    end: date | None = block["to"].day() if "to" in block else None
    if end is not None and end < start:
        raise block.wrong("to", f"kết thúc {end:%d/%m/%Y} trước khi bắt đầu {start:%d/%m/%Y}")
    return Period(start, end)


def evidence(block: Block) -> str:
    """The mark under the key `evidence`."""
    return block["evidence"].choice(Evidence.values)


def cite(value: Value, reader: Reader) -> Cite:
    """Free words, or sources with the place in each: `{L2022: "Đ.84(1)"}`; an empty place means the whole of it."""
    if value.is_text():
        return Cite((("", value.text()),), reader.spot(value))
    block = value.block()
    if not list(block):
        raise value.wrong("đang để trống")
    parts = tuple((name, "" if block[name].blank() else block[name].text()) for name in block)
    return Cite(parts, reader.spot(value))
