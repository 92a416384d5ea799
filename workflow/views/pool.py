"""The board of pools; and one pool: dossiers waiting together, and the acts that take them out of it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import access, clock, roles
from dossiers.administration import grants_here
from dossiers.lifecycle import DESKS, POOL_STATES
from dossiers.models import Dossier, Unit
from dossiers.views.listing import kept
from dossiers.vocabulary import State
from workflow import waiting
from workflow.forms_pool import PoolFilter
from workflow.judging import ACTS
from workflow.views.lines import act_on_lines, may_do

PAGE = 100
MOST = 2000  # lines that one session or paper is gathered from at once
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
WITH = ("award", "unit", "season", "outside_body", "nominee", "body")


@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """Every pool of the own bodies: how many, since when, for which awards."""
    grants = grants_here(request)
    if not waiting.has_pools(grants):
        raise Http404
    bodies = waiting.board(request.user, grants=grants)
    return render(request, "workflow/board.html", {"bodies": bodies})


@require_http_methods(["GET", "POST"])
def pool_page(request: HttpRequest, unit_code: str, state: str) -> HttpResponse:
    """List the pool; POST does the act named `viec` with the chosen lines."""
    if state not in POOL_STATES:
        raise Http404
    unit = get_object_or_404(Unit, code=unit_code)
    grants = grants_here(request)
    pool = access.visible_by_work(request.user, grants=grants).filter(state=state, body=unit)
    form = PoolFilter(request.GET, pool=pool)
    if (str(DESKS[state][0]), unit.pk) not in roles.desks_of(request.user, grants=grants) and not form.holds_any:
        raise Http404
    rows = form.narrow(pool).select_related(*WITH).order_by("award__position", "unit", "pk")
    acting = act_on_lines(request, pool, POOL_ACTS[State(state)], body_id=unit.pk)
    if acting.done:
        return redirect(request.get_full_path())
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    lines = _aged(list(page))
    about = {
        "unit": unit, "state": state, "label": State(state).label, "page": page, "lines": lines, "now": clock.now(),
        "form_filter": form, "kept": kept(request), "all_url": _all_url(unit, state, form),
        **_gathering(request, state, lines, rows, page.paginator.count),
        **acting.context(lines, request.user, grants=grants),
    }
    return render(request, "workflow/pool.html", about, status=acting.status)


def _aged(lines: list[Dossier]) -> list[Dossier]:
    """Each line learns how many working days it has waited here."""
    days = {line.pk: timezone.localdate(line.since) for line in lines}
    ages = waiting.working_ages(days.values(), clock.today())
    for line in lines:
        line.age = ages[days[line.pk]]
    return lines


def _all_url(unit: Unit, state: str, form: PoolFilter) -> str:
    """Where an act is done on everything that these filters select, however many pages."""
    chosen = {name: form.cleaned_data.get(name) for name in ("award", "unit", "tuoi")}
    query = {"state": state, "body": unit.pk} | {name: value for name, value in chosen.items() if value}
    return f"{reverse('workflow:bulk')}?{urlencode(query)}"


def _gathering(
    request: HttpRequest, state: str, lines: list[Dossier], rows: QuerySet[Dossier], count: int
) -> dict[str, Any]:
    """The page on which the chosen lines become a session or a paper, for whoever may gather them; with more than one
    page of lines also the keys of all that the filters select."""
    place = GATHERING.get(State(state))
    if place is None or not any(may_do(ACTS[place[2]], lines, request.user, grants=grants_here(request))):
        return {"gathering": None}
    everything = list(rows.values_list("pk", flat=True)[:MOST]) if len(lines) < count <= MOST else []
    return {"gathering": place, "everything": everything}
