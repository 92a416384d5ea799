"""What anybody reads without signing in: the lists that a body makes public now, and nothing else.

No session is begun, nothing is asked of the reader, search engines are told to stay away, and the number of statements
does not grow with the list. Comments go to the office on paper, by telephone or mail.
"""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dossiers.models import Unit
from dossiers.vocabulary import Level, Nature
from workflow.posting import listing, periods


@login_not_required
@require_safe
def public_page(request: HttpRequest, code: str) -> HttpResponse:
    """The lists of the body of that code; a body outside the system has no such page."""
    bodies = Unit.objects.exclude(level=Level.UNIT).filter(external=False).exclude(nature=Nature.REHEARSAL)
    body = get_object_or_404(bodies, code__iexact=code)
    shown = listing.shown_to_public(body)
    lists = [
        {"posting": posting, "period": periods.of(posting), "lines": list(lines)}
        for posting, lines in groupby(shown, key=lambda line: line.posting)
    ]
    response = render(request, "workflow/public_postings.html", {"body": body, "lists": lists})
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # what was taken down must be gone at once, from every copy on the way
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
