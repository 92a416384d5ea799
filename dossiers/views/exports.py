"""Every list also as an Excel file and on paper: with the access and the filters of its page, by one mechanism."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers import clock, exporting
from dossiers.exporting import Column, Table

CHUNK = 500  # rows in memory at a time
PRINTED = 1000  # rows on paper; the Excel file has them all


@dataclass(frozen=True)
class Selection:
    """What a reader's page lists: all its rows, and its conditions in words."""

    rows: QuerySet[Any]
    said: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Listing:
    """One list. `select(request)` reads the same query string as the page; `dress(row, at)` prepares a row in place."""

    name: str
    title: str
    columns: Sequence[Column]
    select: Callable[[HttpRequest], Selection]
    dress: Callable[[Any, datetime], None] = lambda row, at: None


_listings: dict[str, Listing] = {}


def register(listing: Listing) -> None:
    """Give a list its two addresses, made of its name."""
    _listings[listing.name] = listing


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponseBase:
    """The whole list as an .xlsx, read in chunks and sent from a temporary file."""
    listing, at = _find(name), clock.now()
    chosen = listing.select(request)
    file = exporting.workbook(_table(listing, chosen, at), _dressed(listing, _read(chosen.rows), at))
    file_name = f"{name}-{exporting.day_of(at):%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=exporting.MEDIA_TYPE)


@require_safe
def printed(request: HttpRequest, name: str) -> HttpResponse:
    """The list on one long page without buttons, to be printed."""
    listing, at = _find(name), clock.now()
    chosen = listing.select(request)
    table = _table(listing, chosen, at)
    rows = list(chosen.rows[: PRINTED + 1])
    shown = list(exporting.lines(table, _dressed(listing, islice(rows, PRINTED), at)))
    about = {"table": table, "lines": shown, "more": len(rows) > PRINTED, "name": name, "kept": request.GET.urlencode()}
    return render(request, "dossiers/printed.html", about)


def _find(name: str) -> Listing:
    if name not in _listings:
        raise Http404
    return _listings[name]


def _table(listing: Listing, chosen: Selection, at: datetime) -> Table:
    return Table(listing.title, listing.columns, chosen.said, at)


def _read(rows: QuerySet[Any]) -> Iterable[Any]:
    return rows.iterator(chunk_size=CHUNK)


def _dressed(listing: Listing, rows: Iterable[Any], at: datetime) -> Iterator[Any]:
    for row in rows:
        listing.dress(row, at)
        yield row
