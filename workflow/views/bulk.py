"""One act on everything a filter selects: count and list first, then the form, then the door.

The address carries the filters of the list of dossiers (and `tuoi`, how long it has waited), `viec` the act. Up to
fifty lines go through the door at once, all or none; more become long work, fifty at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dossiers import access, clock, roles
from dossiers.administration import grants_here
from dossiers.forms.filters import DossierFilter
from dossiers.lifecycle import Act
from dossiers.models import Dossier, User
from workflow import engine, extending
from workflow.forms import ActForm
from workflow.forms_pool import AgeFilter
from workflow.jobs import acting as long_acting
from workflow.jobs.models import Job
from workflow.jobs.registry import PART
from workflow.judging import ACTS
from workflow.views.acting import LONGEST_KEY, Refusal, attempt, chosen, chosen_ids, key_of, new_key
from workflow.views.lines import may_do
from workflow.wording import ON_PAPERS

MOST = 2000  # lines that one page lists, so that whatever is done was seen
EXAMINED = 300  # lines that are asked beforehand what stands against the act
WITH = ("award", "unit", "season", "nominee", "outside_body", "body", "hand_in", "deciding_body")
# What makes one paper out of many lines is done at once: in parts it would be several papers.
ONE_PAPER = ("ask_consultation", "post_publicly")
BULK_ACTS = tuple(name for name in ACTS if name not in ON_PAPERS)


@dataclass(frozen=True)
class Offered:
    """An act that the person may do with some of the selection."""

    act: Act
    lines: Sequence[Dossier]
    url: str


@dataclass
class Asked:
    """The act that was chosen, its lines, and what came of an attempt."""

    act: Act
    lines: Sequence[Dossier]
    form: ActForm
    body_id: int | None
    against: dict[int, list[Any]] = field(default_factory=dict)
    refusal: Refusal | None = None
    done: bool = False
    job: Job | None = None

    @property
    def in_parts(self) -> bool:
        """Whether so many lines would be done part by part in the background."""
        return len(self.lines) > PART and self.act.name not in ONE_PAPER


@require_http_methods(["GET", "POST"])
def bulk_page(request: HttpRequest) -> HttpResponse:
    """Choose an act for the selection; see its lines and untick some; do it."""
    rows, understood = selection(request)
    count = rows.count() if understood else 0
    lines = list(rows[:MOST]) if count <= MOST else []
    grants = grants_here(request)
    offered = [_offer(request, ACTS[name], lines, grants) for name in BULK_ACTS]
    offered = [each for each in offered if each.lines]
    asked = _asked(request, offered, lines)
    if asked and asked.job is not None:
        return redirect("workflow:job", asked.job.pk)
    if asked and asked.done:
        return redirect(_address(request, ""))
    shut = extending.against(lines, grants)
    about = {
        "count": count, "most": MOST, "part": PART, "understood": understood, "lines": lines, "offered": offered,
        "extendable": [line for line in lines if line.pk not in shut],
        "extend_url": f"{reverse('workflow:extend_many')}?{_kept(request)}",
        "now": clock.now(), "key": new_key(), "back": _address(request, ""), "list_url": list_url(request),
        "asked": asked, "refusal": asked and asked.refusal, "picked": _picked(request, asked),
        "bare": bool(asked) and not asked.form.fields,
    }
    return render(request, "workflow/bulk.html", about, status=409 if asked and asked.refusal else 200)


def selection(request: HttpRequest) -> tuple[QuerySet[Dossier], bool]:
    """What the filters of the address select, of what this person sees by work; and whether all were understood: one
    that was not must not widen what is acted on."""
    filters, age = DossierFilter(request.GET), AgeFilter(request.GET)
    refused = _refused_in(request)
    rows = filters.narrow(access.as_shown(request.user, grants=grants_here(request)), clock.now()).filter(at_work=True)
    rows = rows if refused is None else rows.filter(pk__in=refused)
    rows = age.narrow(rows).select_related(*WITH).order_by("award__position", "unit__code", "nominee_name", "pk")
    return rows, filters.is_valid() and age.is_valid()


def _refused_in(request: HttpRequest) -> list[int] | None:
    """With `tu_viec`, the lines that were refused in that job of this person's own, to be tried again."""
    number = request.GET.get("tu_viec", "")
    if not number:
        return None
    own = Job.objects.filter(actor=request.user, kind=long_acting.KIND)
    job = get_object_or_404(own, pk=int(number) if number.isdecimal() and len(number) <= LONGEST_KEY else 0)
    return [row["item"] for row in job.result.get("refused", [])][:MOST]


def _offer(request: HttpRequest, act: Act, lines: Sequence[Dossier], grants: Sequence[roles.Grant]) -> Offered:
    legal = [line for line in lines if line.state in act.sources]
    able = [line for line, may in zip(legal, may_do(act, legal, request.user, grants=grants), strict=True) if may]
    return Offered(act, able, _address(request, act.name))


def _asked(request: HttpRequest, offered: Sequence[Offered], lines: Sequence[Dossier]) -> Asked | None:
    wanted = request.POST.get("viec") or request.GET.get("viec") or ""
    if not wanted:
        return None
    if wanted not in BULK_ACTS:
        raise Http404
    mine = next((each.lines for each in offered if each.act.name == wanted), [])
    bodies = {line.body_id for line in mine}
    body_id = next(iter(bodies)) if len(bodies) == 1 else None
    form = ActForm(ACTS[wanted], request.POST if request.method == "POST" else None, body_id=body_id)
    asked = Asked(ACTS[wanted], mine, form, body_id)
    if request.method == "POST" and form.is_valid():
        _do(request, asked)
    if not asked.done and len(mine) <= EXAMINED:
        asked.against = _against(asked, request.user)
    return asked


def _against(asked: Asked, user: User) -> dict[int, list[Any]]:
    """What stands against single lines already, before anything is typed."""
    if not asked.lines:
        return {}
    found = engine.examine(asked.act.name, asked.lines, actor=user)
    return {pk: [one for one in listed if one.blocks] for pk, listed in found.items() if pk}


def _do(request: HttpRequest, asked: Asked) -> None:
    ids = chosen_ids(request.POST)
    if len(ids) > PART and asked.act.name not in ONE_PAPER:
        seen = set(access.visible_by_work(request.user).filter(pk__in=ids).values_list("pk", flat=True))
        asked.job = long_acting.start(
            asked.act.name, [pk for pk in ids if pk in seen], actor=request.user, posted=request.POST,
            body_id=asked.body_id, key=key_of(request),
        )
        return
    rows = chosen(request, access.visible_by_work(request.user))
    entries, asked.refusal = attempt(
        request,
        lambda: engine.perform(
            asked.act.name, rows, actor=request.user, reason=asked.form.reason, key=key_of(request),
            **asked.form.facts,
        ),
        done=f"Đã ghi '{asked.act.label}' cho {len(rows)} hồ sơ.",
    )
    asked.done = entries is not None


def _picked(request: HttpRequest, asked: Asked | None) -> list[int]:
    """The ticked lines: what was sent, or at first every line against which nothing stands."""
    if asked is None or request.method == "POST":
        return chosen_ids(request.POST)
    return [line.pk for line in asked.lines if not asked.against.get(line.pk)]


def _address(request: HttpRequest, act: str) -> str:
    return f"{reverse('workflow:bulk')}?{_kept(request, act)}"


def _kept(request: HttpRequest, act: str = "") -> str:
    query: QueryDict = request.GET.copy()
    query.pop("viec", None)
    query.pop("trang", None)
    if act:
        query["viec"] = act
    return query.urlencode()


def list_url(request: HttpRequest) -> str:
    """Back to the list of dossiers with the same filters."""
    query = request.GET.copy()
    query.pop("viec", None)
    return f"{reverse('dossiers:dossier_list')}?{query.urlencode()}"
