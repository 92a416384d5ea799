"""The page of a registration or a report: content and papers, no lines."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dossiers import drafting, queries, reports
from dossiers.models import HandIn
from dossiers.roles import Grant
from dossiers.views.editing import sends


def report_page(request: HttpRequest, paper: HandIn, *, grants: Sequence[Grant]) -> HttpResponse:
    """`paper` to be prepared and sent, or to be read once it was sent; that this person sees it was asked before."""
    papers = list(queries.papers_on(paper))
    editable = drafting.may_edit(request.user, paper, grants=grants)
    facts: dict[str, Any] = {"hand_in": paper, "papers": papers, "editable": editable}
    if editable:
        facts |= {
            "head": sends(grants, paper, act=reports.ACT), "key": uuid.uuid4().hex, "paper_type": reports.PAPER,
            "ready": bool(paper.content or papers),
        }
    return render(request, "dossiers/report.html", facts)
