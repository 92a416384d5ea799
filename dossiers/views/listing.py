"""The list of dossiers: filters, search, what a person keeps of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dossiers import access, clock, queries, rows, search
from dossiers.administration import grants_here
from dossiers.forms.filters import DossierFilter
from dossiers.models import Dossier
from dossiers.paging import CountedUpTo
from dossiers.roles import Grant
from dossiers.vocabulary import Role

PER_PAGE = 30
RANKED = 150  # matches of a search that are ranked; who has more looks for more words
# Who has acts to do with many dossiers at once.
ACTING_ROLES = (Role.UNIT_HEAD, *access.OFFICE_ROLES, Role.DECIDER, Role.DEPUTY, Role.SECRETARY)
EVERYTHING = "tat-ca"  # asks for the list without the conditions it would open with


@dataclass(frozen=True)
class Opened:
    """The list as this person opens it: everything there is to see, and the conditions asked for."""

    rows: QuerySet[Dossier]
    form: DossierFilter
    grants: list[Grant]

    @property
    def at_work(self) -> bool:
        """Whether this person has any work on dossiers."""
        return bool(self.grants)


def opened(request: HttpRequest) -> Opened:
    """Read once a request: rights, then conditions."""
    grants = grants_here(request)
    form = DossierFilter(request.GET, at_work=bool(grants))
    return Opened(access.as_shown(request.user, grants=grants), form, grants)


@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Every dossier this person may see, by filters and words; without either, by the conditions kept for it."""
    saved = list(request.user.saved_filters.all())
    if not request.GET:
        usual = next((each.query for each in saved if each.is_default), "")
        if usual:
            return redirect(f"{reverse('dossiers:dossier_list')}?{usual}")
    chosen = opened(request)
    form = chosen.form
    page = _page(form, form.narrow_but_words(chosen.rows, clock.now()), request.GET.get("trang"))
    facts = {
        "form": form, "page": page, "kept": form.query, "narrowed": form.narrows, "at_work": chosen.at_work,
        "saved": saved, "current": next((each for each in saved if each.query == form.query), None),
        "may_act": bool(access.places(chosen.grants, ACTING_ROLES)),
        "may_urge": bool(access.places(chosen.grants, access.OFFICE_ROLES)),
    }
    response = render(request, "dossiers/dossier_list.html", facts)
    if request.htmx:
        # the address bar says what was understood, without the empty fields of the form
        response["HX-Push-Url"] = f"{request.path}?{form.query or EVERYTHING + '=1'}"
    return response


def _page(form: DossierFilter, found: QuerySet[Dossier], number: Any) -> Page:
    now = clock.now()
    wanted: QuerySet[Dossier] | Sequence[int] = queries.for_list(found)
    if form.words:
        wanted = search.ranked(found, form.words, most=RANKED + 1)
    page = CountedUpTo(wanted, PER_PAGE, most=RANKED if form.words else None).get_page(number)
    if form.words:
        page.object_list = _in_order(found, page.object_list)
    for dossier in page.object_list:
        dossier.told = rows.tell(dossier, now)
    return page


def _in_order(found: QuerySet[Dossier], ids: Sequence[int]) -> list[Dossier]:
    by_pk = queries.for_list(found).filter(pk__in=ids).in_bulk() if ids else {}
    return [by_pk[pk] for pk in ids if pk in by_pk]


def kept(request: HttpRequest, **also: str) -> str:
    """The filters and the order, with what is set beside them, for the links to other pages and copies of the list."""
    query = request.GET.copy()
    query.pop("trang", None)
    for name, value in also.items():
        query[name] = value
    return query.urlencode()
