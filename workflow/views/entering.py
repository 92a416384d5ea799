"""What the office enters: from a paper on behalf of a unit, compared by a second person; or as its own proposal."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import access, paper_checks, tables
from dossiers.administration import grants_here
from dossiers.models import Dossier, HandIn, Paper
from dossiers.views.editing import saved
from dossiers.views.listing import kept
from dossiers.vocabulary import HandInOrigin, Role, State
from workflow import entered, entering
from workflow.forms_entering import EnteredForm, OwnForm, SendBackForm
from workflow.tables import EnteredTable
from workflow.views.acting import Refusal, attempt, key_of, new_key


@require_safe
def entered_list(request: HttpRequest) -> HttpResponse:
    """What the own office has entered: what this person has to do about it, then all, the newest first or as the
    headings say."""
    table = tables.opened(EnteredTable(listed_entered(request)), request)
    to_do = entered.to_do(request.user, grants_here(request))
    about = {"table": table, "page": table.page, "kept": kept(request), "to_do": to_do}
    return render(request, "workflow/entered.html", about)


def listed_entered(request: HttpRequest) -> QuerySet[HandIn]:
    """All that the own office has entered, the newest first; raises Http404 for who is of no office."""
    return entered.entered(request.user, grants_here(request), _bodies(request)).order_by("-pk")


@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest) -> HttpResponse:
    """'Nhập hộ từ bản giấy'."""
    form = EnteredForm(request.POST or None, request.FILES or None, bodies=_bodies(request))
    hand_in = saved(request, form)
    if hand_in is None:
        return render(request, "workflow/entered_new.html", {"form": form, "paper": True})
    if hand_in.received_on and hand_in.received_on < hand_in.season.opens:
        day = f"{hand_in.season.opens:%d/%m/%Y}"
        messages.warning(request, f"Lưu ý: bản giấy nhận trước ngày mở {hand_in.season.title} ({day}).")
    if hand_in.dated and hand_in.received_on and hand_in.dated > hand_in.received_on:
        messages.warning(request, "Lưu ý: tờ trình ghi ngày sau ngày nhận; hãy xem lại hai ngày này.")
    messages.success(request, f"Đã lập tờ trình {hand_in.code}. Tiếp theo: nhập từng người, tập thể như bản giấy.")
    return redirect("dossiers:hand_in", hand_in.pk)


@require_http_methods(["GET", "POST"])
def own_new(request: HttpRequest) -> HttpResponse:
    """'Cơ quan tự đề nghị'."""
    form = OwnForm(request.POST or None, bodies=_bodies(request))
    hand_in = saved(request, form)
    if hand_in is None:
        return render(request, "workflow/entered_new.html", {"form": form, "paper": False})
    messages.success(request, f"Đã lập tờ trình {hand_in.code}. Tiếp theo: chọn người, tập thể được đề nghị.")
    return redirect("dossiers:hand_in", hand_in.pk)


@require_http_methods(["GET", "POST"])
def paper_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Scan and data side by side: ask for the second person, confirm, or send back."""
    seen = access.visible_hand_ins(request.user, grants=grants_here(request))
    rows = seen.filter(origin=HandInOrigin.PAPER, to_body__in=_bodies(request))
    sheet = get_object_or_404(rows.select_related("unit", "to_body", "season", "round", "created_by"), pk=pk)
    form = SendBackForm(request.POST if "tra" in request.POST else None)
    done, refusal = _answered(request, sheet, form) if request.method == "POST" else (False, None)
    if done:
        return redirect("dossiers:hand_in" if "chuyen" not in request.POST else "workflow:paper_check", pk)
    about = _about(request, sheet) | {"form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/paper_check.html", about, status=409 if refusal else 200)


def _answered(request: HttpRequest, sheet: HandIn, form: SendBackForm) -> tuple[bool, Refusal | None]:
    user, key = request.user, key_of(request)
    if "chuyen" in request.POST:
        done = "Đã chuyển. Một người khác của cơ quan đối chiếu rồi tờ trình mới gửi được."
        entries, refusal = attempt(request, lambda: entering.ask_check(sheet, actor=user, key=key), done=done)
    elif "dung" in request.POST:
        seen, done = request.POST.get("da_xem", ""), "Đã ghi: đã đối chiếu, đúng bản giấy."
        entries, refusal = attempt(request, lambda: entering.confirm(sheet, seen=seen, actor=user, key=key), done=done)
    elif form.is_valid():
        note, done = form.cleaned_data["note"], "Đã trả lại để sửa."
        entries, refusal = attempt(
            request, lambda: entering.send_back(sheet, note=note, actor=user, key=key), done=done
        )
    else:
        return False, None
    return entries is not None, refusal


def _about(request: HttpRequest, sheet: HandIn) -> dict[str, Any]:
    lines = list(
        Dossier.objects.filter(hand_in=sheet).select_related("nominee", "award", "deciding_body").order_by("pk")
    )
    drafts = [line for line in lines if line.state == State.DRAFT]
    check = paper_checks.newest(sheet)
    own = request.user.pk == (check and check.asked_by_id) or not paper_checks.checks_another(
        request.user, sheet, drafts
    )
    now = paper_checks.prints(sheet, drafts)
    papers = _papers(sheet, lines)
    shown = next((each for each in papers if str(each.pk) == request.GET.get("giay")), papers[0] if papers else None)
    return {
        "sheet": sheet, "lines": lines, "drafts": drafts, "check": check, "own": own, "papers": papers, "shown": shown,
        "print": now.all, "same": check is not None and now.seen_in(check),
        "stale": check is not None and not now.asked_in(check),
        "history": sheet.checks.select_related("asked_by", "answered_by"),
    }


def _papers(sheet: HandIn, lines: list[Dossier]) -> list[Paper]:
    """The current papers: those of the whole first, then each line's."""
    wanted = Q(hand_in=sheet) | Q(dossier__in=[line.pk for line in lines])
    rows = Paper.objects.filter(wanted, replaced=False).select_related("paper_type", "file", "dossier")
    return sorted(rows, key=lambda paper: (paper.hand_in_id is None, paper.paper_type.position, paper.pk))


def _bodies(request: HttpRequest) -> set[int]:
    """The bodies for whose office this person enters; Http404 for who is of no office."""
    grants = [grant for grant in grants_here(request) if grant.acts is None]
    bodies = access.places(grants, (Role.OFFICE,))
    if not bodies:
        raise Http404
    return bodies
