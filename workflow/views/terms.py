"""Thời hạn: how long everything may take and who says so, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers import clock
from dossiers.administration import administers
from workflow import term_table


@require_safe
def terms_page(request: HttpRequest) -> HttpResponse:
    """The terms of today: law, the year's plan, the office, and what is only assumed."""
    about = {"sections": term_table.sections(clock.today()), "administers": administers(request)}
    return render(request, "workflow/terms.html", about)
