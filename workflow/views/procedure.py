"""The page of a piece of collective work: who may open it, and which page it is by its kind and step."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import access, roles
from dossiers.administration import grants_here
from dossiers.models import Dossier
from dossiers.roles import Grant
from workflow.flows import carriage, claims
from workflow.flows.models import ProcedureKind
from workflow.models import Consultation, Decision, Line, Posting, Procedure, Session
from workflow.origins import with_origin
from workflow.views.acting import attempt, key_of
from workflow.views.appraisal import lines_page

WITH = (
    "award", "unit", "season", "round", "nominee__unit", "outside_body", "body", "hand_in", "deciding_body",
    "authority", "ineligible_proposed_by",
)
OF_SESSIONS = (ProcedureKind.COUNCIL,)
OF_DECISIONS = (ProcedureKind.DECISION, ProcedureKind.REVOCATION)


def find(request: HttpRequest, process_pk: int, *, grants: list[Grant] | None = None) -> Procedure:
    """The procedure, for people of its desk and for those who see one of its dossiers by work; else Http404."""
    grants = roles.grants_of(request.user) if grants is None else grants
    procedure = get_object_or_404(
        with_origin(Procedure.objects.select_related("body", "unit", "hand_in__unit", "desk_unit", "claimed_by")),
        pk=process_pk,
    )
    if at_desk(request, procedure, grants):
        return procedure
    carried = Line.objects.filter(procedure=procedure).values("dossier")
    if not access.visible_by_work(request.user, grants=grants).filter(pk__in=carried).exists():
        raise Http404
    return procedure


def at_desk(request: HttpRequest, procedure: Procedure, grants: list[Grant]) -> bool:
    """Whether the step at which the procedure stands lies on a desk of this person's."""
    return (procedure.desk_role, procedure.desk_unit_id) in roles.desks_of(request.user, grants=grants)


@require_http_methods(["GET", "POST"])
def task_page(request: HttpRequest, process_pk: int, task_pk: int) -> HttpResponse:
    """A task by its address: it must belong to that very procedure."""
    carriage.find_task(process_pk, task_pk)
    return work_page(request, process_pk)


@require_http_methods(["GET", "POST"])
def work_page(request: HttpRequest, process_pk: int) -> HttpResponse:
    """Where the present step of the procedure is done."""
    grants = grants_here(request)
    procedure = find(request, process_pk, grants=grants)
    if procedure.kind in OF_SESSIONS:
        return redirect("workflow:session", get_object_or_404(Session, procedure=procedure).pk)
    if procedure.kind == ProcedureKind.CONSULTATION:
        return redirect("workflow:consultation", get_object_or_404(Consultation, procedure=procedure).pk)
    if procedure.kind in OF_DECISIONS:
        return redirect("workflow:decision", get_object_or_404(Decision, procedure=procedure).pk)
    if procedure.kind == ProcedureKind.POSTING:
        return redirect("workflow:posting", get_object_or_404(Posting, procedure=procedure).pk)
    mine = at_desk(request, procedure, grants)
    if procedure.node == "mend" and mine:
        return redirect("workflow:mend", procedure.pk)
    seen = access.visible_by_work(request.user, grants=grants)
    rows = lines_of(procedure).filter(pk__in=seen.values("pk"))
    more = {"at_desk": mine, "gone": gone_from(procedure, seen)}
    return lines_page(request, procedure, rows, grants=grants, more=more)


def lines_of(procedure: Procedure) -> QuerySet[Dossier]:
    """The dossiers that lie on the procedure now."""
    present = Line.objects.filter(procedure=procedure, left_at__isnull=True).values("dossier")
    return (
        Dossier.objects.filter(pk__in=present).select_related(*WITH).order_by("award__position", "nominee_name", "pk")
    )


def gone_from(procedure: Procedure, seen: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The dossiers that have left it, of those `seen`, with where they stand today."""
    left = Line.objects.filter(procedure=procedure, left_at__isnull=False).values("dossier")
    present = Line.objects.filter(procedure=procedure, left_at__isnull=True).values("dossier")
    rows = seen.filter(pk__in=left).exclude(pk__in=present)
    return rows.select_related("award", "desk_unit").order_by("pk")


@require_POST
def claim(request: HttpRequest, process_pk: int) -> HttpResponse:
    """Mark the work as mine, or give it back."""
    procedure = find(request, process_pk)
    key = key_of(request)
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
