"""The dossier page: who holds it, since when, due when, what next, and everything that happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import access, clock, roles
from dossiers.administration import grants_here
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier, Note, Paper
from dossiers.vocabulary import State
from workflow import engine, extending
from workflow.consultation import reading
from workflow.duties.listing import of_dossier as of_closed
from workflow.forms import ActForm
from workflow.journal_models import Entry
from workflow.judging import ACTS
from workflow.models import Follow
from workflow.progress import line
from workflow.standing import Standing, course, standing, told, whereabouts
from workflow.told import notices_of
from workflow.views.acting import attempt, key_of, new_key
from workflow.views.next_act import next_act, offers
from workflow.views.related import beside, related
from workflow.views.texts_to_copy import of_dossier
from workflow.whereabouts import answer
from workflow.wording import ON_PAPERS

WITH = (
    "award", "nominee", "season", "round", "unit", "body", "desk_unit", "hand_in__unit", "deciding_body",
    "outside_body", "authority", "award_version", "ineligible_proposed_by",
)
MAIN_STEPS = "chinh"


@dataclass(frozen=True)
class PaperOfADossier:
    """The version that counts, and those it replaced, the newest first."""

    now: Paper
    earlier: list[Paper]


def find(request: HttpRequest, code: str, *, grants: list[roles.Grant] | None = None) -> Dossier:
    """The dossier of this code as the person may see it (`access.as_shown`); raises Http404 otherwise."""
    return get_object_or_404(access.as_shown(request.user, grants=grants).select_related(*WITH), code=code)


@require_safe
def dossier_page(request: HttpRequest, code: str) -> HttpResponse:
    grants = grants_here(request)
    found = standing(request.user, find(request, code, grants=grants), grants=grants)
    facts = whereabouts(found)
    about = {
        "dossier": found.dossier,
        "at_work": found.at_work,
        "state_label": State(found.state).label,
        "answer": answer(facts),
        "late": facts.left < 0,
        **_progress(found),
        "papers": papers(found),
        "now": clock.now(),
        "results": found.results,
        **timeline(request, found),
        "notices": notices_of(found.dossier, request.user, grants=grants),
        **(_at_work(request, found) if found.at_work else {"beside": beside(found)}),
    }
    return render(request, "workflow/dossier.html", about)


def _at_work(request: HttpRequest, found: Standing) -> dict[str, Any]:
    """What only people at work on the dossier read and do."""
    about, offered = related(request, found), offers(found)
    about["opinions"] = _opinions(found, considered=bool(about["agenda"]))
    others = [act for act in ACTS.values() if found.dossier.state not in act.sources]
    return {
        **about, "offers": offered, "others": others, "next": next_act(found, offered, about),
        "to_copy": of_dossier(found), "notes": _notes(found), "extensions": _extensions(found),
        "duties": of_closed(found.dossier) if found.dossier.state in CLOSED_STATES else [],
        "followed": Follow.objects.filter(user=found.user, dossier=found.dossier).exists(),
    }


def _opinions(found: Standing, *, considered: bool) -> list[reading.Asked]:
    """What others were asked about it, as far as the reader may know; `considered`: it came before a council."""
    here = found.dossier.body_id
    seated = considered and any(grant.source == "seat" and grant.unit_id == here for grant in found.grants)
    return reading.of_dossier(found.dossier, found.user, found.grants, seated=seated)


def _extensions(found: Standing) -> list[Entry]:
    """The extensions of the running term, oldest first."""
    given = [entry for entry in found.entries if entry.act == extending.DEED]
    return given[len(given) - found.dossier.extended_times :]


def _notes(found: Standing) -> list[Note]:
    """The internal notes of the reader's own body, the newest first; nobody reads those about the own dossier."""
    dossier = found.dossier
    if dossier.nominee.user_id == found.user.pk or not access.places(found.grants, access.BODY_ROLES):
        return []
    rows = access.visible_notes(found.user, grants=found.grants)
    rows = rows.filter(Q(dossier=dossier) | Q(hand_in=dossier.hand_in_id))
    return list(rows.select_related("author", "body").order_by("-at", "-pk"))


def _progress(found: Standing) -> dict[str, Any]:
    way = course(found)
    return {"steps": line(way, at_work=found.at_work), "several_bodies": len(way.bodies) > 1}


def timeline(request: HttpRequest, found: Standing) -> dict[str, Any]:
    """Who did what, when and why, the newest first; for the nominee only what nominees are told.

    ?dien-bien=chinh leaves out what moved nothing."""
    entries = told(found.entries, at_work=found.at_work)[::-1]
    main = [entry for entry in entries if entry.to_state != entry.from_state]
    only_main = request.GET.get("dien-bien") == MAIN_STEPS
    return {"timeline": main if only_main else entries, "only_main": only_main, "aside": len(entries) - len(main)}


def papers(found: Standing) -> list[PaperOfADossier]:
    """The papers of the dossier and of its hand-in that this person may open, each with its earlier versions."""
    wanted = Q(dossier=found.dossier) | Q(hand_in=found.dossier.hand_in_id)
    rows = Paper.objects.filter(wanted).select_related("paper_type", "file", "uploaded_by")
    rows = rows.order_by("paper_type__position", "paper_type", "hand_in", "replaced", "-version", "-pk")
    return versions(access.papers_to_see(found.user, list(rows), grants=found.grants))


def versions(rows: Sequence[Paper]) -> list[PaperOfADossier]:
    """Each paper that counts with those it replaced: of its kind, on the same carrier."""
    current = [paper for paper in rows if not paper.replaced]
    places = {(paper.paper_type_id, paper.hand_in_id, paper.dossier_id): paper for paper in reversed(current)}
    found = {paper.pk: PaperOfADossier(paper, []) for paper in current}
    for paper in rows:
        newer = places.get((paper.paper_type_id, paper.hand_in_id, paper.dossier_id))
        if paper.replaced and newer is not None:
            found[newer.pk].earlier.append(paper)
        elif paper.replaced:
            found[paper.pk] = PaperOfADossier(paper, [])
    return list(found.values())


@require_http_methods(["GET", "POST"])
def act_page(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One act on one dossier: its form, its objections, the attempt."""
    dossier = find(request, code)
    if act not in ACTS or act in ON_PAPERS or not dossier.at_work:
        raise Http404
    about = ACTS[act]
    form = ActForm(about, request.POST or None, body_id=dossier.body_id)
    refusal = None
    if request.method == "POST" and form.is_valid():
        entries, refusal = attempt(
            request,
            lambda: engine.perform(
                act, [dossier], actor=request.user, reason=form.reason, key=key_of(request),
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
    if act is None or not dossier.at_work:
        raise Http404
    answers = engine.examine(act.name, [dossier], actor=request.user)
    objections = [*answers.get(0, []), *answers[dossier.pk]]
    return render(request, "workflow/why_not.html", {"dossier": dossier, "act": act, "objections": objections})
