"""The pages on which a unit prepares a hand-in."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import access, clock, drafting, meetings, preparing, queries, readiness, roles, steps
from dossiers.forms.hand_in_filter import HandInFilter
from dossiers.forms.handin import HandInForm
from dossiers.forms.line import LineForm, MendForm
from dossiers.hand_in_rows import rows_of
from dossiers.mending import ABOUT_NOMINEE
from dossiers.models import Dossier, HandIn, User
from dossiers.roles import Grant
from dossiers.rules.objection import Refused
from dossiers.steps import Preparation
from dossiers.views.editing import editable_hand_in, editable_line, saved, seen_hand_in, sends, show_refusal
from dossiers.views.listing import kept
from dossiers.views.reports import report_page
from dossiers.vocabulary import UNIT_ROLES, Family, HandInKind, HandInOrigin, NomineeKind, Producer, Role, State

PER_PAGE = 30
AT_FIELD = {str(Family.SUBJECT): "nominee", str(Family.AUTHORITY): "award"}
FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def hand_in_list(request: HttpRequest) -> HttpResponse:
    """What units hand in and this person may see, newest first; those at home in a unit start a new one here."""
    grants = roles.grants_of(request.user)
    chosen = HandInFilter(request.GET, queries.hand_ins_for_list(access.visible_hand_ins(request.user, grants=grants)))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("trang"))
    may_begin = bool(access.places(grants, UNIT_ROLES))
    described = rows_of(list(page.object_list), access.as_shown(request.user, grants=grants), grants)
    facts = {"page": page, "rows": described, "may_begin": may_begin, "form": chosen.form}
    facts |= {"narrowed": chosen.narrows, "kept": kept(request)}
    facts["may_enter"] = bool(access.places(grants, (Role.OFFICE,)))
    return render(request, "dossiers/hand_in_list.html", facts)


@require_http_methods(FORM_METHODS)
def hand_in_new(request: HttpRequest) -> HttpResponse:
    """Begin a hand-in of one of the own units: a tờ trình, or with ?loai=kind a registration or a report."""
    units = access.places([grant for grant in roles.grants_of(request.user) if grant.acts is None], UNIT_ROLES)
    if not units:
        messages.error(request, "Chỉ người soạn hồ sơ hoặc thủ trưởng đơn vị lập tờ trình.")
        return redirect("dossiers:hand_in_list")
    form = HandInForm(request.POST or None, unit_ids=units, kind=request.GET.get("loai", ""))
    hand_in = saved(request, form)
    if hand_in is not None:
        messages.success(request, _begun(hand_in))
        return redirect("dossiers:hand_in", hand_in.pk)
    return render(request, "dossiers/hand_in_form.html", {"form": form, "kinds": HandInKind})


@require_http_methods(FORM_METHODS)
def hand_in_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a draft tờ trình says about all its lines."""
    hand_in = editable_hand_in(request, pk)
    if isinstance(hand_in, HttpResponse):
        return hand_in
    form = HandInForm(request.POST or None, hand_in=hand_in)
    if saved(request, form) is not None:
        messages.success(request, f"Đã lưu thông tin {hand_in.called.lower()}.")
        return redirect("dossiers:hand_in", hand_in.pk)
    return render(request, "dossiers/hand_in_form.html", {"form": form, "hand_in": hand_in})


@require_safe
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A tờ trình with its lines and papers: to be prepared, or to be read once it was sent. Other kinds have no lines
    and a page of their own."""
    grants = roles.grants_of(request.user)
    paper = seen_hand_in(request, pk, grants=grants)
    if not paper.proposes:
        return report_page(request, paper, grants=grants)
    lines = list(queries.lines_of(access.visible(request.user, grants=grants), paper))
    editable = drafting.may_edit(request.user, paper, grants=grants)
    open_ = editable or _left_behind(paper, lines, request.user, grants)
    facts: dict[str, Any] = {"hand_in": paper, "lines": lines, "editable": editable, "preparing": open_}
    common, meeting = readiness.mark_papers(paper, lines), meetings.meeting_of(paper)
    facts |= {"common": common, "meeting": meeting, "key": uuid.uuid4().hex, "now": clock.now()}
    facts |= {"head": sends(grants, paper, act=readiness.ACT), "drafts": _at_unit(paper, grants)}
    meetings.mark(lines)
    if open_:
        survey = readiness.mark(lines, request.user)
        facts["survey"] = survey
        facts |= _own_reports(lines)
        facts["steps"] = steps.steps_of(Preparation(paper, lines, survey, common, meeting))
    facts["groups"] = readiness.grouped(lines) if open_ else readiness.together(lines)
    return render(request, "dossiers/hand_in.html", facts)


@require_POST
def hand_in_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft without lines."""
    paper = editable_hand_in(request, pk)
    if isinstance(paper, HttpResponse):
        return paper
    try:
        drafting.remove_hand_in(paper, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("dossiers:hand_in", pk)
    messages.success(request, f"Đã xóa {paper.called.lower()} {paper.code}.")
    return redirect("dossiers:hand_in_list")


@require_http_methods(FORM_METHODS)
def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line; afterwards the next one, or back to the hand-in."""
    paper = editable_hand_in(request, pk, check=drafting.check_may_add_lines)
    if isinstance(paper, HttpResponse):
        return paper
    form = LineForm(request.POST or None, unit=paper.unit)
    if request.method == "POST" and form.is_valid() and _added(request, form, paper):
        again = "again" in request.POST
        return redirect("dossiers:line_add" if again else "dossiers:hand_in", paper.pk)
    return render(request, "dossiers/line_form.html", {"form": form, "hand_in": paper})


@require_http_methods(FORM_METHODS)
def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft line: who, what for, and the achievement; or the particulars of its nominee."""
    dossier = editable_line(request, pk)
    if isinstance(dossier, HttpResponse):
        return dossier
    about = "about" in request.POST
    form = LineForm(None if about else request.POST or None, unit=dossier.unit, dossier=dossier)
    nominee = _nominee_form(request.POST if about else None, dossier)
    changed = (about and _corrected(request, nominee, dossier)) or (not about and _changed(request, form, dossier))
    if changed:
        return redirect("dossiers:hand_in", dossier.hand_in_id)
    facts = {"form": form, "nominee_form": nominee, "hand_in": dossier.hand_in, "dossier": dossier}
    return render(request, "dossiers/line_form.html", facts)


@require_http_methods(FORM_METHODS)
def line_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a draft line with its papers."""
    dossier = editable_line(request, pk)
    if isinstance(dossier, HttpResponse):
        return dossier
    if request.method != "POST":
        return render(request, "dossiers/line_delete.html", {"dossier": dossier, "hand_in": dossier.hand_in})
    try:
        drafting.remove_draft(dossier, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Đã xóa dòng {dossier.nominee_name} – {dossier.award}.")
    back = "dossiers:grid" if request.GET.get("ve") == "bang" else "dossiers:hand_in"
    return redirect(back, dossier.hand_in_id)


def _left_behind(paper: HandIn, lines: list[Dossier], user: User, grants: list[Grant]) -> bool:
    """Whether drafts of this unit were left when the other lines were sent."""
    mine = preparing.may_change(user, paper, grants=grants)
    return mine and any(line.state == State.DRAFT for line in lines)


def _at_unit(paper: HandIn, grants: list[Grant]) -> bool:
    """Whether these are people of the proposing unit itself, who lay it before their head."""
    here = [grant for grant in grants if grant.unit_id == paper.unit_id and grant.acts is None]
    return paper.origin == HandInOrigin.UNIT and any(grant.role in UNIT_ROLES for grant in here)


def _own_reports(lines: list[Dossier]) -> dict[str, Any]:
    """Whose report is written by the nominee, and how many nominees could still be asked."""
    drafts = [line for line in lines if line.state == State.DRAFT]
    asked = [line for line in drafts if line.report_asked_at is not None]
    silent = [line for line in drafts if line.report_asked_at is None and line.nominee.user_id is not None]
    return {"own_asked": asked, "own_to_ask": sum(any(_own_kind(slot) for slot in line.slots) for line in silent)}


def _own_kind(slot: readiness.Slot) -> bool:
    return slot.need is not None and slot.need.producer == Producer.NOMINEE


def _begun(hand_in: HandIn) -> str:
    then = "lập danh sách người, tập thể được đề nghị" if hand_in.proposes else "đính kèm giấy tờ nếu có, rồi gửi"
    return f"Đã lập {hand_in.called.lower()} {hand_in.code}. Tiếp theo: {then}."


def _added(request: HttpRequest, form: LineForm, paper: HandIn) -> bool:
    try:
        # A refused line leaves no new nominee behind.
        with transaction.atomic():
            dossier = drafting.add_lines(paper, [form.line()], actor=request.user)[0]
    except Refused as refused:
        show_refusal(form, refused, at=AT_FIELD)
        return False
    messages.success(request, f"Đã thêm {dossier.nominee_name} – {dossier.award}.")
    return True


def _changed(request: HttpRequest, form: LineForm, dossier: Dossier) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            line = form.line()
            drafting.change_line(
                dossier, nominee=line.nominee, award=line.award, deciding_body=line.deciding_body,
                achievement=line.achievement, actor=request.user,
            )
    except Refused as refused:
        show_refusal(form, refused, at=AT_FIELD)
        return False
    messages.success(request, f"Đã lưu dòng {line.nominee} – {line.award}.")
    return True


def _nominee_form(data: Any, dossier: Dossier) -> MendForm:
    kind = dossier.nominee.kind
    allowed = {NomineeKind.PERSON: ABOUT_NOMINEE, NomineeKind.UNIT: ()}.get(kind, ("nominee_name",))
    return MendForm(data, dossier=dossier, allowed=allowed, prefix="nominee")


def _corrected(request: HttpRequest, form: MendForm, dossier: Dossier) -> bool:
    if not form.is_valid():
        return False
    try:
        drafting.change_nominee(dossier, form.changes(), actor=request.user)
    except Refused as refused:
        show_refusal(form, refused, at={})
        return False
    messages.success(request, f"Đã lưu thông tin của {form.changes().get('nominee_name', dossier.nominee_name)}.")
    return True
