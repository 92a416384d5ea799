"""The codes a scenario may name, read from the catalogue's own files before there is any database."""

from functools import cache

from dossiers.loading import reading
from dossiers.loading.rows import Content
from dossiers.management.commands.load_catalogue import DATA


def awards() -> tuple[str, ...]:
    """Codes of the awards in the catalogue."""
    return tuple(row.code for row in _content().awards)


def papers() -> tuple[str, ...]:
    """Codes of the kinds of papers in the catalogue."""
    return tuple(row.code for row in _content().papers)


@cache
def _content() -> Content:
    return reading.read(sorted(DATA.glob("*.yaml")))
