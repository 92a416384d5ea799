"""Attaching and opening papers."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import access, drafting, papers
from dossiers.forms.paper import PaperForm
from dossiers.models import Dossier, HandIn, Paper, PaperType, StoredFile
from dossiers.rules.objection import Refused
from dossiers.views.editing import editable_hand_in
from dossiers.vocabulary import Carrier, NeededBefore, Producer, State

SHOWN_IN_PAGE = ("application/pdf", "image/jpeg", "image/png")
BROUGHT_BY_UNIT = (Producer.UNIT, Producer.NOMINEE)
# A paper comes from outside: whatever is in it runs no script and reaches no other address. The browsers' viewers of
# PDF refuse to start in a sandbox, so a PDF is shut in without one.
SHUT_IN = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
POLICIES = {"application/pdf": f"{SHUT_IN}; object-src 'self'"}


@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a paper, for whoever may see it; for everybody else it does not exist."""
    paper = get_object_or_404(Paper.objects.select_related("file", "paper_type"), pk=pk)
    if not access.may_see_paper(request.user, paper):
        raise Http404
    return serve(paper.file, paper.file_name)


def serve(file: StoredFile, name: str) -> HttpResponse:
    """The bytes under the name by which they were attached. The caller has checked that the person may read them."""
    try:
        content = papers.path_of(file).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=file.content_type)
    inline = file.content_type in SHOWN_IN_PAGE
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    response["Content-Security-Policy"] = POLICIES.get(file.content_type, f"{SHUT_IN}; img-src 'self'; sandbox")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a paper to a hand-in (serves all its lines) or, with ?ho_so=code, to one of its draft lines."""
    hand_in = editable_hand_in(request, pk, check=drafting.check_may_prepare)
    if isinstance(hand_in, HttpResponse):
        return hand_in
    dossier = _line(request, hand_in)
    types = _types(dossier)
    asked = types.filter(code=request.GET.get("loai", "")).first()
    form = PaperForm(request.POST or None, request.FILES or None, types=types, initial={"paper_type": asked})
    if request.method == "POST" and form.is_valid() and _attach(request, form, hand_in, dossier):
        return redirect("dossiers:hand_in", hand_in.pk)
    return render(request, "dossiers/paper_add.html", {"form": form, "hand_in": hand_in, "dossier": dossier})


def _attach(request: HttpRequest, form: PaperForm, hand_in: HandIn, dossier: Dossier | None) -> bool:
    try:
        drafting.add_paper(
            form.stored, name=form.name, paper_type=form.cleaned_data["paper_type"], actor=request.user,
            hand_in=hand_in, dossier=dossier,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Đã đính kèm “{form.name}”.")
    return True


def _line(request: HttpRequest, hand_in: HandIn) -> Dossier | None:
    code = request.GET.get("ho_so")
    return get_object_or_404(hand_in.dossiers.filter(state=State.DRAFT), code=code) if code else None


def _types(dossier: Dossier | None) -> "PaperType":
    """What a unit brings before sending; what goes with the hand-in and what with a line."""
    carrier = Carrier.DOSSIER if dossier else Carrier.HAND_IN
    return PaperType.objects.filter(carrier=carrier, producer__in=BROUGHT_BY_UNIT, needed_before=NeededBefore.SUBMIT)
