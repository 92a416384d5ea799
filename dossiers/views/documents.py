"""Papers to print and sign, as DOCX; and our templates for those who replace them."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dossiers import meetings, roles
from dossiers.administration import administrators_only
from dossiers.documents import handin, rendering
from dossiers.documents.kinds import DocumentKind, file_name
from dossiers.views.editing import seen_hand_in

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(content: bytes, name: str, content_type: str = DOCX) -> HttpResponse:
    """The bytes, to be saved under `name`."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def paper(request: HttpRequest, kind: str, values: Mapping[str, Any], *, name: str) -> HttpResponse:
    """The filled template; if the office's own one is broken, a page that says so and offers ours (?mau=goc)."""
    try:
        content = rendering.render(kind, values, original=request.GET.get("mau") == "goc")
    except rendering.BrokenTemplate as broken:
        facts = {"why": broken, "label": DocumentKind(kind).label, "name": name}
        return render(request, "dossiers/template_broken.html", facts, status=409)
    return download(content, name)


@require_safe
def hand_in_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A paper of a hand-in, for who may read every line it names; for everybody else it does not exist."""
    if kind not in handin.MAKERS:
        raise Http404
    grants = roles.grants_of(request.user)
    hand_in = seen_hand_in(request, pk, grants=grants)
    every = kind == DocumentKind.MEETING
    lines = handin.lines_to_print(request.user, hand_in, grants=grants, every=every)
    if not lines or not handin.is_ready(kind, hand_in, meetings.meeting_of(hand_in)):
        raise Http404
    return paper(request, kind, handin.values_of(kind, hand_in, lines), name=handin.name_of(kind, hand_in))


@require_safe
@administrators_only
def original_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Our template of this kind, to begin an own one from."""
    if kind not in DocumentKind.values:
        raise Http404
    return download(rendering.original_of(kind), file_name("mau", kind))
