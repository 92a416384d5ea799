"""What the pages of a draft share: finding it for who may edit it, and showing a refusal at its field."""

from collections.abc import Callable, Mapping, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from dossiers import access, drafting
from dossiers.forms.handin import HandInForm
from dossiers.models import Dossier, HandIn, User
from dossiers.preparing import preparing_desk
from dossiers.roles import Grant
from dossiers.rules.objection import Refused
from dossiers.vocabulary import HandInOrigin, State


def seen_hand_in(request: HttpRequest, pk: int, *, grants: Sequence[Grant] | None = None) -> HandIn:
    """What a unit hands in, of whatever kind, if this person may see it; else 404."""
    rows = access.visible_hand_ins(request.user, grants=grants).exclude(origin=HandInOrigin.LOWER_BODY)
    return get_object_or_404(rows.select_related("unit", "to_body", "season", "round", "created_by"), pk=pk)


def editable_hand_in(
    request: HttpRequest, pk: int, *, check: Callable[[HandIn, User], None] = drafting.check_may_edit
) -> HandIn | HttpResponse:
    """The same if it may still be edited (`check` does not refuse); else the way back to it with the reason."""
    hand_in = seen_hand_in(request, pk)
    try:
        check(hand_in, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("dossiers:hand_in", hand_in.pk)
    return hand_in


def editable_line(request: HttpRequest, pk: int) -> Dossier | HttpResponse:
    """A draft line that this person may edit; 404 for who may not see it, else the way back with the reason."""
    rows = access.visible(request.user).select_related("nominee", "award", "unit")
    dossier = get_object_or_404(rows, pk=pk)
    hand_in = editable_hand_in(request, dossier.hand_in_id, check=drafting.check_may_prepare)
    if isinstance(hand_in, HttpResponse):
        return hand_in
    if dossier.state != State.DRAFT:
        messages.error(request, f"Hồ sơ {dossier.code} đã gửi nên không sửa được nữa.")
        return redirect("dossiers:hand_in", hand_in.pk)
    dossier.hand_in = hand_in
    return dossier


def sends(grants: Sequence[Grant], hand_in: HandIn, *, act: str) -> bool:
    """Whether these grants let their holder send it: the head of its unit, or who has `act` from the head; for what an
    office entered or proposes itself, that office or its head."""
    desk = preparing_desk(hand_in, sends=True)
    return any((grant.role, grant.unit_id) == desk and grant.covers(act) for grant in grants)


def show_refusal(form: forms.Form, refused: Refused, *, at: Mapping[str, str]) -> None:
    """Put each objection at the field of its family (`at`: family → field), the others above the form."""
    for objection in refused.all:
        words = f"{objection.text} {objection.mend}." if objection.mend else objection.text
        form.add_error(at.get(str(objection.family)), words)


def saved(request: HttpRequest, form: HandInForm) -> HandIn | None:
    """The hand-in that this form makes or changes; None if it was not sent, or says itself what stands against it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return form.save(request.user)
    except Refused as refused:
        show_refusal(form, refused, at={})
        return None
