"""The page of a piece of collective work: dispatches by kind; receives, appraises and re-checks hand-ins itself."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import access, clock, roles
from dossiers.models import Dossier, Paper
from workflow.flows import carriage, claims
from workflow.models import Decision, Line, Procedure, Session
from workflow.views.acting import attempt
from workflow.views.lines import act_on_lines

# What the office does with the lines, by step. The act that moves most of them comes first.
NODE_ACTS: dict[str, tuple[str, ...]] = {
    "receive": ("receive", "return_for_correction", "hold"),
    "appraise": (
        "clear", "receive", "return_for_correction", "propose_ineligible", "declare_ineligible", "ask_consultation",
        "close_consultation", "post_publicly", "close_posting", "hold",
    ),
    "recheck": (
        "clear", "receive", "return_for_correction", "propose_ineligible", "declare_ineligible", "ask_consultation",
        "close_consultation", "post_publicly", "close_posting", "hold",
    ),
}
WITH = ("award", "unit", "season", "nominee", "outside_body", "body")


def find(request: HttpRequest, process_pk: int) -> Procedure:
    """The procedure, for people of its desk and for those who see one of its dossiers by work; else Http404."""
    procedure = get_object_or_404(
        Procedure.objects.select_related("body", "unit", "hand_in", "desk_unit"), pk=process_pk
    )
    if (procedure.desk_role, procedure.desk_unit_id) in roles.desks_of(request.user):
        return procedure
    carried = Line.objects.filter(procedure=procedure).values("dossier")
    if not access.visible_by_work(request.user).filter(pk__in=carried).exists():
        raise Http404
    return procedure


@require_http_methods(["GET", "POST"])
def task_page(request: HttpRequest, process_pk: int, task_pk: int) -> HttpResponse:
    """A task by its address: it must belong to that very procedure."""
    carriage.find_task(process_pk, task_pk)
    return work_page(request, process_pk)


@require_http_methods(["GET", "POST"])
def work_page(request: HttpRequest, process_pk: int) -> HttpResponse:
    """Where the present step of the procedure is done."""
    procedure = find(request, process_pk)
    session = Session.objects.filter(procedure=procedure).first()
    if session is not None:
        return redirect("workflow:session", session.pk)
    decision = Decision.objects.filter(procedure=procedure).first()
    if decision is not None:
        return redirect("workflow:decision", decision.pk)
    if procedure.node == "mend" and (procedure.desk_role, procedure.desk_unit_id) in roles.desks_of(request.user):
        return redirect("workflow:mend", procedure.pk)
    return _lines_page(request, procedure)


def _lines_page(request: HttpRequest, procedure: Procedure) -> HttpResponse:
    rows = lines_of(procedure).filter(pk__in=access.visible_by_work(request.user).values("pk"))
    acting = act_on_lines(request, rows, NODE_ACTS.get(procedure.node, ()), body_id=procedure.body_id)
    if acting.done:
        return redirect("workflow:work", procedure.pk)
    lines = list(rows)
    about = {
        "procedure": procedure, "rows": lines, "now": clock.now(), "claimant": claims.claimant(procedure),
        "at_desk": (procedure.desk_role, procedure.desk_unit_id) in roles.desks_of(request.user),
        "papers": papers_of(request, lines), "gone": gone_from(procedure, request),
        **acting.context(lines, request.user),
    }
    return render(request, "workflow/procedure.html", about, status=acting.status)


def lines_of(procedure: Procedure) -> QuerySet[Dossier]:
    """The dossiers that lie on the procedure now."""
    present = Line.objects.filter(procedure=procedure, left_at__isnull=True).values("dossier")
    return (
        Dossier.objects.filter(pk__in=present).select_related(*WITH).order_by("award__position", "nominee_name", "pk")
    )


def gone_from(procedure: Procedure, request: HttpRequest) -> QuerySet[Dossier]:
    """The dossiers that have left it, of those this person may see, with where they stand today."""
    left = Line.objects.filter(procedure=procedure, left_at__isnull=False).values("dossier")
    present = Line.objects.filter(procedure=procedure, left_at__isnull=True).values("dossier")
    rows = access.visible_by_work(request.user).filter(pk__in=left).exclude(pk__in=present)
    return rows.select_related("award", "desk_unit").order_by("pk")


def papers_of(request: HttpRequest, lines: list[Dossier]) -> list[Paper]:
    """The papers that serve all of these lines: those of the hand-ins from which they came."""
    hand_ins = {dossier.hand_in_id for dossier in lines}
    rows = Paper.objects.filter(hand_in__in=hand_ins, replaced=False).select_related("paper_type", "hand_in__unit")
    return access.papers_to_see(request.user, list(rows))


@require_POST
def claim(request: HttpRequest, process_pk: int) -> HttpResponse:
    """Mark the work as mine, or give it back."""
    procedure = find(request, process_pk)
    key = request.POST.get("key") or None
    if "tra" in request.POST:
        _, refusal = attempt(
            request,
            lambda: claims.release_claim(procedure, user=request.user, key=key),
            done="Đã trả lại việc này cho bàn.",
        )
    else:
        _, refusal = attempt(
            request, lambda: claims.claim(procedure, user=request.user, key=key), done="Bạn đã nhận làm việc này."
        )
    if refusal is not None:
        return render(request, "workflow/refused.html", {"refusal": refusal, "procedure": procedure}, status=409)
    return redirect("workflow:work", process_pk)
