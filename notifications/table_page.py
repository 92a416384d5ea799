"""'Ai được báo gì': the table of who hears what, for everybody; administrators change it here."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.administration import administers, administrators_only
from notifications import changes, preferences
from notifications.channels.registry import phrase
from notifications.compose import Message
from notifications.kinds import Kind
from notifications.models import TableChange
from notifications.sampling import sample
from notifications.table import ACTS, EVENTS, TABLE
from notifications.telling import WORDS
from workflow.deeds import DEEDS
from workflow.judging import ACTS as LIFE


@dataclass(frozen=True)
class Listed:
    """One audience of one text: what it reads, how it is told, what was changed, and why it cannot be switched off."""

    audience: str
    who: str
    text: str
    reads: Message
    kind: str
    on: bool
    mail: bool
    added: bool
    change: TableChange | None
    fixed: str


@dataclass(frozen=True)
class ActListed:
    act: str
    label: str
    rows: list[Listed]


def label_of(act: str) -> str:
    """The act or deed in the words of the screen."""
    return LIFE[act].label if act in LIFE else DEEDS[act]


@require_safe
def table_page(request: HttpRequest) -> HttpResponse:
    """Every act with who is told what, by which way; what nobody is told of comes last."""
    made = changes.latest(TableChange.objects.select_related("changed_by"))
    moves, others = [_act(act, made) for act in ACTS], [_act(act, made) for act in EVENTS]
    about = {
        "groups": [("Các bước của hồ sơ", [each for each in moves if each.rows]),
                   ("Việc khác", [each for each in others if each.rows])],
        "silent": [each.label for each in (*moves, *others) if not each.rows],
        "administers": administers(request), "ways": _ways(),
    }
    return render(request, "notifications/table.html", about)


def _ways() -> str:
    """Every way to a person here, as a phrase: 'Trong ứng dụng, thư điện tử'."""
    (_, first), *others = preferences.channels()
    return ", ".join([first, *(phrase(name) for name, _ in others)])


@require_http_methods(["GET", "POST"])
@administrators_only
def row_page(request: HttpRequest, act: str) -> HttpResponse:
    """One act: switch an audience off or on, in the application only or outside too; add one; what was changed."""
    if not TABLE.get(act):
        raise Http404
    if request.method == "POST":
        return _changed(request, act)
    history = list(TableChange.objects.filter(act=act).select_related("changed_by"))
    listed = _act(act, changes.latest(history))
    told = {row.audience for row in listed.rows if not row.added}
    about = {
        "listed": listed, "history": [(each, WORDS.get(each.audience, "")) for each in reversed(history)],
        "audiences": [(word, WORDS[word]) for word in changes.addable(act) if word in WORDS and word not in told],
        "texts": _texts(listed),
    }
    return render(request, "notifications/table_row.html", about)


def _changed(request: HttpRequest, act: str) -> HttpResponse:
    asked = request.POST
    audience, text = asked.get("nguoi-nhan", ""), asked.get("mau", "")
    way = asked.get("cach", "")
    if way not in ("tat", "trong-ung-dung", "ca-ngoai"):
        raise Http404
    try:
        changes.change(act, audience, text, on=way != "tat", mail=way == "ca-ngoai", actor=request.user)
    except ValueError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"Đã sửa bảng thông báo: {label_of(act)} → {WORDS.get(audience, '')}.")
    return redirect("notifications:table_row", act=act)


def _act(act: str, made: Mapping[changes.Key, TableChange]) -> ActListed:
    own = {(audience, tell.text): tell for tell in TABLE[act] for audience in tell.audiences}
    added = {
        (audience, text): tell for (of, audience, text) in made if of == act and (audience, text) not in own
        for tell in TABLE[act] if tell.text == text and not changes.refusal(act, audience, text, on=True)
    }
    rows = []
    for (audience, text), tell in {**own, **added}.items():
        change = made.get((act, audience, text))
        is_added = (audience, text) in added
        kind = changes.added_kind(act, audience, tell) if is_added else tell.kind
        fixed = "" if is_added else changes.refusal(act, audience, text, on=False)
        rows.append(Listed(
            audience, WORDS.get(audience, ""), text, sample(act, tell), str(Kind(kind).label),
            on=bool(fixed) or change is None or change.on, mail=tell.mail if change is None else change.mail,
            added=is_added, change=change, fixed=fixed,
        ))
    return ActListed(act, label_of(act), rows)


def _texts(listed: ActListed) -> list[tuple[str, Message]]:
    return list({row.text: row.reads for row in listed.rows}.items())
