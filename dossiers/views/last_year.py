"""The list of the year before, from which lines are taken over."""

from collections.abc import Collection, Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import access, drafting
from dossiers.grid import Cell
from dossiers.last_year import last_year_of
from dossiers.rules.objection import Objection, Refused
from dossiers.ticking import NotSaved, save_ticks
from dossiers.views.editing import editable_hand_in


@require_http_methods(["GET", "HEAD", "POST"])
def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Last year's people and awards with boxes; the chosen ones become lines, all or none."""
    hand_in = editable_hand_in(request, pk, check=drafting.check_may_add_lines)
    if isinstance(hand_in, HttpResponse):
        return hand_in
    found = last_year_of(hand_in, access.visible(request.user))
    offered = [str(each.cell) for each in found.proposals if each.offered]
    chosen: Collection[str] = request.POST.getlist("o") if request.method == "POST" else offered
    refused: Refused | None = None
    if request.method == "POST":
        cells = [cell for cell in map(Cell.read, chosen) if cell is not None and str(cell) in offered]
        try:
            done = save_ticks(hand_in, add=cells, actor=request.user)
        except Refused as error:
            refused = error
        else:
            messages.success(request, f"Đã thêm {len(done.added)} dòng từ danh sách năm trước.")
            return redirect("dossiers:grid", pk)
    problems: Mapping[Cell, Sequence[Objection]] = refused.by_cell if isinstance(refused, NotSaved) else {}
    facts = {
        "hand_in": hand_in, "found": found, "chosen": chosen, "offered": len(offered), "refused": refused,
        "rows": [(each, str(each.cell), problems.get(each.cell, ()) if each.cell else ()) for each in found.proposals],
    }
    return render(request, "dossiers/last_year.html", facts, status=409 if refused else 200)
