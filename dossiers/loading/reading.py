"""From a catalogue file to rows. Every key is known, required or optional; the first mistake names its line and key."""

from collections.abc import Iterator
from pathlib import Path

from dossiers.loading.awards import award
from dossiers.loading.figures import figures
from dossiers.loading.parts import DATED, cite, code_of, dated, evidence, text_of
from dossiers.loading.rows import CodeRow, Content, OwnLineRow, PaperRow, Reader, ReasonRow, SourceRow, Unusable
from dossiers.located import Block, Malformed, Value
from dossiers.located_file import load
from dossiers.models import OwnLineRule, PaperType, ReasonText, Source
from dossiers.vocabulary import Carrier, NeededBefore, Producer

SECTIONS = ("sources", "figures", "papers", "awards", "own_line", "reasons", "codes")
POSITION_STEP = 10


def read(paths: list[Path]) -> Content:
    """What the files say together. Raises Unusable, one line, at the first thing that cannot be understood."""
    content = Content()
    for path in paths:
        try:
            _read_one(path, content)
        except Malformed as error:
            raise Unusable(f"{path.name}, {error}") from error
    return content


def _read_one(path: Path, content: Content) -> None:
    top = load(path, top=SECTIONS)
    top.only((), SECTIONS)
    reader = Reader(path.name)
    for name, one in _entries(top, "sources"):
        content.sources.append(_source(name, one, reader))
    for kind, value in _entries(top, "figures"):
        content.figures.extend(figures(kind, value, reader))
    for position, (name, value) in enumerate(_entries(top, "papers"), start=1):
        content.papers.append(_paper(name, value, position * POSITION_STEP, reader))
    for position, (name, value) in enumerate(_entries(top, "awards"), start=1):
        content.awards.append(award(name, value, position * POSITION_STEP, reader))
    for name, value in _entries(top, "own_line"):
        content.own_line.append(_own_line(name, value.block(), reader))
    for name, value in _entries(top, "reasons"):
        content.reasons.extend(_reasons(name, value, reader))
    for name, value in _entries(top, "codes"):
        content.codes.append(CodeRow(name, value.text(), reader.spot(value)))


def _entries(top: Block, section: str) -> Iterator[tuple[str, Value]]:
    value = top.get(section)
    if value is None:
        return
    block = value.block()
    for name in block:
        yield name, block[name]


def _source(name: str, value: Value, reader: Reader) -> SourceRow:
    block = value.block()
    block.only(("name", *DATED), ("to", "cite"))
    about = cite(block["cite"], reader) if "cite" in block else None
    title = text_of(block["name"], Source, "name")
    return SourceRow(code_of(name, value), title, dated(block), about, evidence(block), reader.spot(value))


def _paper(name: str, value: Value, position: int, reader: Reader) -> PaperRow:
    block = value.block()
    block.only(("name", "carrier", "producer", "needed_before"))
    values = {"name": text_of(block["name"], PaperType, "name"), "position": position}
    practice = {
        "carrier": block["carrier"].choice(Carrier.values), "producer": block["producer"].choice(Producer.values),
        "needed_before": block["needed_before"].choice(NeededBefore.values),
    }
    return PaperRow(code_of(name, value), values, practice, reader.spot(value))


def _own_line(act: str, block: Block, reader: Reader) -> OwnLineRow:
    block.only(("policy", "cite", "evidence"))
    policy = block["policy"].choice(OwnLineRule.Policy.values)
    return OwnLineRow(act, policy, cite(block["cite"], reader), evidence(block), reader.spot(block))


def _reasons(act: str, value: Value, reader: Reader) -> Iterator[ReasonRow]:
    for position, each in enumerate(value.filled(), start=1):
        yield ReasonRow(act, text_of(each, ReasonText, "text"), position * POSITION_STEP, reader.spot(each))


