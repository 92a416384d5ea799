"""Việc sau khi có kết quả: what the office still owes, by kind; tick lines, record day and paper."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import access, clock
from dossiers.administration import grants_here
from dossiers.paging import CountedUpTo
from dossiers.views.listing import kept
from dossiers.vocabulary import Role
from workflow.duties import fulfilling, listing
from workflow.duties.models import OPEN, Duty
from workflow.forms_duty import DoneForm
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key

PAGE = 100


@require_http_methods(["GET", "POST"])
def duties_page(request: HttpRequest) -> HttpResponse:
    """One list of duties; POST records the ticked lines of it as done."""
    grants = grants_here(request)
    if not access.places(grants, (*access.BODY_ROLES, Role.INSPECTOR)):
        raise Http404
    now, rows = clock.now(), listing.readable(grants)
    tabs = listing.tabs(rows, now)
    slug = request.GET.get("viec", "")
    here = slug if slug in {tab.slug for tab in tabs} else next((tab.slug for tab in tabs if tab.count), tabs[0].slug)
    acts = here != listing.DONE and bool(listing.bodies_of(grants))
    form = DoneForm(listing.SLUGS[here], request.POST or None) if acts else None
    refusal = None
    if request.method == "POST":
        if form is None:
            raise Http404
        done, refusal = _record(request, form, rows.filter(kind=listing.SLUGS[here]))
        if done:
            return redirect(request.get_full_path())
    late = request.GET.get("qua-han") == "1"
    page = CountedUpTo(listing.listed(rows, here, late=late, now=now), PAGE).get_page(request.GET.get("trang"))
    about: dict[str, Any] = {
        "tabs": tabs, "here": here, "late": late, "page": page, "now": now, "form": form, "refusal": refusal,
        "key": new_key(), "kept": kept(request, viec=here), "picked": chosen_ids(request.POST),
        "done_tab": here == listing.DONE,
    }
    return render(request, "workflow/duties.html", about, status=409 if refusal else 200)


def _record(request: HttpRequest, form: DoneForm, rows: QuerySet[Duty]) -> tuple[bool, Refusal | None]:
    """Whether the ticked lines were recorded, and what stands against it."""
    if not form.is_valid():
        return False, None
    duties = _newest(rows.filter(dossier__in=chosen_ids(request.POST)).order_by("pk"))
    entries, refusal = attempt(
        request, lambda: fulfilling.fulfil(duties, form.done, actor=request.user, key=key_of(request)),
        done=f"Đã ghi {len(duties)} hồ sơ.",
    )
    return entries is not None, refusal


def _newest(rows: QuerySet[Duty]) -> list[Duty]:
    """One duty a dossier: the open one, else the last, so that who comes too late is told."""
    found: dict[int, Duty] = {}
    for duty in rows:
        found[duty.dossier_id] = duty
    open_ones = {duty.dossier_id: duty for duty in rows.filter(OPEN)} if found else {}
    return list((found | open_ones).values())
