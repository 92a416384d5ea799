"""A pool: dossiers waiting together, and the acts that take them out of it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import access, clock, roles
from dossiers.lifecycle import DESKS, POOL_STATES
from dossiers.models import Unit
from dossiers.vocabulary import State
from workflow.views.lines import act_on_lines

PAGE = 100
# What is done on a pool page, beside gathering a session or a paper (pages of their own).
POOL_ACTS: dict[str, tuple[str, ...]] = {
    State.AWAITING_COUNCIL: ("return_for_correction", "hold"),
    State.ENDORSED: ("return_for_correction", "hold"),
    State.NOT_ENDORSED: ("take_up", "refuse"),
    State.ON_HOLD: ("release",),
    State.WITH_HIGHER_BODY: ("record_grant", "record_refusal"),
}
GATHERING = {
    State.AWAITING_COUNCIL: ("workflow:session_new", "Triệu tập phiên họp"),
    State.ENDORSED: ("workflow:decision_new", "Lập văn bản trình ký"),
}


@require_http_methods(["GET", "POST"])
def pool_page(request: HttpRequest, unit_code: str, state: str) -> HttpResponse:
    """List the pool; POST does the act named `viec` with the chosen lines."""
    if state not in POOL_STATES:
        raise Http404
    unit = get_object_or_404(Unit, code=unit_code)
    rows = access.visible(request.user).filter(state=state, body=unit)
    rows = rows.select_related("award", "unit", "season", "outside_body").order_by("award__position", "unit", "pk")
    if (str(DESKS[state][0]), unit.pk) not in roles.desks_of(request.user) and not rows.exists():
        raise Http404
    acting = act_on_lines(request, rows, POOL_ACTS[State(state)], body_id=unit.pk)
    if acting.done:
        return redirect("workflow:pool", unit_code, state)
    about = {
        "unit": unit, "state": state, "label": State(state).label, "gathering": GATHERING.get(State(state)),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")), "now": clock.now(), **acting.context(),
    }
    return render(request, "workflow/pool.html", about, status=acting.status)
