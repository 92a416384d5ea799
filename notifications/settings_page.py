"""How I want to hear of what: per kind and channel; and the address in an e-mail that stops one kind by it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dossiers import reach
from dossiers.models import User
from notifications import preferences
from notifications.channels import zalo
from notifications.channels.registry import CHANNELS, FETCHED, label, phrase
from notifications.kinds import Kind, Mode
from notifications.models import INBOX
from notifications.unsubscribing import DAILY, one_press, read_token

ABOUT = {
    Kind.WORK: "Hồ sơ, tờ trình, phiên họp, văn bản đang chờ chính bạn xử lý.",
    Kind.NEWS: "Hồ sơ của đơn vị đi đến đâu; hồ sơ bạn theo dõi có bước mới.",
    Kind.REMINDER: "Việc sắp đến hạn, đến hạn, quá hạn; văn phòng đôn đốc.",
    Kind.RESULT: "Quyết định khen thưởng, hồ sơ không được khen thưởng.",
    Kind.SEASON: "Mở, đóng năm thi đua và các đợt xét.",
}
CONFIRMED = "da-doc"  # the field by which the page says that its warning was read
GATHERED = "Tin gộp mỗi ngày một thư"
IN_APP = {Mode.AT_ONCE: "Có hiện", Mode.OFF: "Không hiện"}


@dataclass(frozen=True)
class Cell:
    """One choice: its form field, the options in words, what holds now, and whether there is anything to choose."""

    name: str
    channel: str
    options: list[tuple[str, str]]
    mode: str

    @property
    def fixed(self) -> bool:
        return len(self.options) == 1


@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """The choices of the person signed in; saved together."""
    user, shown = request.user, preferences.channels()
    if request.method == "POST":
        asked = [(kind, name, request.POST.get(f"{kind}-{name}", "")) for kind in Kind for name, _ in shown]
        preferences.choose(user, asked)
        messages.success(request, "Đã lưu cách nhận thông báo.")
        return redirect("notifications:settings")
    chosen = preferences.modes([user.pk])
    rows = [(kind.label, ABOUT[kind], [_cell(user, kind, name, chosen) for name, _ in shown]) for kind in Kind]
    about = {"rows": rows, "channels": [words for _, words in shown], "nowhere": _without_address(user, shown)}
    about |= {"fetched": [(each.LABEL, bool(each.address(user))) for each in FETCHED.values() if each.is_configured()]}
    return render(request, "notifications/settings.html", about | {"trouble": reach.trouble_of(user.pk)})


def _without_address(user: User, shown: list[tuple[str, str]]) -> list[tuple[str, bool]]:
    """The channels by which this person cannot be reached, and whether the person can mend that alone."""
    return [(phrase(name), name == zalo.NAME) for name, _ in shown if not CHANNELS[name].address(user)]


def _cell(user: User, kind: Kind, channel: str, chosen: preferences.Modes) -> Cell:
    words = IN_APP if channel == INBOX else dict(Mode.choices)
    options = [(str(mode), str(words[mode])) for mode in preferences.allowed(kind, channel)]
    return Cell(f"{kind}-{channel}", label(channel), options, chosen.of(user.pk, kind, channel))


@csrf_exempt  # the mail program of RFC 8058 has no page of ours to take a token from; the address itself is signed
@login_not_required
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in an e-mail: a press stops this kind by this channel, work only when confirmed on the
    page. Reading it changes nothing, since mail programs open links by themselves."""
    try:
        user_id, kind, channel = read_token(token)
    except signing.BadSignature as error:
        raise Http404 from error
    user = get_object_or_404(User, pk=user_id)
    known = channel in CHANNELS and kind in (DAILY, *Kind.values)
    if not known or Mode.OFF not in preferences.allowed(kind, channel):
        raise Http404
    still = _still_sent(user, kind, channel)
    if request.method == "POST" and (one_press(kind) or CONFIRMED in request.POST):
        preferences.choose(user, [(each, channel, Mode.OFF) for each in still])
        still = []
    words = GATHERED if kind == DAILY else Kind(kind).label
    about = {"kind": words, "channel": phrase(channel), "stopped": not still}
    about |= {"ask": "" if one_press(kind) else CONFIRMED}
    return render(request, "notifications/unsubscribe.html", about)


def _still_sent(user: User, kind: str, channel: str) -> list[str]:
    """The kinds that a press on this address stops."""
    chosen = preferences.modes([user.pk])
    modes = {each: chosen.of(user.pk, each, channel) for each in Kind.values}
    if kind == DAILY:
        return [each for each, mode in modes.items() if mode == Mode.DAILY and each != Kind.WORK]
    return [kind] if modes[kind] != Mode.OFF else []
