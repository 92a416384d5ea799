"""From the file to a `Scenario`: every key known, every code resolved, every contradiction named by key and line."""

from collections.abc import Collection
from pathlib import Path

from config.rehearsal import figures, lines, places
from config.rehearsal.book import Book
from config.rehearsal.scenario import UNBUILT, Scenario, SeasonPlan
from dossiers.located import Block, Malformed
from dossiers.located_file import load
from dossiers.vocabulary import Family, ProcedureType

REQUIRED = ("title", "season", "as_of", "bodies", "units", "nominations", "expect")
OPTIONAL = ("authority", "waive", "attempts")
WAIVABLE = tuple(family.value for family in Family if family not in (Family.STATE, Family.ROLE))
SEASON_DATES = ("registration_by", "initiatives_by", "dossiers_by")


def read(path: Path, *, awards: Collection[str], papers: Collection[str]) -> Scenario:
    """The scenario in `path`. `awards` and `papers` are the codes of the catalogue. Raises `Malformed`."""
    top = load(path, top=("title", "season", "bodies"))
    top.only(REQUIRED, OPTIONAL)
    book = Book(awards=tuple(awards), papers=tuple(papers))
    title, season, as_of = top["title"].text(), _season(top["season"].block()), top["as_of"].day()
    if as_of < season.opens:
        raise top.wrong("as_of", f"trước ngày mở năm thi đua ({season.opens:%d/%m/%Y})")
    book.simplified = season.simplified
    places.read_bodies(top["bodies"], book)
    places.read_units(top["units"], book)
    if "authority" in top:
        places.read_authority(top["authority"], book)
    lines.read_nominations(top["nominations"], book)
    attempts = lines.read_attempts(top["attempts"], book) if "attempts" in top else ()
    return Scenario(
        title=title, season=season, as_of=as_of, bodies=tuple(book.bodies.values()), units=tuple(book.units.values()),
        authority=tuple(book.authority), nominations=tuple(book.nominations), attempts=attempts,
        expect=figures.read(top["expect"].block(), book), waived=_waived(top),
    )


def _season(block: Block) -> SeasonPlan:
    block.only(("year", "opens"), ("procedure", *SEASON_DATES))
    opens = block["opens"].day()
    dates = {name: block[name].day() for name in SEASON_DATES if name in block}
    for name, day in dates.items():
        if day < opens:
            raise block[name].wrong(f"trước ngày mở năm thi đua ({opens:%d/%m/%Y})")
    procedure = block["procedure"].choice(ProcedureType.values) if "procedure" in block else ProcedureType.REGULAR
    year = block["year"].whole(least=1900, most=2999)
    return SeasonPlan(year=year, procedure=ProcedureType(procedure), opens=opens, **dates)


def _waived(top: Block) -> tuple[str, ...]:
    if "waive" not in top:
        return ()
    found = [item.choice(WAIVABLE) for item in top["waive"].items()]
    return tuple(dict.fromkeys(found))


__all__ = ["UNBUILT", "Malformed", "read"]
