"""Tình hình: where the work of a year stands, for heads; every number leads to the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers.administration import grants_here
from dossiers.models import Season
from workflow import desk_board, results
from workflow.desk_board import Step

# The drawing: one label and one bar a step, in units of its own that the style sheet scales.
WIDTH, ROW, BAR, LABEL = 420, 44, 16, 16


@dataclass(frozen=True)
class Bar:
    """One step drawn: words, then a bar of what is in time and what is late."""

    words: str
    text_y: int
    bar_y: int
    in_time: int
    late: int


@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """By step and by unit: waiting, late, median working days; a chart of the steps."""
    grants = grants_here(request)
    if not desk_board.reads_board(grants):
        raise Http404
    years = sorted(set(Season.objects.values_list("year", flat=True)), reverse=True)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else next(iter(years), None)
    season = results.season_of(year, request.user) if year is not None else None
    if season is None:
        return render(request, "workflow/desk_board.html", {"board": None})
    board = desk_board.of_season(desk_board.scope(request.user, grants), season)
    bars = drawn([step for step in board.steps if step.heap.count])
    about = {
        "board": board, "years": years, "bars": bars, "width": WIDTH, "height": ROW * len(bars), "bar": BAR,
        "when": f"n{season.pk}",
    }
    return render(request, "workflow/desk_board.html", about)


def drawn(steps: Sequence[Step]) -> list[Bar]:
    """The bars, the longest as wide as the drawing; whatever waits is at least a hair wide."""
    most = max((step.heap.count for step in steps), default=0)
    return [_bar(place, step, most) for place, step in enumerate(steps)]


def _bar(place: int, step: Step, most: int) -> Bar:
    heap = step.heap
    late = _wide(heap.late, most)
    words = f"{step.label}: {heap.count}" + (f", quá hạn {heap.late}" if heap.late else "")
    return Bar(words, place * ROW + LABEL, place * ROW + LABEL + 6, _wide(heap.count - heap.late, most), late)


def _wide(count: int, most: int) -> int:
    return max(2, count * WIDTH // most) if count else 0
