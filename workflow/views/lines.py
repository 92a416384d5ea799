"""One pattern for every page that shows lines and acts on the chosen ones: a pool, a hand-in, a paper to sign.

GET with ?viec=act shows that act's form beneath the list; POST does it with the ticked lines.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from dossiers import access, roles
from dossiers.lifecycle import Act
from dossiers.models import Dossier, User
from dossiers.roles import Grant
from workflow import engine
from workflow.forms import ActForm
from workflow.judging import ACTS, deciders_of, right_of
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key


@dataclass
class Acting:
    """What happened on this request: the act chosen, its form, a refusal to show, or `done`."""

    acts: Sequence[Act]
    act: Act | None = None
    form: ActForm | None = None
    refusal: Refusal | None = None
    done: bool = False
    picked: Sequence[int] = ()
    key: str = field(default_factory=new_key)

    @property
    def status(self) -> int:
        """The HTTP status of the page: a refusal is a conflict with what stands in the books."""
        return 409 if self.refusal else 200

    def context(
        self, shown: Sequence[Dossier], user: User, *, grants: Sequence[Grant] | None = None
    ) -> dict[str, Any]:
        """For the template `workflow/_lines_act.html`; `acts` are those that `user` can do with one of `shown`.

        `grants` spares the queries when they were just read."""
        grants = roles.grants_of(user) if grants is None else grants
        open_acts = [act for act in self.acts if any(may_do(act, shown, user, grants=grants))]
        return {
            "acts": open_acts, "act": self.act, "form": self.form, "refusal": self.refusal, "picked": self.picked,
            "key": self.key,
        }


def may_do(act: Act, lines: Sequence[Dossier], user: User, *, grants: Sequence[Grant]) -> Iterator[bool]:
    """For each line, whether its state and the person's posts allow `act`: a button that must fail is not offered."""
    legal = [line for line in lines if line.state in act.sources]
    deciders = deciders_of(act, legal, grants)
    proposed = act.name == "declare_ineligible"
    for line in legal:
        waits = not proposed or line.ineligible_proposed_by_id not in (None, user.pk)
        yield waits and right_of(act, line, grants, deciders) is not None


def act_on_lines(
    request: HttpRequest, rows: QuerySet[Dossier], names: Sequence[str], *, body_id: int | None = None
) -> Acting:
    """Read the request against the acts `names`; `rows` are the lines of the page. Raises Http404 for another act."""
    acts = [ACTS[name] for name in names]
    acting = Acting(acts, picked=chosen_ids(request.POST))
    wanted = request.POST.get("viec") or request.GET.get("viec") or ""
    if not wanted:
        return acting
    acting.act = next((act for act in acts if act.name == wanted), None)
    if acting.act is None:
        raise Http404
    bare = request.method == "POST" and "bieu_mau" not in request.POST and _asks(acting.act, body_id)
    acting.form = ActForm(acting.act, None if bare or request.method != "POST" else request.POST, body_id=body_id)
    if request.method == "POST" and not bare and acting.form.is_valid():
        _attempt(request, rows, acting)
    return acting


def _asks(act: Act, body_id: int | None) -> bool:
    return bool(ActForm(act, body_id=body_id).fields)


def _attempt(request: HttpRequest, rows: QuerySet[Dossier], acting: Acting) -> None:
    act, form = acting.act, acting.form
    if act is None or form is None:
        return
    here = list(rows.filter(pk__in=acting.picked))
    lines = [*here, *_moved_on(request, act, set(acting.picked) - {line.pk for line in here})]
    entries, acting.refusal = attempt(
        request,
        lambda: engine.perform(
            act.name, lines, actor=request.user, reason=form.reason, key=key_of(request), **form.facts
        ),
        done=f"Đã ghi '{act.label}' cho {len(lines)} hồ sơ.",
    )
    acting.done = entries is not None


def _moved_on(request: HttpRequest, act: Act, picked: Collection[int]) -> list[Dossier]:
    """The chosen dossiers that have left the page since it was opened: the door tells who did what with them, when,
    rather than let the rest go without a word about these."""
    if not picked:
        return []
    return list(access.visible(request.user).filter(pk__in=picked).exclude(state__in=act.sources))
