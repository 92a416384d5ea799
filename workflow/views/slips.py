"""Printable slips of dossiers and of requests to mend."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dossiers import access, roles
from dossiers.views.editing import seen_hand_in
from workflow.documents import slips
from workflow.models import Correction


@require_safe
def dossier_slip(request: HttpRequest, code: str) -> HttpResponse:
    """The slip of one dossier that was sent, for whoever may see it."""
    return _slips(request, slips.slips_of(access.visible(request.user).filter(code=code)))


@require_safe
def hand_in_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip a line of the hand-in, of the lines that this person works on."""
    grants = roles.grants_of(request.user)
    hand_in = seen_hand_in(request, pk, grants=grants)
    rows = access.visible_by_work(request.user, grants=grants).filter(hand_in=hand_in)
    return _slips(request, slips.slips_of(rows))


@require_safe
def correction_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Phiếu yêu cầu bổ sung, of the lines that this person works on."""
    correction = get_object_or_404(Correction.objects.select_related("body", "asked_by"), pk=pk)
    sheets = slips.sheets_of(correction, access.visible_by_work(request.user))
    if not sheets:
        raise Http404
    about = {"sheets": sheets, "correction": correction, "head": slips.head_of(correction)}
    return render(request, "workflow/correction_sheet.html", about)


def _slips(request: HttpRequest, made: list[slips.Slip]) -> HttpResponse:
    if not made:
        raise Http404
    return render(request, "workflow/slips.html", {"slips": made})
