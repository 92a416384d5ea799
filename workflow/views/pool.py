"""A pool: dossiers waiting together, and the acts that take them out of it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import access, clock, roles
from dossiers.lifecycle import DESKS, POOL_STATES
from dossiers.models import Dossier, Unit
from dossiers.vocabulary import State
from workflow.judging import ACTS
from workflow.views.lines import act_on_lines, may_do

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
    State.AWAITING_COUNCIL: ("workflow:session_new", "Triệu tập phiên họp", "table"),
    State.ENDORSED: ("workflow:decision_new", "Lập văn bản trình ký", "send_for_signature"),
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
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    about = {
        "unit": unit, "state": state, "label": State(state).label, "page": page, "now": clock.now(),
        "gathering": _gathering(request, state, list(page)), **acting.context(list(page), request.user),
    }
    return render(request, "workflow/pool.html", about, status=acting.status)


def _gathering(request: HttpRequest, state: str, lines: list[Dossier]) -> tuple[str, str, str] | None:
    """The page on which the chosen lines become a session or a paper, for whoever may gather them."""
    place = GATHERING.get(State(state))
    if place is None or not any(may_do(ACTS[place[2]], lines, request.user, grants=roles.grants_of(request.user))):
        return None
    return place
