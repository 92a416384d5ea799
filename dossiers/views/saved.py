"""Keeping, renaming and dropping filters of the list of dossiers; each person has only the own ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dossiers import roles, saving
from dossiers.forms.filters import DossierFilter
from dossiers.models import SavedFilter
from dossiers.rules.objection import Refused
from dossiers.views.listing import EVERYTHING


@require_POST
def saved_filter_new(request: HttpRequest) -> HttpResponse:
    """Keep the conditions of the list under a name; only what the list understands is kept."""
    form = DossierFilter(QueryDict(request.POST.get("dieu-kien", "")), at_work=bool(roles.grants_of(request.user)))
    try:
        saved = saving.save(request.user, name=request.POST.get("ten", ""), query=form.query)
    except Refused as refused:
        _explain(request, refused)
    else:
        messages.success(request, f"Đã lưu bộ lọc “{saved.name}”.")
    return _back(form.query)


@require_POST
def saved_filter_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename one of the own filters, drop it, or let the list open with it."""
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    deed = request.POST.get("viec")
    if deed == "xoa":
        saved.delete()
        messages.success(request, f"Đã xóa bộ lọc “{saved.name}”.")
        return _back("")
    if deed in ("mo-san", "thoi-mo-san"):
        saving.open_with(saved, wanted=deed == "mo-san")
        said = "sẽ mở sẵn" if deed == "mo-san" else "không còn mở sẵn"
        messages.success(request, f"Bộ lọc “{saved.name}” {said} khi vào danh sách hồ sơ.")
    elif deed == "doi-ten":
        try:
            saving.rename(saved, request.POST.get("ten", ""))
            messages.success(request, f"Đã đổi tên bộ lọc thành “{saved.name}”.")
        except Refused as refused:
            _explain(request, refused)
    return _back(saved.query)


def _explain(request: HttpRequest, refused: Refused) -> None:
    for one in refused.all:
        messages.error(request, f"{one.text} {one.mend}.")


def _back(query: str) -> HttpResponse:
    return redirect(f"{reverse('dossiers:dossier_list')}?{query or EVERYTHING + '=1'}")
