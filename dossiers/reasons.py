"""The office's own list of reasons: offered wherever an act asks for one, rewritten by the head of the office.

A body that has texts of its own for an act offers those; else the texts that the installation offers to everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from dossiers import roles, text
from dossiers.lifecycle import Act, Reason, read_acts
from dossiers.models import Dossier, ReasonText, Unit, User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, Level, Role

LONGEST = 500  # characters of one reason
MOST = 30  # reasons of one act
STEP = 10  # between positions, so that an administrator can put one between


@dataclass(frozen=True)
class Offered:
    """The reasons for one act; `own`: those of the body, not those for everybody."""

    act: Act
    texts: Sequence[str]
    own: bool


def offered(act: str, body_id: int | None) -> list[str]:
    """The reasons offered at a body for the act of that name, in order."""
    rows = list(ReasonText.objects.filter(act=act).order_by("position", "pk"))
    return _effective(rows, body_id)


def lists(body: Unit) -> list[Offered]:
    """What the body offers, for each act that people give a reason for, in the order of the process; one statement."""
    rows = list(ReasonText.objects.order_by("position", "pk"))
    found = []
    for act in acts():
        mine = [row for row in rows if row.act == act.name]
        found.append(Offered(act, _effective(mine, body.pk), any(row.body_id == body.pk for row in mine)))
    return found


def acts() -> list[Act]:
    """The acts that ask a person for a reason."""
    return [act for act in read_acts(Dossier).values() if act.reason != Reason.NONE and act.roles != (Role.SYSTEM,)]


def bodies_edited_by(user: User, *, grants: Sequence[Grant] | None = None) -> QuerySet[Unit]:
    """The bodies whose lists `user` may rewrite: of which the office is headed now; an administrator every one here."""
    grants = roles.grants_of(user) if grants is None else grants
    if roles.administers(user):
        return Unit.objects.filter(external=False).exclude(level=Level.UNIT).order_by("name")
    headed = {grant.unit_id for grant in grants if grant.role == Role.OFFICE_HEAD and grant.acts is None}
    return Unit.objects.filter(pk__in=headed).order_by("name")


@transaction.atomic
def rewrite(body: Unit, wanted: Mapping[str, Sequence[str]], *, actor: User) -> list[str]:
    """Make these the reasons of the body: act name → texts in order; no text returns to those for everybody. An act
    whose texts stay as they are offered now is left alone. Returns the names of the acts that changed.

    Raises Refused (role) for who may not, ValidationError by act name for a text that cannot be offered.
    """
    if not bodies_edited_by(actor).filter(pk=body.pk).exists():
        who = f"Lý do mẫu của {body.name} do người đứng đầu bộ phận thường trực hoặc quản trị hệ thống sửa."
        raise Refused(general=[Objection(Family.ROLE, who, waivable=False)])
    cleaned = {act: _cleaned(texts) for act, texts in wanted.items()}
    _check(cleaned)
    changed = []
    for now in lists(body):
        texts = cleaned.get(now.act.name)
        if texts is None or texts == list(now.texts):
            continue
        ReasonText.objects.filter(body=body, act=now.act.name).delete()
        ReasonText.objects.bulk_create(
            ReasonText(body=body, act=now.act.name, text=each, position=number * STEP)
            for number, each in enumerate(texts, 1)
        )
        changed.append(now.act.name)
    return changed


def _effective(rows: Sequence[ReasonText], body_id: int | None) -> list[str]:
    own = [row.text for row in rows if body_id is not None and row.body_id == body_id]
    return own or [row.text for row in rows if row.body_id is None]


def _cleaned(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, (" ".join(text.nfc(each).split()) for each in texts))))


def _check(wanted: Mapping[str, Sequence[str]]) -> None:
    known = {act.name: act for act in acts()}
    wrong: dict[str, list[str]] = {}
    for name, texts in wanted.items():
        least = int(known[name].reason)
        if len(texts) > MOST:
            wrong.setdefault(name, []).append(f"Ghi không quá {MOST} lý do.")
        wrong.setdefault(name, []).extend(filter(None, (_fault(each, least) for each in texts)))
    wrong = {name: told for name, told in wrong.items() if told}
    if wrong:
        raise ValidationError(wrong)


def _fault(each: str, least: int) -> str:
    if len(each) > LONGEST:
        return f"“{each[:40]}…” dài quá {LONGEST} ký tự."
    return f"“{each}” ngắn hơn {least} ký tự; lý do này gửi tới đơn vị." if len(each) < least else ""
