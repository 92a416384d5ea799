"""Papers that ask this body about people: the list, a new one, its page from the draft to the reply sent."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import access, clock
from dossiers.administration import grants_here
from dossiers.documents.kinds import DocumentKind
from dossiers.models import Unit
from dossiers.paging import CountedUpTo
from dossiers.views.documents import paper
from dossiers.views.papers import serve
from dossiers.vocabulary import Role
from workflow import extensions
from workflow.documents import enquiries as documents
from workflow.enquiry import extending, known, replying
from workflow.enquiry.models import Enquiry, EnquiryLine, Standing
from workflow.forms_enquiry import EnquiryForm, GiveBackForm, MoreTimeForm, ReplySheet, SendForm
from workflow.journal_models import SubjectKind
from workflow.views.acting import Refusal, attempt, key_of, new_key

PAGE = 30
REPLIED = (Standing.APPROVED, Standing.SENT)


def visible_enquiries(request: HttpRequest) -> QuerySet[Enquiry]:
    """Those of the bodies at which this person works; an inspector reads all."""
    grants = grants_here(request)
    rows = Enquiry.objects.select_related("body", "entered_by", "laid_by", "approved_by", "scan")
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(body__in=access.places(grants, access.BODY_ROLES))


@require_safe
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """What waits for a reply first, by its term; then what was answered, the newest first."""
    rows = visible_enquiries(request).annotate(count=Count("lines"))
    ordered = rows.order_by(
        F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "-received_on", "-pk"
    )
    page = CountedUpTo(ordered, PAGE).get_page(request.GET.get("trang"))
    offices = access.places(grants_here(request), (Role.OFFICE,))
    bodies = Unit.objects.filter(pk__in=offices).order_by("code")
    return render(request, "workflow/enquiries.html", {"page": page, "now": clock.now(), "bodies": bodies})


@require_http_methods(["GET", "POST"])
def enquiry_new(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Enter a paper that came to this body."""
    body = get_object_or_404(Unit, code=unit_code)
    if body.pk not in access.places(grants_here(request), (Role.OFFICE,)):
        raise Http404
    form, refusal = EnquiryForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        enquiry, refusal = attempt(
            request,
            lambda: replying.enter(
                body, form.paper, form.cleaned_data["people"], actor=request.user, key=key_of(request)
            ),
            done="Đã nhập văn bản hỏi ý kiến. Soạn trả lời cho từng trường hợp.",
        )
        if enquiry is not None:
            return redirect("workflow:enquiry", enquiry.pk)
    about = {"body": body, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/enquiry_new.html", about, status=409 if refusal else 200)


@require_safe
def enquiry_page(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find(request, pk))


def find(request: HttpRequest, pk: int) -> Enquiry:
    """The enquiry if this person may read it; raises Http404 otherwise."""
    return get_object_or_404(visible_enquiries(request), pk=pk)


def show(
    request: HttpRequest, enquiry: Enquiry, refusal: Refusal | None = None, *, saved: bool = False, **typed: forms.Form
) -> HttpResponse:
    """The page of an enquiry: what to do, the paper, the people with what is known of them and the answers; `saved`:
    what was typed is kept although the next step was refused."""
    grants = grants_here(request)
    here = {grant.role for grant in grants if grant.unit_id == enquiry.body_id}
    lines = list(enquiry.lines.select_related("nominee"))
    found = known.of_lines(lines, request.user, grants=grants)
    drafts = Role.OFFICE in here and enquiry.standing == Standing.DRAFTING
    rows = [_row(request, line, found[line.pk], typing=drafts) for line in lines]
    own = any(row["own"] for row in rows)
    heads = Role.OFFICE_HEAD in here and enquiry.standing == Standing.LAID
    about: dict[str, Any] = {
        "enquiry": enquiry, "rows": rows, "refusal": refusal, "saved": saved, "key": new_key(), "now": clock.now(),
        "prints": enquiry.standing in REPLIED and not own,
        "opinions": EnquiryLine.Opinion.choices, "unanswered": sum(not line.opinion for line in lines),
        "drafts": drafts, "approves": heads and not own, "leaves_it": heads and own,
        "sends": bool({Role.OFFICE, Role.CLERK} & here) and enquiry.standing == Standing.APPROVED,
        "extends": Role.OFFICE in here and enquiry.due_at is not None,
        "extensions": extensions.of(enquiry, SubjectKind.ENQUIRY, extending.DEED),
        "back_form": typed.get("back") or GiveBackForm(), "send_form": typed.get("send") or SendForm(),
        "more_form": typed.get("more") or MoreTimeForm(),
    }
    return render(request, "workflow/enquiry.html", about, status=409 if refusal else 200)


def _row(request: HttpRequest, line: EnquiryLine, found: list[known.Known], *, typing: bool) -> dict[str, Any]:
    """A line with what is known; on the own line nothing of the answer is shown."""
    typed = request.POST if typing else {}
    return {
        "line": line, "known": found,
        "own": any(each.nominee.user_id == request.user.pk for each in found),
        "opinion": typed.get(f"y-kien-{line.pk}", line.opinion), "text": typed.get(f"noi-dung-{line.pk}", line.text),
        "whom": typed.get(f"nguoi-{line.pk}", str(line.nominee_id or "")),
    }


@require_POST
def enquiry_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the answers, or save them and lay them before the head ('trinh')."""
    enquiry = find(request, pk)
    lines = list(enquiry.lines.all())
    found = known.of_lines(lines, request.user, grants=grants_here(request))
    offered = {line.pk: {each.nominee.pk for each in found[line.pk]} for line in lines}
    own = {line.pk for line in lines if any(each.nominee.user_id == request.user.pk for each in found[line.pk])}
    sheet = ReplySheet(request.POST, [line for line in lines if line.pk not in own], offered)
    _, refusal = attempt(
        request, lambda: replying.draft(enquiry, sheet.replies, actor=request.user, key=key_of(request)),
        done="Đã lưu nội dung trả lời.",
    )
    if refusal is None and "trinh" in request.POST:
        _, refusal = attempt(
            request, lambda: replying.lay(enquiry, actor=request.user), done="Đã trình duyệt trả lời."
        )
        return show(request, find(request, pk), refusal, saved=True) if refusal else redirect("workflow:enquiry", pk)
    return show(request, enquiry, refusal) if refusal else redirect("workflow:enquiry", pk)


@require_POST
def enquiry_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of the office confirms, or gives the draft back with a word."""
    enquiry = find(request, pk)
    if "tra-lai" not in request.POST:
        return _step(
            request, enquiry, lambda: replying.approve(enquiry, actor=request.user, key=key_of(request)),
            "Đã duyệt trả lời; văn phòng in, trình ký và gửi đi.",
        )
    form = GiveBackForm(request.POST)
    if not form.is_valid():
        return show(request, enquiry, back=form)
    return _step(
        request, enquiry,
        lambda: replying.give_back(enquiry, actor=request.user, key=key_of(request), **form.cleaned_data),
        "Đã trả lại để sửa.", back=form,
    )


@require_POST
def enquiry_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """The sender has given more time: until when, by which paper."""
    enquiry, form = find(request, pk), MoreTimeForm(request.POST)
    if not form.is_valid():
        return show(request, enquiry, more=form)
    return _step(
        request, enquiry, lambda: extending.extend(enquiry, form.granted, actor=request.user, key=key_of(request)),
        "Đã ghi gia hạn trả lời.", more=form,
    )


@require_POST
def enquiry_send(request: HttpRequest, pk: int) -> HttpResponse:
    """The reply has gone out: its number and day."""
    enquiry, form = find(request, pk), SendForm(request.POST)
    if not form.is_valid():
        return show(request, enquiry, send=form)
    return _step(
        request, enquiry, lambda: replying.send(enquiry, actor=request.user, key=key_of(request), **form.cleaned_data),
        "Đã ghi số văn bản trả lời; việc này đã xong.", send=form,
    )


def _step(
    request: HttpRequest, enquiry: Enquiry, work: Callable[[], Any], done: str, **typed: forms.Form
) -> HttpResponse:
    _, refusal = attempt(request, work, done=done)
    if refusal:
        return show(request, find(request, enquiry.pk), refusal, **typed)
    return redirect("workflow:enquiry", enquiry.pk)


@require_safe
def enquiry_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it came."""
    enquiry = find(request, pk)
    return serve(enquiry.scan, enquiry.scan_name)


@require_safe
def reply_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The reply as DOCX, once the head of the office has approved it."""
    enquiry = find(request, pk)
    found = known.of_lines(list(enquiry.lines.all()), request.user, grants=grants_here(request))
    about_reader = any(each.nominee.user_id == request.user.pk for listed in found.values() for each in listed)
    if about_reader or enquiry.standing not in REPLIED:
        raise Http404
    return paper(request, DocumentKind.REPLY, documents.values_of(enquiry), name=documents.name_of(enquiry))
