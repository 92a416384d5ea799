"""The grid of a draft: ticked and saved as one form, or box by box where scripts run."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from dossiers import access, drafting, queries, readiness, ticking
from dossiers.forms.nominee import NomineeForm
from dossiers.grid import Cell, Grid, grid_of
from dossiers.models import Dossier, HandIn
from dossiers.rules.objection import Objection, Refused
from dossiers.ticking import NotSaved, save_ticks
from dossiers.views.editing import editable_hand_in
from dossiers.vocabulary import Level

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Ticks:
    """What a form says: the cells ticked when the page was made (`was`) and those ticked now (`on`).

    Only the difference is saved, so that what somebody else ticked meanwhile stays."""

    was: Sequence[Cell]
    on: Sequence[Cell]

    @property
    def add(self) -> list[Cell]:
        return [cell for cell in self.on if cell not in set(self.was)]

    @property
    def remove(self) -> list[Cell]:
        return [cell for cell in self.was if cell not in set(self.on)]


@require_http_methods(FORM_METHODS)
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """People and collectives by awards; saving adds and removes lines, and enters whoever is written below."""
    hand_in = editable_hand_in(request, pk, check=drafting.check_may_add_lines)
    if isinstance(hand_in, HttpResponse):
        return hand_in
    adds_person = bool(request.POST.get("moi-name", "").strip() or "them_nguoi" in request.POST)
    form = NomineeForm(request.POST if adds_person else None, unit=hand_in.unit, prefix="moi")
    if request.method != "POST":
        return render(request, "dossiers/grid.html", _facts(request, hand_in, form))
    ticks = _ticks(hand_in, request.POST)
    refused = _save(request, hand_in, ticks, form if adds_person else None)
    if refused is None:
        return redirect(_address(request, hand_in))
    facts = _facts(request, hand_in, form, typed=ticks.on, refused=refused)
    return render(request, "dossiers/grid.html", facts, status=409 if refused.all or facts["full"] else 200)


@require_POST
def grid_cell(request: HttpRequest, pk: int) -> HttpResponse:
    """One box, as soon as it is changed: what changed with it on the page, or why it could not be saved."""
    hand_in = editable_hand_in(request, pk, check=drafting.check_may_add_lines)
    cell = Cell.read(request.POST.get("cell", ""))
    if isinstance(hand_in, HttpResponse) or cell is None:
        return HttpResponseClientRedirect(reverse("dossiers:hand_in", args=[pk]))
    on = str(cell) in request.POST.getlist("o")
    refused = _attempt(hand_in, Ticks([] if on else [cell], [cell] if on else []), request)
    facts = _facts(request, hand_in, NomineeForm(unit=hand_in.unit, prefix="moi"))
    facts["shown"] = [box for row in facts["grid"].rows for box in row.boxes if box.cell == cell]
    if refused is not None:
        facts |= _refused_box(facts["grid"], cell, refused)
    return render(request, "dossiers/_grid_saved.html", facts)


def _refused_box(read: Grid, cell: Cell, refused: Refused) -> dict[str, Any]:
    """The box as the database has it, with the reason; `full`: the lines that want to be deleted on their own page."""
    by_cell = refused.by_cell if isinstance(refused, NotSaved) else {}
    problems = [*refused.general, *(one for listed in by_cell.values() for one in listed)]
    marked = read.as_typed(read.ticked, {cell: problems})
    boxes = [box for row in marked.rows for box in row.boxes if box.cell == cell]
    return {"shown": boxes, "refused": True, "full": _full(refused)}


def _ticks(hand_in: HandIn, post: QueryDict) -> Ticks:
    was, on = _cells(post.get("was", "").split()), _cells(post.getlist("o"))
    return Ticks(ticking.entered(hand_in, was), ticking.entered(hand_in, on))


def _cells(written: Iterable[str]) -> list[Cell]:
    return [cell for cell in map(Cell.read, written) if cell is not None]


def _save(request: HttpRequest, hand_in: HandIn, ticks: Ticks, form: NomineeForm | None) -> Refused | None:
    """Save ticks and the person written below together, or neither."""
    if form is not None and not form.is_valid():
        return Refused()
    try:
        with transaction.atomic():
            new = form.enter() if form is not None else None
            done = save_ticks(
                hand_in, add=ticks.add, remove=_removed(request, hand_in, ticks), actor=request.user,
                sure="xoa" in request.POST,
            )
    except Refused as refused:
        return refused
    said = [f"thêm {len(done.added)} dòng"] if done.added else []
    said += [f"xóa {done.removed} dòng"] if done.removed else []
    said += [f"ghi “{new}” vào danh sách của đơn vị"] if new else []
    if said or "them_cap" not in request.POST:
        messages.success(request, f"Đã lưu: {', '.join(said)}." if said else "Đã lưu; bảng không có gì thay đổi.")
    return None


def _removed(request: HttpRequest, hand_in: HandIn, ticks: Ticks) -> list[Cell]:
    """What is to go; without the lines that hold something where the person said to keep those."""
    if "giu" not in request.POST:
        return ticks.remove
    kept = set(_cells(request.POST.get("giu", "").split()))
    return [cell for cell in ticks.remove if cell not in kept]


def _attempt(hand_in: HandIn, ticks: Ticks, request: HttpRequest) -> Refused | None:
    try:
        save_ticks(hand_in, add=ticks.add, remove=ticks.remove, actor=request.user)
    except Refused as refused:
        return refused
    return None


def _facts(
    request: HttpRequest, hand_in: HandIn, form: NomineeForm, *, typed: Collection[Cell] | None = None,
    refused: Refused | None = None,
) -> dict[str, Any]:
    lines = list(queries.lines_of(access.visible(request.user), hand_in))
    levels = [level for level in _asked(request) if level in Level.values]
    read = grid_of(hand_in, lines, levels=levels)
    was = read.ticked
    if typed is not None:
        problems: Mapping[Cell, Sequence[Objection]] = refused.by_cell if isinstance(refused, NotSaved) else {}
        was, read = _was(request), read.as_typed(set(typed), problems)
    common = [slot for slot in readiness.mark_papers(hand_in, lines) if slot.waits]
    return {
        "hand_in": hand_in, "grid": read, "was": " ".join(map(str, was)), "levels": levels, "form": form,
        "survey": readiness.mark(lines, request.user), "groups": readiness.grouped(lines), "refused": refused,
        "full": _full(refused) if refused else {}, "lines": lines, "common": common,
    }


def _asked(request: HttpRequest) -> list[str]:
    return [*request.POST.getlist("cap"), *request.POST.getlist("them_cap")] or request.GET.getlist("cap")


def _was(request: HttpRequest) -> list[Cell]:
    return _cells(request.POST.get("was", "").split())


def _full(refused: Refused) -> dict[str, Dossier]:
    return {str(cell): line for cell, line in refused.full.items()} if isinstance(refused, NotSaved) else {}


def _address(request: HttpRequest, hand_in: HandIn) -> str:
    query = QueryDict(mutable=True)
    query.setlist("cap", [level for level in _asked(request) if level in Level.values])
    asked = query.urlencode()
    return reverse("dossiers:grid", args=[hand_in.pk]) + (f"?{asked}" if asked else "")
