"""What anybody reads without signing in: the lists that a body makes public now, and nothing else.

No session is begun, nothing is asked of the reader, search engines are told to stay away, and the number of statements
does not grow with the list. Comments go to the office on paper, by telephone or mail.
"""

from collections import Counter
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dossiers.models import Unit
from dossiers.vocabulary import Level, Nature
from workflow.posting import listing, periods
from workflow.posting.models import PostingLine

AT_ONCE = 500  # lines of one page


@login_not_required
@require_safe
def public_page(request: HttpRequest, code: str) -> HttpResponse:
    """The lists of the body of that code; a body outside the system has no such page."""
    bodies = Unit.objects.exclude(level=Level.UNIT).filter(external=False).exclude(nature=Nature.REHEARSAL)
    body = get_object_or_404(bodies, code__iexact=code)
    shown = listing.shown_to_public(body)
    numbers, page = _page(shown, request.GET.get("trang"))
    lists = [
        {"posting": posting, "period": periods.of(posting), "lines": [(numbers[line.pk], line) for line in lines]}
        for posting, lines in groupby(page.object_list, key=lambda line: line.posting)
    ]
    about = {"body": body, "lists": lists, "page": page}
    response = render(request, "workflow/public_postings.html", about)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # what was taken down must be gone at once, from every copy on the way
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(shown: QuerySet[PostingLine], asked: str | None) -> tuple[dict[int, int], Page]:
    """One page of the lines, and the number that each line has on its list, whatever page it is on."""
    places = list(shown.values_list("pk", "posting_id"))
    counted: Counter[int] = Counter()
    numbers = {}
    for pk, posting in places:
        counted[posting] += 1
        numbers[pk] = counted[posting]
    page = Paginator([pk for pk, _ in places], AT_ONCE).get_page(asked)
    page.object_list = list(shown.filter(pk__in=page.object_list))
    return numbers, page
