"""Reception and appraisal of a whole hand-in on one screen: the lines, the open line with its papers, what to do.

GET with ?dong=code opens a line, ?giay=key one of its papers, ?viec=act the form of an act for that line (or for the
lines that ?chon names). POST does `viec` with the lines `dossier`; then the next line that waits is opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dossiers import clock
from dossiers.lifecycle import Act
from dossiers.models import Dossier
from dossiers.roles import Grant
from dossiers.vocabulary import Role
from workflow import composing, engine, rounds
from workflow.consultation import reading
from workflow.findings import Examined, examine_lines
from workflow.flows import claims
from workflow.forms import ActForm
from workflow.judging import ACTS
from workflow.models import Procedure
from workflow.views import sheet as sheets
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key
from workflow.views.lines import may_do

# What the office does with the lines, by step. The act that moves most of them comes first.
APPRAISAL = (
    "clear", "receive", "return_for_correction", "propose_ineligible", "declare_ineligible", "ask_consultation",
    "close_consultation", "post_publicly", "close_posting", "hold",
)
NODE_ACTS: dict[str, tuple[str, ...]] = {
    "receive": ("receive", "return_for_correction", "hold"), "appraise": APPRAISAL, "recheck": APPRAISAL,
}
# Done in place; the others have a form of their own to open first.
AT_ONCE = ("clear", "receive")
PAGE = 30
TALLEST = 14  # rows of a box in which a reason names many lines


@dataclass
class Asked:
    """The act that this request names, its form (bound if something was typed), the lines it is for, a refusal."""

    act: Act | None = None
    form: ActForm | None = None
    picks: Sequence[int] = ()
    refusal: Refusal | None = None
    key: str = field(default_factory=new_key)


def lines_page(
    request: HttpRequest, procedure: Procedure, rows: QuerySet[Dossier], *, grants: list[Grant], more: dict[str, Any]
) -> HttpResponse:
    """The page of `procedure` with these lines (those that the person may see); `more` goes to the template."""
    acts = [ACTS[name] for name in NODE_ACTS.get(procedure.node, ())]
    asked = _asked(request, acts, procedure)
    if request.method == "POST" and asked.form is not None and asked.form.is_bound and asked.form.is_valid():
        onward = _perform(request, procedure, rows, asked)
        if onward is not None:
            return onward
    dossiers = list(rows)
    found = list(examine_lines(dossiers, actor=request.user, at=clock.now()).values())
    sheet = _sheet(request, procedure, found, asked)
    about = _about(request, procedure, sheet, acts, asked, grants=grants)
    return render(request, "workflow/procedure.html", more | about, status=409 if asked.refusal else 200)


def _asked(request: HttpRequest, acts: Sequence[Act], procedure: Procedure) -> Asked:
    """Raises Http404 for an act that is none of this step."""
    name = request.POST.get("viec") or request.GET.get("viec") or ""
    if not name:
        return Asked()
    act = next((each for each in acts if each.name == name), None)
    if act is None:
        raise Http404
    typed = request.method == "POST" and ("bieu_mau" in request.POST or not _asks(act, procedure))
    form = ActForm(act, request.POST if typed else None, body_id=procedure.body_id)
    return Asked(act, form, chosen_ids(request.POST))


def _asks(act: Act, procedure: Procedure) -> bool:
    return bool(ActForm(act, body_id=procedure.body_id).fields)


def _perform(
    request: HttpRequest, procedure: Procedure, rows: QuerySet[Dossier], asked: Asked
) -> HttpResponse | None:
    """Try the act; the way to the next line if it was done. A refusal is put into `asked`."""
    act, form = asked.act, asked.form
    if act is None or form is None:
        return None
    order = list(rows)
    lines = [each for each in order if each.pk in set(asked.picks)]
    entries, asked.refusal = attempt(
        request,
        lambda: engine.perform(
            act.name, lines, actor=request.user, reason=form.reason, key=key_of(request),
            **_facts(request, form, lines),
        ),
        done=f"Đã ghi '{act.label}' cho {_named(lines)}.",
    )
    return None if entries is None else redirect(_onward(request, procedure, rows, order))


def _facts(request: HttpRequest, form: ActForm, lines: Sequence[Dossier]) -> dict[str, Any]:
    """What was typed; with `rieng` each of several lines is asked only for what it lacks itself."""
    if "rieng" not in request.POST or len(lines) < 2 or form.act.name != "return_for_correction":
        return form.facts
    found = list(examine_lines(lines, actor=request.user, at=clock.now()).values())
    facts = form.facts
    return facts | {"per": composing.per_line(found, fields=facts["fields"], papers=facts["papers"])}


def _named(lines: Sequence[Dossier]) -> str:
    return str(lines[0].nominee_name) if len(lines) == 1 else f"{len(lines)} hồ sơ"


def _onward(request: HttpRequest, procedure: Procedure, rows: QuerySet[Dossier], order: Sequence[Dossier]) -> str:
    """The address of the next line that waits after the one that was open."""
    page = reverse("workflow:work", args=[procedure.pk])
    procedure.refresh_from_db(fields=["node", "open"])
    left = {each.pk: each for each in rows.all() if sheets.waits(each, procedure.node, request.user)}
    current = next((each.pk for each in order if each.code == request.POST.get("dong")), None)
    following = sheets.following([each.pk for each in order], left, current)
    return page if following is None else f"{page}{sheets.address(dong=left[following].code)}#dong"


def _sheet(request: HttpRequest, procedure: Procedure, found: list[Examined], asked: Asked) -> sheets.Sheet:
    """The lines with the one that is open. Beside the form of an act lies one of the lines that it is for."""
    code = request.POST.get("dong") or request.GET.get("dong") or ""
    page = request.GET.get("trang", "")
    if not code and page.isdecimal() and found:
        code = Paginator(found, PAGE).get_page(page)[0].dossier.code
    current = sheets.find_line(found, code, node=procedure.node, reader=request.user)
    sheet = sheets.Sheet(procedure.node, found, current, request.user)
    asked.picks = list(asked.picks) or sheet.picked(request.GET.get("chon", ""))
    picked = [line for line in found if line.dossier.pk in set(asked.picks)]
    if asked.form is None or not picked or current in picked:
        return sheet
    return replace(sheet, current=picked[0])


def _about(
    request: HttpRequest, procedure: Procedure, sheet: sheets.Sheet, acts: Sequence[Act], asked: Asked, *,
    grants: list[Grant],
) -> dict[str, Any]:
    """For the template: the head, the list, the open line."""
    dossiers = [line.dossier for line in sheet.lines]
    open_acts = [act for act in acts if any(may_do(act, dossiers, request.user, grants=grants))]
    page = Paginator(sheet.lines, PAGE).get_page((sheet.place - 1) // PAGE + 1)
    here = {line.dossier.pk for line in page}
    return {
        "procedure": procedure, "sheet": sheet, "now": clock.now(), "claimant": claims.claimant(procedure),
        "acts": open_acts if procedure.open else [], "key": asked.key, "refusal": asked.refusal,
        "ticked": asked.picks,
        "edits_reasons": heads_office(procedure, grants),
        "page": page, "ticked_elsewhere": [pk for pk in asked.picks if pk not in here],
        "next_step": sheets.next_step(sheet, [act.name for act in open_acts]) if procedure.open else None,
        **_form(sheet, asked), **_line(request, procedure, sheet, open_acts, grants=grants),
    }


def heads_office(procedure: Procedure, grants: Sequence[Grant]) -> bool:
    """Whether the person may rewrite the reasons that the body of the procedure offers."""
    here = (Role.OFFICE_HEAD, procedure.body_id)
    return any((grant.role, grant.unit_id) == here and grant.acts is None for grant in grants)


def _form(sheet: sheets.Sheet, asked: Asked) -> dict[str, Any]:
    """The form that was asked for, with the lines it is for; unbound, it offers words made from the findings."""
    act, form = asked.act, asked.form
    if act is None or form is None:
        return {}
    current = [sheet.current] if sheet.current else []
    lines = [line for line in sheet.lines if line.dossier.pk in set(asked.picks)] or current
    if not form.is_bound:
        form.initial |= offered(act, form, lines)
    if "reason" in form.fields:
        form.fields["reason"].widget.attrs["rows"] = min(len(lines) + 4, TALLEST)
    return {"act": act, "form": form, "for_lines": lines}


def offered(act: Act, form: ActForm, lines: Sequence[Examined]) -> dict[str, Any]:
    """What the form of `act` may begin with for these lines: field → value."""
    if act.name == "clear":
        return {"opinion": composing.common_opinion(lines)}
    if act.name == "return_for_correction":
        papers = [code for code, _ in form.fields["papers"].choices]
        return {
            "reason": composing.reason_to_return(lines), "papers": composing.asked_papers(lines, papers),
            "fields": composing.asked_fields(lines),
        }
    if act.name == "propose_ineligible" and len(lines) == 1:
        return {"reason": composing.reason_for_ineligible(lines[0])}
    if act.name == "declare_ineligible":
        proposed = {line.dossier.ineligible_reason for line in lines}
        return {"reason": proposed.pop() if len(proposed) == 1 else ""}
    return {}


def _line(
    request: HttpRequest, procedure: Procedure, sheet: sheets.Sheet, acts: Sequence[Act], *, grants: list[Grant]
) -> dict[str, Any]:
    """The open line: what can be done with it, its papers, what was asked of it before."""
    if sheet.current is None:
        return {}
    dossier = sheet.current.dossier
    mine = sheets.line_acts(acts, dossier, request.user, grants=grants) if procedure.open else []
    papers = sheets.papers_beside(request, procedure, dossier, grants=grants)
    asked_before = rounds.of_dossier(dossier)
    names = [act.name for act in mine]
    return {
        "may_receive": "receive" in names, "opinion": _opinion(procedure, sheet.current) if "clear" in names else None,
        "line_acts": [act for act in mine if act.name not in AT_ONCE], "own": sheets.is_own(dossier, request.user),
        "own_sheet": any(sheets.is_own(line.dossier, request.user) for line in sheet.lines),
        "papers": papers, "paper": sheets.shown_paper(papers, request.GET.get("giay", "")),
        "opinions": reading.of_dossier(dossier, request.user, grants),
        "notes": sheets.notes_beside(request.user, procedure, dossier, grants=grants),
        "by_kind": {paper.paper_type.code: paper for paper in reversed(papers)}, "asked_before": asked_before,
    }


def _opinion(procedure: Procedure, line: Examined) -> ActForm:
    act = ACTS["clear"]
    return ActForm(act, body_id=procedure.body_id, initial={"opinion": composing.opinion(line)})
