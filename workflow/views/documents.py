"""Papers of the council and the decider as DOCX: for the readers of the page on which they are offered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dossiers.documents.kinds import DocumentKind
from dossiers.views.documents import paper
from workflow.documents import consultations, decisions, minutes
from workflow.views.consultation import visible_letters
from workflow.views.council import find_session
from workflow.views.decision import visible_decisions


@require_safe
def session_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Biên bản of a session whose vote is closed."""
    session = find_session(request, pk)
    if session.closed_at is None:
        raise Http404
    name = minutes.name_of(DocumentKind.MINUTES, session)
    return paper(request, DocumentKind.MINUTES, minutes.values_of(session), name=name)


@require_safe
def session_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty ballot to print, while the vote is open."""
    session = find_session(request, pk)
    values = minutes.ballot_of(session)
    if session.closed_at is not None or not values["cac_nhom"]:
        raise Http404
    return paper(request, DocumentKind.BALLOT, values, name=minutes.name_of(DocumentKind.BALLOT, session))


@require_safe
def decision_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision, letter or revocation with its list: a draft until it is signed and numbered."""
    decision = get_object_or_404(visible_decisions(request), pk=pk)
    lines = decisions.lines_of(decision)
    if decision.kind not in decisions.KINDS or not lines:
        raise Http404
    values = decisions.values_of(decision, lines)
    return paper(request, decisions.KINDS[decision.kind], values, name=decisions.name_of(decision))


@require_safe
def consultation_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter that asks for opinions, with its list, for those who ask."""
    letter = get_object_or_404(visible_letters(request), pk=pk)
    lines = consultations.lines_of(letter)
    if not lines:
        raise Http404
    values = consultations.values_of(letter, lines)
    return paper(request, DocumentKind.OPINION, values, name=consultations.name_of(letter))
