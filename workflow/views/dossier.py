"""The dossier page: who holds it, since when, due when, what next, and everything that happened to it."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import access, clock, roles
from dossiers.lifecycle import Act
from dossiers.models import Dossier, Paper
from dossiers.rules.objection import Objection
from dossiers.vocabulary import State
from workflow import engine
from workflow.decisions.models import DecisionKind, DecisionStatus
from workflow.forms import ActForm
from workflow.judging import ACTS, deciders_of, right_of
from workflow.models import Decision, Entry
from workflow.views.acting import attempt, new_key
from workflow.views.related import related
from workflow.wording import ON_PAPERS

# What a nominee hears of: process.md 'Nominees hear by default'. The council's advice and the office's notes are not
# theirs to read before the result.
TOLD_TO_NOMINEES = (
    "submit", "receive", "return_for_correction", "resubmit", "issue", "record_grant", "record_refusal", "refuse",
    "declare_ineligible", "withdraw", "hold", "release", "revoke",
)
# Shown after the acts that bring a dossier forward.
ASIDE = frozenset(
    {
        "return_for_correction", "propose_ineligible", "declare_ineligible", "ask_consultation", "post_publicly",
        "refuse", "send_back", "withdraw", "hold", "put_off",
    }
)
# What a result is read from: a letter upward decides nothing.
OUT = (DecisionStatus.ISSUED, DecisionStatus.RECORDED)
DECIDING = (DecisionKind.DECISION, DecisionKind.OUTSIDE, DecisionKind.REVOCATION)
WITH = (
    "award", "nominee", "season", "round", "unit", "body", "desk_unit", "hand_in", "deciding_body", "outside_body",
    "authority", "award_version",
)


@dataclass(frozen=True)
class Offer:
    """An act that this person could do, and what stands against it."""

    act: Act
    objections: list[Objection]

    @property
    def open(self) -> bool:
        return not any(one.blocks for one in self.objections)


def find(request: HttpRequest, code: str) -> Dossier:
    """The dossier of this code if the person may see it; raises Http404 otherwise."""
    return get_object_or_404(access.visible(request.user).select_related(*WITH), code=code)


@require_safe
def dossier_page(request: HttpRequest, code: str) -> HttpResponse:
    dossier = find(request, code)
    at_work = access.sees_by_work(request.user, dossier)
    about = {
        "dossier": dossier,
        "at_work": at_work,
        "state_label": shown_state(dossier, at_work=at_work),
        "offers": offers(request, dossier) if at_work else [],
        "others": [act for act in ACTS.values() if dossier.state not in act.sources],
        "timeline": timeline(dossier, at_work=at_work),
        "papers": papers(request, dossier),
        "now": clock.now(),
        "results": results(dossier),
        **(related(request, dossier) if at_work else {}),
    }
    return render(request, "workflow/dossier.html", about)


def shown_state(dossier: Dossier, *, at_work: bool) -> str:
    """The state in words. The council is advisory: the nominee is not told of its view before the decision."""
    if not at_work and dossier.state in access.UNTOLD_STATES:
        return str(State.IN_COUNCIL.label)
    return str(State(dossier.state).label)


def offers(request: HttpRequest, dossier: Dossier) -> list[Offer]:
    """The acts legal from this state for which the person holds a role, each with its objections."""
    grants = roles.grants_of(request.user)
    legal = [act for act in ACTS.values() if dossier.state in act.sources]
    mine = [act for act in legal if right_of(act, dossier, grants, deciders_of(act, [dossier], grants)) is not None]
    found = []
    for act in mine:
        answers = engine.examine(act.name, [dossier], actor=request.user)
        found.append(Offer(act, [*answers.get(0, []), *answers[dossier.pk]]))
    return sorted(found, key=lambda offer: offer.act.name in ASIDE)


def timeline(dossier: Dossier, *, at_work: bool) -> list[Entry]:
    """Who did what, when and why, the newest first; for the nominee only what nominees are told."""
    rows = Entry.objects.filter(dossier=dossier).select_related("body").order_by("-seq")
    return list(rows if at_work else rows.filter(act__in=TOLD_TO_NOMINEES))


def papers(request: HttpRequest, dossier: Dossier) -> list[Paper]:
    """The papers of the dossier and of its hand-in that this person may open."""
    rows = Paper.objects.filter(Q(dossier=dossier) | Q(hand_in=dossier.hand_in_id)).select_related("paper_type", "file")
    return access.papers_to_see(request.user, list(rows))


def results(dossier: Dossier) -> list[Decision]:
    """The papers by which it was decided, the newest first; none until one is out. Its nominee reads them, too."""
    rows = Decision.objects.filter(items__dossier=dossier, items__live=True, status__in=OUT, kind__in=DECIDING)
    return list(rows.select_related("body").order_by("-dated", "-pk"))


@require_http_methods(["GET", "POST"])
def act_page(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One act on one dossier: its form, its objections, the attempt."""
    dossier = find(request, code)
    if act not in ACTS or act in ON_PAPERS or not access.sees_by_work(request.user, dossier):
        raise Http404
    about = ACTS[act]
    form = ActForm(about, request.POST or None, body_id=dossier.body_id)
    refusal = None
    if request.method == "POST" and form.is_valid():
        entries, refusal = attempt(
            request,
            lambda: engine.perform(
                act, [dossier], actor=request.user, reason=form.reason, key=request.POST.get("key") or None,
                **form.facts,
            ),
            done=f"Đã ghi '{about.label}' cho {dossier}.",
        )
        if entries is not None:
            return redirect("workflow:dossier", code=code)
    page = {"dossier": dossier, "act": about, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/act.html", page, status=409 if refusal else 200)


@require_safe
def why_not(request: HttpRequest, code: str) -> HttpResponse:
    """'Vì sao chưa …?': every objection to any act, for anyone who works on the dossier."""
    dossier = find(request, code)
    act = ACTS.get(request.GET.get("viec", ""))
    if act is None or not access.sees_by_work(request.user, dossier):
        raise Http404
    answers = engine.examine(act.name, [dossier], actor=request.user)
    objections = [*answers.get(0, []), *answers[dossier.pk]]
    return render(request, "workflow/why_not.html", {"dossier": dossier, "act": act, "objections": objections})
