"""Việc cần làm: the first page after login."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers import clock, roles
from dossiers.administration import grants_here
from dossiers.paging import CountedUpTo
from dossiers.vocabulary import UNIT_ROLES
from workflow import asked, calendar, empty_inbox, entered, inbox, own_reports, todo
from workflow.duties import listing as duties
from workflow.flows import claims
from workflow.invitations import listing

PAGE = 30


@require_safe
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person: what to do first, then the work by its term, then the rest."""
    grants = grants_here(request)
    page = _page(roles.desks_of(request.user, grants=grants), request.GET.get("trang"))
    about = {**_work(page, grants), **_beside_work(request, grants)}
    about["first"] = todo.first(
        about["tasks"], about["sessions"], about["pools"], about["drafts"], to_approve=about["to_approve"],
        to_write=own_reports.to_write(about["own"]), asked=about["asked"],
    )
    busy = about["first"] or about["to_do"] or about["owed"]
    about["hints"] = [] if busy else empty_inbox.hints(grants, proposed=bool(about["own"]))
    return render(request, "workflow/inbox.html", about)


def _work(page: Page, grants: list[roles.Grant]) -> dict[str, Any]:
    now = clock.now()
    own = {(str(grant.role), grant.unit_id) for grant in grants}
    rules = calendar.current() if any(each.due_at for each in page) else calendar.Calendar()
    return {
        "page": page, "tasks": todo.tasks(page, own, now=now, calendar=rules), "now": now,
        "claimants": claims.claimants(page.object_list),
    }


def _beside_work(request: HttpRequest, grants: list[roles.Grant]) -> dict[str, Any]:
    """What waits elsewhere for this person; what the person's roles exclude is not asked for."""
    user, drafting = request.user, any(grant.role in UNIT_ROLES for grant in grants)
    seated = any(grant.source == "seat" for grant in grants)
    of_us = asked.of_us(user, grants, most=PAGE)
    return {
        "pools": inbox.pools(roles.desks_of(user, grants=grants)),
        "sessions": list(inbox.sessions(user)) if seated else [],
        "own": list(inbox.own(user, grants)[:PAGE]) if of_us.proposed else [],
        "drafts": list(inbox.drafts(user, grants)[:PAGE]) if drafting else [],
        "to_approve": list(inbox.to_approve(grants)[:PAGE]) if drafting else [],
        "invitations": list(listing.open_for(grants)[:PAGE]) if drafting else [],
        "may_draft": drafting,
        "to_do": entered.to_do(user, grants),
        "owed": duties.owed(grants, clock.now()),
        "asked": of_us.asked,
        "asked_more": of_us.more,
    }


def _page(desks: inbox.Desks, number: str | None) -> Page:
    """The page of this number; what fits on one page is not counted."""
    if number is None:
        head = list(inbox.procedures(desks, first=PAGE + 1))
        if len(head) <= PAGE:
            return Paginator(head, PAGE).get_page(1)
    page = CountedUpTo(inbox.queue(desks), PAGE).get_page(number)
    if page.paginator.count:
        page.object_list = list(inbox.procedures(desks, first=page.end_index())[page.start_index() - 1 :])
    return page
