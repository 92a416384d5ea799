"""Việc cần làm: the first page after login."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers import clock, roles
from dossiers.vocabulary import UNIT_ROLES
from workflow import inbox
from workflow.flows import claims

PAGE = 30


@require_safe
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person, the most urgent first."""
    grants = roles.grants_of(request.user)
    desks = roles.desks_of(request.user, grants=grants)
    tasks = Paginator(inbox.procedures(desks), PAGE).get_page(request.GET.get("trang"))
    about = {
        "tasks": tasks,
        "pools": inbox.pools(desks),
        "sessions": inbox.sessions(request.user),
        "own": inbox.own(request.user)[:PAGE],
        "claimants": claims.claimants(tasks.object_list),
        "drafts": inbox.drafts(request.user, grants)[:PAGE],
        "may_draft": any(grant.role in UNIT_ROLES for grant in grants),
        "now": clock.now(),
    }
    return render(request, "workflow/inbox.html", about)
