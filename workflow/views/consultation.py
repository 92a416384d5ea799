"""A consultation: its list, its page for those who ask, and the page on which an addressee answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import clock
from dossiers.administration import grants_here
from dossiers.paging import CountedUpTo
from dossiers.views.papers import serve
from dossiers.vocabulary import Role, State
from workflow import extensions
from workflow.consultation import answering, closing, missing, reading
from workflow.forms_consultation import HELD_BACK, AnswerSheet, EndForm, ExtendForm, NumberForm, PaperForm
from workflow.journal_models import SubjectKind
from workflow.models import Addressee, Answer, Consultation, ConsultationItem
from workflow.views.acting import Refusal, attempt, key_of, new_key

PAGE = 30
CHOICES = [(each.value, each.label) for each in answering.GIVEN]


def visible_letters(request: HttpRequest) -> QuerySet[Consultation]:
    """The letters whose page this person may read, as one of those who ask."""
    return reading.letters(grants_here(request))


@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    """The letters of the body, those under way first by their terms, then the closed ones."""
    live = Count("items", filter=Q(items__ended_at__isnull=True), distinct=True)
    rows = visible_letters(request).annotate(
        count=Count("items", distinct=True), live=live, asked=Count("addressees", distinct=True)
    )
    page = CountedUpTo(rows.order_by("closed_at", "due_at", "-pk"), PAGE).get_page(request.GET.get("trang"))
    return render(request, "workflow/consultations.html", {"page": page, "now": clock.now()})


@require_safe
def consultation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who ask: lines and answers; who only answers is led to the own page."""
    letter = visible_letters(request).filter(pk=pk).first()
    if letter is None:
        mine = reading.asked_at(grants_here(request)).filter(consultation=pk).order_by("pk").first()
        if mine is None:
            raise Http404
        return redirect("workflow:consultation_answer", mine.pk)
    return show(request, letter)


def show(
    request: HttpRequest, letter: Consultation, refusal: Refusal | None = None, **typed: forms.Form
) -> HttpResponse:
    """The page of the letter, with what was typed in this request still in its fields."""
    addressees = list(letter.addressees.select_related("unit"))
    lines = list(reading.lines_of(letter).values_list("pk", "ended_at", "dossier__state"))
    page = Paginator([pk for pk, _, _ in lines], PAGE).get_page(request.GET.get("trang"))
    page.object_list = list(reading.lines_of(letter).filter(pk__in=page.object_list))
    asked = [pk for pk, at, state in lines if at is None and state == State.CONSULTING]
    gaps = missing.of_letter(asked, addressees)
    silent = list(dict.fromkeys(gap.name for gap in gaps))
    here = {grant.role for grant in grants_here(request) if grant.unit_id == letter.body_id}
    waiting: dict[int, int] = {}
    for gap in gaps:
        waiting[gap.addressee] = waiting.get(gap.addressee, 0) + 1
    about: dict[str, Any] = {
        "letter": letter, "page": page, "rows": _rows(request, list(page), addressees), "addressees": addressees,
        "waiting": waiting, "silent": silent, "on_paper": [
            each for each in addressees if each.unit_id is None and each.pk in waiting
        ], "now": clock.now(), "key": new_key(), "refusal": refusal,
        "held": sum(at is None and state == State.ON_HOLD for _, at, state in lines),
        "open": letter.closed_at is None, "works": Role.OFFICE in here,
        "numbers": bool({Role.OFFICE, Role.CLERK} & here),
        "late": letter.due_at is not None and letter.due_at < clock.now(),
        "extensions": extensions.of(letter, SubjectKind.CONSULTATION, closing.EXTEND),
        "end_form": typed.get("end") or EndForm(), "extend_form": typed.get("extend") or ExtendForm(),
        "number_form": typed.get("number") or NumberForm(),
    }
    return render(request, "workflow/consultation.html", about, status=409 if refusal else 200)


def _rows(
    request: HttpRequest, items: Sequence[ConsultationItem], addressees: Sequence[Addressee]
) -> list[dict[str, Any]]:
    """The lines with the answer of each addressee; of the own line nothing is told."""
    answers = reading.answers_on(items)
    return [
        {
            "item": item, "own": item.dossier.nominee.user_id == request.user.pk,
            "cells": [(each, answers.get((item.pk, each.pk))) for each in addressees],
        }
        for item in items
    ]


@require_http_methods(["GET", "POST"])
def consultation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An addressee reads the question and who is proposed, and answers all lines at once, some of them apart."""
    addressee = get_object_or_404(reading.asked_at(grants_here(request)), pk=pk)
    items = _to_answer(request, addressee)
    sheet = AnswerSheet(request.POST, items)
    refusal = None
    if request.method == "POST":
        entries, refusal = attempt(
            request,
            lambda: answering.answer(addressee, sheet.choices, actor=request.user, key=key_of(request)),
            done=f"Đã gửi ý kiến về {len(sheet.choices)} hồ sơ. Có thể sửa cho tới khi việc lấy ý kiến kết thúc.",
        )
        if entries is not None:
            return redirect("workflow:consultation_answer", pk)
    about = {"addressee": addressee, "letter": addressee.consultation, "refusal": refusal, "key": new_key()}
    page = about | _answering(request, addressee, items, sheet)
    return render(request, "workflow/consultation_answer.html", page, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def consultation_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The office records what an addressee answered on paper, for many lines at once."""
    addressee = get_object_or_404(Addressee.objects.select_related("unit"), pk=pk)
    letter = get_object_or_404(visible_letters(request), pk=addressee.consultation_id)
    if not _works_at(request, letter):
        raise Http404
    items = [item for item in _live(letter) if item.dossier.nominee.user_id != request.user.pk]
    form, sheet = PaperForm(request.POST or None, request.FILES or None), AnswerSheet(request.POST, items)
    refusal = None
    if request.method == "POST" and form.is_valid():
        entries, refusal = attempt(
            request,
            lambda: answering.record(
                addressee, sheet.choices, paper=form.paper, actor=request.user, key=key_of(request)
            ),
            done=f"Đã ghi nhận ý kiến của {addressee} về {len(sheet.choices)} hồ sơ.",
        )
        if entries is not None:
            return redirect("workflow:consultation", letter.pk)
    about = {"addressee": addressee, "letter": letter, "refusal": refusal, "key": new_key(), "form": form}
    page = about | _answering(request, addressee, items, sheet)
    return render(request, "workflow/consultation_record.html", page, status=409 if refusal else 200)


@require_POST
def consultation_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The office ends the asking."""
    letter, form = _of_the_office(request, pk), EndForm(request.POST)
    if not form.is_valid():
        return show(request, letter, end=form)
    _, refusal = attempt(
        request,
        lambda: closing.close(
            letter, actor=request.user, reason=form.cleaned_data["reason"], key=key_of(request)
        ),
        done="Đã kết thúc lấy ý kiến; các hồ sơ trở lại thẩm định.",
    )
    return show(request, letter, refusal, end=form) if refusal else redirect("workflow:consultation", pk)


@require_POST
def consultation_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """The office gives the addressees more time."""
    letter, form = _of_the_office(request, pk), ExtendForm(request.POST)
    if not form.is_valid():
        return show(request, letter, extend=form)
    _, refusal = attempt(
        request, lambda: closing.extend(letter, actor=request.user, key=key_of(request), **form.cleaned_data),
        done="Đã gia hạn trả lời; nơi được hỏi trên hệ thống được báo hạn mới.",
    )
    return show(request, letter, refusal, extend=form) if refusal else redirect("workflow:consultation", pk)


@require_POST
def consultation_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and day of the letter, from the register of outgoing papers."""
    letter, form = get_object_or_404(visible_letters(request), pk=pk), NumberForm(request.POST)
    if not form.is_valid():
        return show(request, letter, number=form)
    _, refusal = attempt(
        request, lambda: closing.number(letter, actor=request.user, key=key_of(request), **form.cleaned_data),
        done="Đã ghi số, ngày của văn bản lấy ý kiến.",
    )
    return show(request, letter, refusal, number=form) if refusal else redirect("workflow:consultation", pk)


@require_safe
def answer_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of an answer, for those who read the letter; never for the nominee it is about."""
    letters = visible_letters(request).values("pk")
    rows = Answer.objects.filter(addressee__consultation__in=letters, scan__isnull=False).select_related("scan")
    answer = get_object_or_404(rows.exclude(item__dossier__nominee__user=request.user), pk=pk)
    if answer.scan is None:
        raise Http404
    return serve(answer.scan, answer.scan_name)


def _of_the_office(request: HttpRequest, pk: int) -> Consultation:
    """The letter, for people of the body that asks; others are told by the door why not."""
    return get_object_or_404(visible_letters(request), pk=pk)


def _works_at(request: HttpRequest, letter: Consultation) -> bool:
    return any(grant.role == Role.OFFICE and grant.unit_id == letter.body_id for grant in grants_here(request))


def _live(letter: Consultation) -> QuerySet[ConsultationItem]:
    return reading.lines_of(letter).filter(ended_at__isnull=True, dossier__state=State.CONSULTING)


def _to_answer(request: HttpRequest, addressee: Addressee) -> list[ConsultationItem]:
    """The lines the addressee is asked about now; not the own line of who answers."""
    return list(_live(addressee.consultation).exclude(dossier__nominee__user=request.user))


def _answering(
    request: HttpRequest, addressee: Addressee, items: Sequence[ConsultationItem], sheet: AnswerSheet
) -> dict[str, Any]:
    """The lines with what this addressee said before and what was typed now. What was said before stays as it is unless
    it is changed there; only where the same was said of all lines a common opinion changes all."""
    given = {row.item_id: row for row in Answer.objects.filter(addressee=addressee, item__in=items, current=True)}
    alike = len(given) == len(items) and len({(row.opinion, row.text) for row in given.values()}) == 1
    rows = [
        {
            "item": item, "answer": given.get(item.pk), "text": request.POST.get(f"noi-dung-{item.pk}", ""),
            "choice": request.POST.get(f"y-kien-{item.pk}", HELD_BACK if item.pk in given and not alike else ""),
        }
        for item in items
    ]
    return {
        "rows": rows, "sheet": sheet, "choices": CHOICES, "now": clock.now(), "answered": len(given), "alike": alike,
        "open": addressee.consultation.closed_at is None, "over": _is_over(addressee.consultation),
    }


def _is_over(letter: Consultation) -> bool:
    """Whether silence has counted as consent already: nobody answers any more, the system is about to close it."""
    return letter.silence_means_go and letter.due_at is not None and letter.due_at < clock.now()
