"""Lists that their reader puts in order by the headings: django-tables2 knows the columns, templates write cells."""

from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 30
ORDER, PAGE = "thu-tu", "trang"


class SortedTable(tables.Table):
    """Columns by which a list can be ordered; each names database columns, the primary key last, so that pages do not
    overlap."""

    def __init__(self, rows: QuerySet[Any], **about: Any) -> None:
        super().__init__(rows, order_by_field=ORDER, page_field=PAGE, **about)


class SeasonTable(SortedTable):
    """The years."""

    year = tables.Column(verbose_name="Năm", order_by=("year", "pk"))
    period = tables.Column(verbose_name="Kỳ xét", order_by=("achievement_from", "pk"))
    deadline = tables.Column(verbose_name="Nhận hồ sơ đến", order_by=("dossiers_by", "pk"))
    rounds = tables.Column(verbose_name="Số đợt", order_by=("round_count", "pk"))
    standing = tables.Column(verbose_name="Tình trạng", orderable=False)


def opened(table: SortedTable, request: HttpRequest) -> SortedTable:
    """The table in the order and with the page that the address asks for; what it does not know changes nothing."""
    _put_in_order(table, request)
    table.paginator = Paginator(table.rows, PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get(PAGE))
    return table


def in_order(kind: type[SortedTable], rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """All `rows` in the order that the page of this address shows: for its file and its print."""
    table = kind(rows)
    _put_in_order(table, request)
    ordered: QuerySet[Any] = table.data.data
    return ordered


def _put_in_order(table: SortedTable, request: HttpRequest) -> None:
    asked = request.GET.get(ORDER, "")
    if asked.removeprefix("-") in table.columns.names():
        table.order_by = [asked]
