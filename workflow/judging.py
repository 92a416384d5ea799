"""Steps 3 to 5 of the door: is the act legal, may this actor do it, what stands against it.

Everything is asked for the whole batch at once; every objection is collected, not the first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from dossiers import clock, roles
from dossiers.access import ENTERED_BY_OFFICE
from dossiers.desks import desk_words
from dossiers.lifecycle import Act, Reason, read_acts
from dossiers.models import Dossier, OwnLineRule, Post, User
from dossiers.models.base import in_force
from dossiers.rules.objection import Objection, waive
from dossiers.rules.registry import Question, evaluators
from dossiers.vocabulary import UNIT_ROLES, Evidence, Family, HandInOrigin, Role, State
from workflow.journal_models import Entry

ACTS: dict[str, Act] = read_acts(Dossier)

# These are answered by what the person is about to type: asking them of an idle page would only make noise.
NEEDS_OF_FACTS = frozenset(
    {
        "appraisal_opinion", "public_line", "outside_decision", "cited_paper", "vote_result", "lower_award",
        "one_target", "mended", "posting_planned", "asked_whom", "answers_in",
    }
)

# These are asked only where the award's version says so, under this key of its `extra`.
NEEDS_OF_VERSION = {"consultation_done": "consultation"}


@dataclass
class Judgement:
    """What stands against an act, per dossier and for the batch; and the right by which each dossier is moved."""

    by_dossier: dict[int, list[Objection]] = field(default_factory=lambda: defaultdict(list))
    general: list[Objection] = field(default_factory=list)
    rights: dict[int, roles.Grant] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        return any(one.blocks for one in self.general) or any(
            one.blocks for listed in self.by_dossier.values() for one in listed
        )


def judge(
    act: Act, dossiers: Sequence[Dossier], actor: User | None, *, at: datetime, reason: str | None,
    facts: Mapping[str, Any], idle: bool = False,
) -> Judgement:
    """All objections to `act` on these fresh dossiers. `actor` None is the system; `reason` None is not asked for.

    An objection of family `state` stands alone for its dossier. `idle` leaves out needs answered by typed facts.
    """
    result = Judgement()
    legal = [each for each in dossiers if each.state in act.sources]
    _judge_state(act, [each for each in dossiers if each.state not in act.sources], result)
    _judge_role(act, legal, actor, at, result)
    _judge_own_line(act, legal, actor, result)
    _judge_reason(act, legal, reason, facts, result)
    _judge_needs(act, legal, actor, at, reason or "", facts, idle, result)
    return result


def _judge_state(act: Act, dossiers: Sequence[Dossier], result: Judgement) -> None:
    if not dossiers:
        return
    newest: dict[int | None, Entry] = {}
    for entry in Entry.objects.filter(dossier__in=[each.pk for each in dossiers]).exclude(to_state="").order_by("pk"):
        newest[entry.dossier_id] = entry
    wanted = ", ".join(f"'{State(source).label}'" for source in act.sources)
    for dossier in dossiers:
        text = f"{dossier} đang ở trạng thái '{State(dossier.state).label}'{_by_whom(newest.get(dossier.pk))}."
        text += f" Việc '{act.label}' chỉ làm được khi hồ sơ ở trạng thái {wanted}."
        result.by_dossier[dossier.pk].append(
            Objection(Family.STATE, text, mend="Mở lại hồ sơ để xem trạng thái mới nhất", waivable=False)
        )


def _by_whom(entry: Entry | None) -> str:
    if entry is None:
        return ""
    label = ACTS[entry.act].label if entry.act in ACTS else entry.act
    return f" ({entry.actor_name}: '{label}' lúc {timezone.localtime(entry.at):%H:%M ngày %d/%m/%Y})"


def _judge_role(
    act: Act, dossiers: Sequence[Dossier], actor: User | None, at: datetime, result: Judgement
) -> None:
    if actor is None:
        for dossier in dossiers:
            result.rights[dossier.pk] = roles.Grant(Role.SYSTEM, dossier.body_id, None, source="post")
        allowed = Role.SYSTEM in act.roles
        missing = [] if allowed else list(dossiers)
    else:
        grants = roles.grants_of(actor, day=timezone.localdate(at))
        deciders = deciders_of(act, dossiers, grants)
        missing = []
        for dossier in dossiers:
            right = right_of(act, dossier, grants, deciders)
            if right is None:
                missing.append(dossier)
            else:
                result.rights[dossier.pk] = right
    for dossier in missing:
        result.by_dossier[dossier.pk].append(_no_right(act, dossier))


def right_of(
    act: Act, dossier: Dossier, grants: Sequence[roles.Grant], deciders: dict[int, set[int]] | None = None
) -> roles.Grant | None:
    """The grant by which its holder may do `act` with this dossier, or None. `deciders` maps a body to the accounts of
    its deciders: a deputy acts for them on their own line only; without the map a deputy has no such right."""
    deciders = deciders or {}
    for role in act.roles:
        if role == Role.DEPUTY and act.deputy_for_own_line and not _is_line_of_a_decider(dossier, deciders):
            continue
        unit_id = place(role, act, dossier)
        for grant in grants:
            if grant.role == role and grant.unit_id == unit_id and grant.covers(act.name):
                return grant
    return None


def place(role: str, act: Act, dossier: Dossier) -> int | None:
    """The unit or body in which `role` must be held for this dossier; None where the role has no say there.

    A draft or returned dossier is sent by the desk that holds it: the proposing unit's head; the office that entered it
    from a paper, or proposes itself; or, for a hand-in from below returned whole, the office that had sent it. What an
    office entered for a unit, both may withdraw; what it proposes itself, only the office.
    """
    if act.sources in ((State.DRAFT,), (State.RETURNED,)):
        return dossier.desk_unit_id if role == dossier.desk_role else None
    if act.name == "withdraw":
        return _withdrawing_place(role, dossier)
    return dossier.unit_id if role in UNIT_ROLES else dossier.body_id


def _withdrawing_place(role: str, dossier: Dossier) -> int | None:
    sheet = dossier.hand_in
    if role == Role.OFFICE:
        return sheet.to_body_id if sheet.origin in ENTERED_BY_OFFICE else None
    return None if sheet.origin == HandInOrigin.OFFICE else dossier.unit_id


def deciders_of(act: Act, dossiers: Sequence[Dossier], grants: Sequence[roles.Grant]) -> dict[int, set[int]]:
    """Body → accounts of its deciders, asked only for a deputy who may act just on a decider's own line."""
    if not act.deputy_for_own_line or not any(grant.role == Role.DEPUTY for grant in grants):
        return {}
    bodies = {dossier.body_id for dossier in dossiers}
    # By post, not by desk: the line of a decider who is away is the decider's own all the same.
    rows = Post.objects.filter(in_force(clock.today()), role=Role.DECIDER, unit__in=bodies)
    found: dict[int, set[int]] = defaultdict(set)
    for body_id, user_id in rows.values_list("unit_id", "user_id"):
        found[body_id].add(user_id)
    return found


def _is_line_of_a_decider(dossier: Dossier, deciders: dict[int, set[int]]) -> bool:
    return dossier.nominee.user_id in deciders.get(dossier.body_id, set())


def _no_right(act: Act, dossier: Dossier) -> Objection:
    who = ", ".join(
        desk_words(role, dossier.unit if role in UNIT_ROLES else dossier.body) for role in act.roles
    )
    return Objection(
        Family.ROLE, f"Việc '{act.label}' đối với {dossier} do {who} thực hiện.",
        mend="Đề nghị người nói trên thực hiện, hoặc lập giấy ủy quyền", waivable=False,
    )


def _judge_own_line(act: Act, dossiers: Sequence[Dossier], actor: User | None, result: Judgement) -> None:
    own = [each for each in dossiers if actor is not None and each.nominee.user_id == actor.pk]
    if not own:
        return
    rule = OwnLineRule.objects.filter(act=act.name).first()
    policy = rule.policy if rule else (act.own_line or OwnLineRule.Policy.FREE)
    if policy == OwnLineRule.Policy.FREE:
        return
    barred = policy == OwnLineRule.Policy.BARRED
    for dossier in own:
        result.by_dossier[dossier.pk].append(_own_line(act, dossier, rule, barred=barred))


def _own_line(act: Act, dossier: Dossier, rule: OwnLineRule | None, *, barred: bool) -> Objection:
    advice = "hãy để người khác thực hiện" if barred else "có thể tách dòng này để cấp phó ký"
    return Objection(
        Family.ROLE, f"{dossier} là hồ sơ của chính người thực hiện '{act.label}'; {advice}.",
        citation=rule.citation if rule else "Quy tắc của cơ quan về hồ sơ của chính mình",
        # A barred own line is the office's own rule and holds as such; a warned one never stops anybody.
        evidence=Evidence.LOCAL if barred else Evidence.MEMORY, mend="Giao người khác hoặc tách dòng", waivable=False,
    )


def _judge_reason(
    act: Act, dossiers: Sequence[Dossier], reason: str | None, facts: Mapping[str, Any], result: Judgement
) -> None:
    if act.reason == Reason.NONE or reason is None:
        return
    own = facts.get("per", {})
    at_least = "" if act.reason == Reason.GIVEN else f" (ít nhất {int(act.reason)} ký tự, vì lý do gửi tới đơn vị)"
    for dossier in dossiers:
        given = str(own.get(dossier.pk, {}).get("reason") or reason).strip()
        if len(given) < act.reason:
            result.by_dossier[dossier.pk].append(
                Objection(
                    Family.PAPERS, f"Phải ghi lý do '{act.label}' cho {dossier}{at_least}.", mend="Ghi lý do",
                    waivable=False,
                )
            )


def asks_nothing(act: Act, dossier: Dossier, actor: User) -> bool:
    """Whether an idle page need not ask: as long as nothing is typed, nothing stands against it for who may do it."""
    own = dossier.nominee.user_id == actor.pk
    return not own and all(_is_idle(name, dossier) for name in act.needs)


def _is_idle(name: str, dossier: Dossier) -> bool:
    """Whether a need finds nothing as long as nothing is typed. Needs award_version."""
    if name in NEEDS_OF_VERSION:
        return dossier.award_version is None or not dossier.award_version.extra.get(NEEDS_OF_VERSION[name])
    return name in NEEDS_OF_FACTS


def _judge_needs(
    act: Act, dossiers: Sequence[Dossier], actor: User | None, at: datetime, reason: str, facts: Mapping[str, Any],
    idle: bool, result: Judgement,
) -> None:
    if not dossiers:
        return
    question = Question(act=act, dossiers=dossiers, actor=actor, reason=reason, facts=facts, at=at)
    waived = {each.pk: each.season.waived for each in dossiers}
    answers = evaluators()
    for name in act.needs:
        if idle and name in NEEDS_OF_FACTS:
            continue
        for pk, objections in answers[name](question).items():
            if pk is None:
                result.general.extend(objections)
            else:
                result.by_dossier[pk].extend(waive(one, waived.get(pk, ())) for one in objections)
