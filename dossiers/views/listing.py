"""The list of dossiers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers import access, clock, queries
from dossiers.forms.filters import DossierFilter
from dossiers.vocabulary import State

PER_PAGE = 30


@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Every dossier this person may see, by filters and words."""
    now = clock.now()
    form = DossierFilter(request.GET)
    rows = form.narrow(access.as_shown(request.user), now)
    page = Paginator(queries.for_list(rows), PER_PAGE).get_page(request.GET.get("trang"))
    for dossier in page.object_list:
        dossier.late = queries.is_overdue(dossier, now)
        dossier.shown_label = State(dossier.shown_state).label
    facts = {"form": form, "page": page, "kept": kept(request), "narrowed": form.narrows}
    return render(request, "dossiers/dossier_list.html", facts)


def kept(request: HttpRequest) -> str:
    """The filters, for the links to other pages of the list."""
    query = request.GET.copy()
    query.pop("trang", None)
    return query.urlencode()
