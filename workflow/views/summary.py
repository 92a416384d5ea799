"""Bảng tổng hợp across units with its files, báo cáo thẩm định, thông báo kết quả."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dossiers import access, clock
from dossiers.administration import grants_here
from dossiers.documents import handin
from dossiers.documents.kinds import DocumentKind, file_name
from dossiers.exporting import MEDIA_TYPE
from dossiers.models import Dossier, Unit
from dossiers.views.documents import paper
from dossiers.views.editing import seen_hand_in
from dossiers.vocabulary import Role
from workflow.consultation import reading
from workflow.documents import appraisals, results, summary
from workflow.forms_summary import SummaryFilter
from workflow.models import Session
from workflow.views.council import find_session

MOST_ON_PAPER = 2000


def may_summarise(request: HttpRequest, body_id: int) -> bool:
    """Whether this person has a post at the body, or inspects."""
    grants = grants_here(request)
    return body_id in access.places(grants, access.BODY_ROLES) or bool(access.places(grants, (Role.INSPECTOR,)))


@require_safe
def summary_page(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Units by awards, with the filter and the files."""
    body, form, rows = _asked(request, unit_code)
    matrix = summary.matrix_of(rows)
    about = {
        "body": body, "form": form, "matrix": matrix, "in_short": summary.in_short(matrix),
        "on_paper": 0 < matrix.total.whole <= MOST_ON_PAPER, "most": MOST_ON_PAPER,
    }
    return render(request, "workflow/summary.html", about)


@require_safe
def summary_workbook(request: HttpRequest, unit_code: str) -> HttpResponseBase:
    """The figures and the list as Excel."""
    body, form, rows = _asked(request, unit_code)
    file = summary.workbook(rows, title=_title(form))
    name = file_name(DocumentKind.SUMMARY, body.code, clock.today().year, extension="xlsx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


@require_safe
def summary_paper(request: HttpRequest, unit_code: str) -> HttpResponse:
    """The same as DOCX."""
    body, form, rows = _asked(request, unit_code)
    if not _fits(request, rows):
        return redirect(f"{reverse('workflow:summary', args=[unit_code])}?{form.query}")
    day = clock.today()
    about = f"Đề nghị khen thưởng: {form.said}" if form.said else "Đề nghị khen thưởng"
    values = summary.values_of(body, rows, about=about, day=day)
    return paper(request, DocumentKind.SUMMARY, values, name=file_name(DocumentKind.SUMMARY, body.code, day.year))


@require_safe
def appraisal_paper(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Báo cáo thẩm định on the chosen dossiers."""
    body, form, rows = _asked(request, unit_code)
    if not _fits(request, rows):
        return redirect(f"{reverse('workflow:summary', args=[unit_code])}?{form.query}")
    return _report(request, body, list(summary.listed(rows)), to=appraisals.council_of(body, clock.today()))


@require_safe
def session_appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """Báo cáo thẩm định on the agenda of a session, for who may read every dossier on it."""
    session = find_session(request, pk)
    if not reads_whole_agenda(request, session):
        raise Http404
    rows = Dossier.objects.filter(agenda_items__session=session).select_related(*summary.WITH)
    lines = list(rows.order_by("agenda_items__position"))
    return _report(request, session.council.body, lines, to=session.council.name, seated=True)


@require_safe
def result_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Thông báo kết quả of a hand-in, for who may read all its lines."""
    hand_in = seen_hand_in(request, pk)
    lines = handin.lines_to_print(request.user, hand_in)
    if not results.is_decided(lines):
        raise Http404
    values = results.values_of(hand_in, lines, day=clock.today())
    return paper(request, DocumentKind.RESULT, values, name=handin.name_of(DocumentKind.RESULT, hand_in))


def reads_whole_agenda(request: HttpRequest, session: Session) -> bool:
    """Whether this person may open every dossier of the agenda; one query beside those of the grants."""
    readable = access.visible_by_work(request.user, grants=grants_here(request))
    return not session.items.exclude(dossier__in=readable).exists()


def _asked(request: HttpRequest, unit_code: str) -> tuple[Unit, SummaryFilter, QuerySet[Dossier]]:
    body = get_object_or_404(Unit, code=unit_code)
    if not may_summarise(request, body.pk):
        raise Http404
    form = SummaryFilter(request.GET)
    return body, form, form.narrow(summary.lines_at(access.visible_by_work(request.user), body))


def _title(form: SummaryFilter) -> str:
    return f"Bảng tổng hợp đề nghị khen thưởng: {form.said}" if form.said else "Bảng tổng hợp đề nghị khen thưởng"


def _fits(request: HttpRequest, rows: QuerySet[Dossier]) -> bool:
    count = rows.count()
    if not count:
        messages.error(request, "Không có hồ sơ nào theo điều kiện này.")
    elif count > MOST_ON_PAPER:
        messages.error(request, f"Có {count} hồ sơ, quá nhiều cho một tệp Word; hãy lọc bớt hoặc tải Excel.")
    return 0 < count <= MOST_ON_PAPER


def _report(
    request: HttpRequest, body: Unit, lines: list[Dossier], *, to: str, seated: bool = False
) -> HttpResponse:
    day = clock.today()
    opinions = reading.in_short(lines, request.user, grants_here(request), seated=seated)
    values = appraisals.values_of(body, lines, to=to, day=day, opinions=opinions)
    return paper(request, DocumentKind.APPRAISAL, values, name=file_name(DocumentKind.APPRAISAL, body.code, day.year))
