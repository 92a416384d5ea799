"""Papers to sign: their list, a new one out of the pool, the page on which they are read, signed, numbered, issued."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import access, clock, roles, tables
from dossiers.administration import grants_here
from dossiers.models import Dossier, Unit
from dossiers.roles import Grant
from dossiers.views.listing import kept
from dossiers.vocabulary import Role, State
from workflow.decisions import brief, listing, numbers, papers, recipients, revocation
from workflow.decisions.models import DecisionKind, DecisionStatus
from workflow.forms_decision import DecisionForm, NumberForm, ScanForm
from workflow.judging import ACTS
from workflow.models import Decision
from workflow.origins import with_origin
from workflow.tables import DecisionTable
from workflow.told import told_of
from workflow.views.acting import Refusal, attempt, chosen, chosen_ids, key_of, new_key
from workflow.views.lines import Acting, act_on_lines

WITH = ("body", "target_body", "procedure__desk_unit", "signed_by", "scan")
SIGNING = ("sign", "send_back", "refuse")
EVERY_LINE = "sign_all"


def visible_decisions(request: HttpRequest) -> QuerySet[Decision]:
    """Papers of the bodies in which this person has a post; an inspector reads all."""
    grants = grants_here(request)
    rows = Decision.objects.select_related(*WITH)
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(Q(body_id__in=access.places(grants, access.BODY_ROLES)))


def listed_decisions(request: HttpRequest, slug: str = "") -> QuerySet[Decision]:
    """One selection of them (`slug`, else that of the address, else all), each with the number of its lines."""
    wanted = slug or request.GET.get("muc", "")
    desks = roles.desks_of(request.user, grants=grants_here(request))
    rows = visible_decisions(request).annotate(count=Count("items", filter=Q(items__live=True)))
    return with_origin(listing.selected(rows, wanted, desks), "procedure")


@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """One selection of the papers, with what every other one holds."""
    grants = grants_here(request)
    tabs = listing.tabs(visible_decisions(request), grants, roles.desks_of(request.user, grants=grants))
    asked = request.GET.get("muc", "")
    here = asked if asked in {tab.slug for tab in tabs} else listing.first(grants)
    table = tables.opened(DecisionTable(listed_decisions(request, here)), request)
    about = {
        "table": table, "page": table.page, "tabs": tabs, "here": here, "kept": kept(request, muc=here),
        "now": clock.now(),
    }
    return render(request, "workflow/decisions.html", about)


@require_POST
def decision_new(request: HttpRequest, unit_code: str) -> HttpResponse:
    """A paper for signature with the chosen lines of the pool; their route says whether it decides or goes upward."""
    body = get_object_or_404(Unit, code=unit_code)
    rows = access.visible_by_work(request.user).filter(body=body, state=State.ENDORSED).select_related("award", "unit")
    lines = chosen(request, rows)
    sent = "bieu_mau" in request.POST
    form = DecisionForm(request.POST if sent else None)
    refusal = None
    if sent and form.is_valid():
        decision, refusal = attempt(
            request,
            lambda: papers.send_for_signature(
                lines, actor=request.user, title=form.cleaned_data["title"], key=key_of(request)
            ),
            done=f"Đã trình ký văn bản với {len(lines)} hồ sơ.",
        )
        if decision is not None:
            return redirect("workflow:decision", decision.pk)
    about = {"body": body, "lines": lines, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/decision_new.html", about, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def decision_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper with its lines; POST signs all of them, or signs, sends back or refuses the ticked ones."""
    decision = find_decision(request, pk)
    _tick_every_line(request, decision)
    acting = act_on_lines(request, waiting_lines(decision), SIGNING, body_id=decision.body_id)
    return redirect("workflow:decision", pk) if acting.done else show(request, decision, acting)


@require_POST
def decision_split(request: HttpRequest, pk: int) -> HttpResponse:
    """'Tách dòng': the ticked lines go on a paper of their own for the deputy."""
    decision = find_decision(request, pk)
    lines = chosen(request, waiting_lines(decision))
    other, refusal = attempt(
        request,
        lambda: papers.split(decision, lines, actor=request.user, key=key_of(request)),
        done=f"Đã tách {len(lines)} hồ sơ sang văn bản khác để cấp phó ký.",
    )
    return show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", other.pk)


def find_decision(request: HttpRequest, pk: int) -> Decision:
    """The paper if this person may read it; raises Http404 otherwise."""
    decision = with_origin(visible_decisions(request).filter(pk=pk), "procedure").first()
    if decision is None:
        raise Http404
    return decision


def waiting_lines(decision: Decision) -> QuerySet[Dossier]:
    """The lines of the paper that wait for a signature."""
    return _lines(decision).filter(state=State.AWAITING_SIGNATURE)


def show(
    request: HttpRequest, decision: Decision, acting: Acting | None = None, *, refusal: Refusal | None = None,
    number_form: NumberForm | None = None, scan_form: ScanForm | None = None,
) -> HttpResponse:
    """The page of a paper for whoever asks, with what was typed in this request still in its fields."""
    acting = acting or Acting([ACTS[name] for name in SIGNING], picked=chosen_ids(request.POST))
    rows = list(_lines(decision))
    grants = grants_here(request)
    may = _offered(decision, grants, len(rows))
    waiting = [row for row in rows if row.state == State.AWAITING_SIGNATURE]
    lines = brief.read(decision, waiting if may["may_sign"] else rows, signer=request.user if may["may_sign"] else None)
    about: dict[str, Any] = {
        "decision": decision, "rows": rows, "procedure": decision.procedure, "now": clock.now(), **may,
        "lines": lines, "summary": brief.summary(lines), "typed_reason": request.POST.get("reason", ""),
        "exceptions": [line for line in lines if line.exceptional],
        "usual": [line for line in lines if not line.exceptional],
        "own": [line for line in lines if line.own], "ground": revocation.GROUNDS.get(decision.ground, ""),
        "dropped": decision.items.filter(live=False).select_related("dossier__award"),
        "recipients": recipients.split(decision.recipients), "deputy": deputy_words(decision),
        **acting.context(rows, request.user, grants=grants),
    }
    about["refusal"] = refusal or acting.refusal
    about["offered"] = [act.name for act in about["acts"]] if may["may_sign"] else []
    if may["may_number"] or may["may_issue"]:
        about |= _numbering(decision, number_form)
    if decision.status == DecisionStatus.ISSUED:
        about |= _after_issue(decision, rows) | {"scan_form": scan_form or ScanForm()}
    return render(request, "workflow/decision.html", about, status=409 if about["refusal"] else 200)


def deputy_words(decision: Decision) -> str:
    """'Phó Giám đốc', or 'cấp phó' where the body has no title of its own."""
    title = decision.body.decider_title
    return f"Phó {title}" if title else "cấp phó"


def _tick_every_line(request: HttpRequest, decision: Decision) -> None:
    """'Ký tất cả' is the signing of every line that waits, whatever is ticked."""
    if request.POST.get("viec") == EVERY_LINE:
        post = request.POST.copy()
        post["viec"] = "sign"
        lines = list(waiting_lines(decision)) or papers.lines.dossiers_of(decision)
        post.setlist("dossier", [str(line.pk) for line in lines])
        request.POST = post  # type: ignore[assignment]


def _offered(decision: Decision, grants: list[Grant], count: int) -> dict[str, bool]:
    here = {grant.role for grant in grants if grant.unit_id == decision.body_id}
    # a revocation is never a deputy's to sign
    signers = {Role.DECIDER} if decision.kind == DecisionKind.REVOCATION else {Role.DECIDER, Role.DEPUTY}
    procedure = decision.procedure
    node = procedure.node if procedure is not None and procedure.open else ""
    return {
        "may_sign": bool(here & signers) and node == "sign",
        "may_split": bool(here & {Role.DECIDER, Role.OFFICE}) and node == "sign" and count > 1
        and decision.kind != DecisionKind.REVOCATION,
        "may_number": Role.CLERK in here and node == "number", "may_issue": Role.CLERK in here and node == "issue",
        "may_attach": Role.CLERK in here and decision.status == DecisionStatus.ISSUED,
        "may_record": Role.OFFICE in here and decision.kind == DecisionKind.LETTER,
    }


def _numbering(decision: Decision, form: NumberForm | None) -> dict[str, Any]:
    """What the clerk would most often type, and the number that the own register would give."""
    symbol = decision.symbol or numbers.default_symbol(decision.kind, decision.body)
    today = clock.today()
    usual = {
        "symbol": symbol, "dated": decision.dated or today, "number": decision.number,
        "recipients": "\n".join(recipients.listed(decision)),
        "source": "so-rieng" if numbers.keeps_own_register(decision.body, symbol, today.year) else "so-van-ban",
    }
    following = numbers.next_of_own_register(decision.body, symbol, today.year)
    return {
        "number_form": form or NumberForm(initial=usual, following=f"{following:02d}/{symbol}"),
    }


def _after_issue(decision: Decision, rows: list[Dossier]) -> dict[str, Any]:
    """Who was told of it, and what still waits for an answer from above."""
    return {"told": told_of(decision), "above": [row for row in rows if row.state == State.WITH_HIGHER_BODY]}


def _lines(decision: Decision) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(decision_items__decision=decision, decision_items__live=True)
    rows = rows.select_related("award", "unit", "nominee", "body", "outside_body")
    return rows.order_by("award__position", "award", "unit_name", "nominee_name", "pk")
