"""Inviting units to hand in late, and the section of a year's page that tells who was invited and who came."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import clock
from dossiers.administration import grants_here
from dossiers.models import Season
from dossiers.seasons import Section, section
from workflow.forms_invitation import InvitationForm, WithdrawalForm
from workflow.invitations import inviting, listing
from workflow.invitations.models import Invitation
from workflow.views.acting import attempt, key_of, new_key

PAGE = 30


@section
def late_hand_ins(request: HttpRequest, season: Season) -> Section | None:
    """For the office: open invitations and what was sent on them; for a unit its own."""
    grants = grants_here(request)
    rows = listing.of_season(season, grants)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    may_invite = season.is_open and listing.bodies(grants).exists()
    if not page.object_list and not may_invite:
        return None
    times = listing.times(season) if page.object_list else {}
    about = {"page": page, "may_invite": may_invite, "now": clock.now(), "season": season, "key": new_key()}
    for row in page:
        row.times = times.get(row.unit_id, 0)
        row.mine = any(grant.unit_id == row.body_id and grant.covers("withdraw_invitation") for grant in grants)
    return Section("workflow/_season_invitations.html", about)


@require_http_methods(["GET", "POST"])
def invite_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite units of the own body to hand in late in this year."""
    season = get_object_or_404(Season, pk=pk)
    body = listing.bodies(grants_here(request)).first()
    if body is None:
        raise Http404
    form = InvitationForm(request.POST or None, season=season, body=body, day=clock.today())
    refusal = None
    if request.method == "POST" and form.is_valid():
        entries, refusal = attempt(
            request,
            lambda: inviting.invite(
                body=body, season=season, actor=request.user, key=key_of(request), **form.cleaned_data
            ),
            done=f"Đã mời {len(form.cleaned_data['units'])} đơn vị nộp muộn.",
        )
        if entries is not None:
            return redirect("dossiers:season", pk)
    about = {"season": season, "body": body, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/invitation_new.html", about, status=409 if refusal else 200)


@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    bodies = listing.bodies(grants_here(request))
    invitation = get_object_or_404(Invitation.objects.filter(body__in=bodies).select_related("season"), pk=pk)
    form = WithdrawalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    _, refusal = attempt(
        request,
        lambda: inviting.withdraw(invitation, actor=request.user, reason=reason, key=key_of(request)),
        done=f"Đã thôi mời {invitation.unit} nộp muộn.",
    )
    if refusal is None:
        return redirect("dossiers:season", invitation.season_id)
    return render(request, "workflow/refused.html", {"refusal": refusal}, status=409)
