"""Postings at the office: their list, the page of one, comments received, the end with its result, the notice."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import clock
from dossiers.administration import grants_here
from dossiers.documents.words import letterhead
from dossiers.models import Dossier
from dossiers.views.papers import serve
from dossiers.vocabulary import State
from workflow import extensions
from workflow.forms_decision import ScanForm
from workflow.forms_posting import AnswerForm, CommentForm, ExtendForm, ResultForm
from workflow.journal_models import SubjectKind
from workflow.posting import attaching, extending, listing, needs, periods, recording, results
from workflow.posting.models import Posting, PostingComment
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key
from workflow.views.dossier import find as find_dossier

PAGE = 30


@require_safe
def posting_list(request: HttpRequest) -> HttpResponse:
    """Lists of the own body: those that are public first, then the newest."""
    grants = grants_here(request)
    seen = listing.visible(grants)
    ended = request.GET.get("muc") == "da-ket-thuc"
    rows = listing.counted(seen.filter(closed_at__isnull=not ended)).order_by("-from_on", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    if not listing.reads_lists(grants):
        raise Http404
    return render(request, "workflow/postings.html", {"page": page, "ended": ended, "now": clock.now()})


@require_safe
def posting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it hangs, until when, what was said, and what to do next."""
    return show(request, find(request, pk))


@require_POST
def comment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a comment that the office received."""
    posting = find(request, pk)
    form = CommentForm(request.POST, posting=posting)
    if not form.is_valid():
        return show(request, posting, comment_form=form)
    _, refusal = attempt(
        request,
        lambda: recording.note_comment(posting, actor=request.user, key=key_of(request), **form.cleaned_data),
        done="Đã ghi ý kiến.",
    )
    return show(request, posting, refusal=refusal, comment_form=form) if refusal else _back(posting, "#y-kien")


@require_POST
def comment_answer(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Note what came of a comment."""
    posting = find(request, pk)
    rows = listing.comments(request.user, posting, grants_here(request))
    comment: PostingComment = get_object_or_404(rows, pk=comment_pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, posting, answering=comment.pk)
    answer = form.cleaned_data["answer"]
    _, refusal = attempt(
        request,
        lambda: recording.answer_comment(comment, actor=request.user, answer=answer, key=key_of(request)),
        done="Đã ghi kết quả xem xét.",
    )
    return show(request, posting, refusal=refusal) if refusal else _back(posting, "#y-kien")


@require_POST
def posting_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the posting of the lines that are still on it, with its result."""
    posting = find(request, pk)
    form = ResultForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, posting, result_form=form)
    lines = _shown(posting, chosen_ids(request.POST))
    _, refusal = attempt(
        request,
        lambda: recording.close(posting, lines, actor=request.user, key=key_of(request), **form.about),
        done=f"Đã kết thúc công khai {len(lines)} hồ sơ; việc thẩm định tiếp tục.",
    )
    return show(request, posting, refusal=refusal, result_form=form) if refusal else _back(posting)


@require_POST
def posting_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the list hang longer."""
    posting, form = find(request, pk), ExtendForm(request.POST)
    if not form.is_valid():
        return show(request, posting, extend_form=form)
    _, refusal = attempt(
        request,
        lambda: extending.extend(posting, actor=request.user, key=key_of(request), **form.cleaned_data),
        done="Đã gia hạn công khai.",
    )
    return show(request, posting, refusal=refusal, extend_form=form) if refusal else _back(posting)


@require_POST
def posting_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the signed result to an ended posting."""
    posting = find(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, posting, scan_form=form)
    scan, name = form.cleaned_data["scan"]
    _, refusal = attempt(
        request,
        lambda: recording.keep_result(posting, scan=scan, name=name, actor=request.user, key=key_of(request)),
        done="Đã đính kèm kết quả công khai.",
    )
    return show(request, posting, refusal=refusal, scan_form=form) if refusal else _back(posting)


@require_safe
def posting_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed result, for those who may read the page."""
    posting = find(request, pk)
    if posting.scan is None:
        raise Http404
    return serve(posting.scan, posting.scan_name)


@require_http_methods(["GET", "POST"])
def dossier_posting_result(request: HttpRequest, code: str) -> HttpResponse:
    """Attach the signed result of a posting held elsewhere to a dossier and the others on its paper that lack it."""
    dossier = find_dossier(request, code)
    if not attaching.may_attach(dossier, grants_here(request)):
        raise Http404
    lines, form = attaching.wanting(dossier), ScanForm(request.POST or None, request.FILES or None)
    about: dict[str, Any] = {
        "dossier": dossier, "lines": lines, "form": form, "key": new_key(), "picked": [line.pk for line in lines],
    }
    if request.method == "POST":
        about["picked"] = chosen_ids(request.POST)
        if form.is_valid():
            about["refusal"] = _attach_result(request, [line for line in lines if line.pk in about["picked"]], form)
            if about["refusal"] is None:
                return redirect("workflow:dossier", code)
    return render(request, "workflow/posting_result.html", about, status=409 if about.get("refusal") else 200)


def _attach_result(request: HttpRequest, picked: list[Dossier], form: ScanForm) -> Refusal | None:
    scan, name = form.cleaned_data["scan"]
    _, refusal = attempt(
        request, lambda: attaching.attach(picked, scan=scan, name=name, actor=request.user, key=key_of(request)),
        done=f"Đã đính kèm kết quả công khai cho {len(picked)} hồ sơ.",
    )
    return refusal


@require_safe
def posting_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to print, sign and hang on a notice board."""
    posting = find(request, pk)
    lines = [line for line in listing.lines(posting) if line.left_at is None]
    about = {"posting": posting, "lines": lines, "head": letterhead(posting.body, day=posting.from_on),
             "period": periods.of(posting)}
    return render(request, "workflow/posting_notice.html", about)


@require_safe
def posting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the posting, to print and sign: for its office, once the least period is over; what was said is
    counted, never told. Who is proposed on the list has others do it."""
    posting = find(request, pk)
    grants = grants_here(request)
    if not listing.works_on(posting, grants) or not _is_over(posting) or recording.has_own_line(request.user, posting):
        raise Http404
    lines = [line for line in listing.lines(posting) if line.left_by in ("", needs.CLOSED)]
    day = timezone.localdate(posting.closed_at or clock.now())
    about = {
        "posting": posting, "lines": lines, "period": periods.of(posting), "head": letterhead(posting.body, day=day),
        "until": day, "result": posting.result or results.usual(list(listing.comments(request.user, posting, grants))),
    }
    return render(request, "workflow/posting_minutes.html", about)


def _is_over(posting: Posting) -> bool:
    return posting.due_at is None or posting.due_at < clock.now()


def find(request: HttpRequest, pk: int) -> Posting:
    """The posting for the people of its body and inspectors; raises Http404 otherwise."""
    return get_object_or_404(listing.visible(grants_here(request)).select_related("scan", "closed_by"), pk=pk)


def show(
    request: HttpRequest, posting: Posting, *, refusal: Refusal | None = None, comment_form: CommentForm | None = None,
    result_form: ResultForm | None = None, scan_form: ScanForm | None = None, extend_form: ExtendForm | None = None,
    answering: int | None = None,
) -> HttpResponse:
    """The page, with what was typed in this request still in its fields."""
    grants = grants_here(request)
    lines = list(listing.lines(posting))
    works = listing.works_on(posting, grants)
    own = any(line.dossier.nominee.user_id == request.user.pk for line in lines)
    comments = list(listing.comments(request.user, posting, grants))
    about: dict[str, Any] = {
        "posting": posting, "period": periods.of(posting), "now": clock.now(), "refusal": refusal, "key": new_key(),
        "lines": [line for line in lines if line.left_at is None], "comments": comments, "works": works, "own": own,
        "left": [line for line in lines if line.left_at is not None],
        "over": _is_over(posting), "answering": answering,
        "until": timezone.localdate(posting.due_at) if posting.due_at else None,
        "open_comments": [each for each in comments if each.answered_at is None],
        "comment_form": comment_form or CommentForm(posting=posting), "scan_form": scan_form or ScanForm(),
        "extend_form": extend_form or ExtendForm(),
        "extensions": extensions.of(posting, SubjectKind.POSTING, extending.DEED),
        "result_form": result_form or ResultForm(initial={"result": results.usual(comments)}),
    }
    return render(request, "workflow/posting.html", about, status=409 if refusal else 200)


def _shown(posting: Posting, picked: list[int]) -> list[Dossier]:
    rows = Dossier.objects.filter(posting_lines__posting=posting, posting_lines__left_at=None, state=State.POSTED)
    return list(rows.filter(pk__in=picked).order_by("pk"))


def _back(posting: Posting, anchor: str = "") -> HttpResponse:
    response = redirect("workflow:posting", posting.pk)
    response["Location"] += anchor
    return response
