"""The `expect` of a scenario file."""

from config.rehearsal.book import Book
from config.rehearsal.scenario import Figures
from dossiers.lifecycle import read_acts
from dossiers.located import Block, Value
from dossiers.models import Dossier
from workflow.deeds import DEEDS

COUNTS = ("refused", "withdrawn", "revoked", "returns")
TABLES = ("granted", "pending")


def read(block: Block, book: Book) -> Figures:
    """What is expected; a table or count that is left out is expected to be empty or zero, `acts` is optional."""
    block.only((), (*TABLES, *COUNTS, "acts"))
    tables = {name: _table(block[name], book) for name in TABLES if name in block}
    counts = {name: block[name].whole() for name in COUNTS if name in block}
    return Figures(**tables, **counts, acts=_acts(block["acts"].block()) if "acts" in block else {})


def _table(value: Value, book: Book) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for item in value.items():
        row = item.block()
        row.only(("body", "award"), ("collectives", "individuals"))
        place = (book.body(row["body"]).code, book.award(row["award"]))
        if place in found:
            raise row["award"].wrong(f"{place[0]} đã có dòng {place[1]}")
        collectives, individuals = (
            row[name].whole() if name in row else 0 for name in ("collectives", "individuals")
        )
        found[place] = (collectives, individuals)
    return found


def _acts(block: Block) -> dict[str, int]:
    block.only((), (*read_acts(Dossier), *DEEDS))
    return {name: block[name].whole() for name in block}
