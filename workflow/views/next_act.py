"""What the reader of a dossier can do with it now: the one thing that brings it forward first, the rest after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dossiers import mending, preparing
from dossiers.lifecycle import Act
from dossiers.rules.objection import Objection
from dossiers.vocabulary import Role, State
from workflow import extending
from workflow.decisions.lines import UNDER_WAY
from workflow.deeds import DEEDS
from workflow.judging import ACTS, deciders_of, right_of
from workflow.posting import attaching
from workflow.standing import FORWARD, Standing
from workflow.wording import ON_PAPERS

# Never the first thing to do: they lead aside or end it.
ASIDE = frozenset(
    {
        "return_for_correction", "propose_ineligible", "declare_ineligible", "ask_consultation", "post_publicly",
        "refuse", "send_back", "withdraw", "hold", "put_off", "record_refusal", "reconsider",
    }
)


@dataclass(frozen=True)
class Offer:
    """An act that this person could do, and what stands against it."""

    act: Act
    objections: list[Objection]

    @property
    def open(self) -> bool:
        return not any(one.blocks for one in self.objections)


@dataclass(frozen=True)
class Button:
    """A link that leads to doing something; `danger`: what it does takes something away."""

    label: str
    url: str
    danger: bool = False


@dataclass(frozen=True)
class NextAct:
    """`first`: what this person should do now, or None; `rest`: what else can be done; `forward`: what the dossier
    waits for, in words, when somebody else must do it."""

    first: Button | None
    rest: list[Button]
    forward: str = ""


def offers(found: Standing) -> list[Offer]:
    """The acts legal from this state for which the person holds a role, each with its objections."""
    legal = [act for act in ACTS.values() if found.dossier.state in act.sources]
    mine = [
        act for act in legal
        if right_of(act, found.dossier, found.grants, deciders_of(act, [found.dossier], found.grants)) is not None
    ]
    found_offers = [Offer(act, found.objections(act.name, allowed=True)) for act in mine]
    return sorted(found_offers, key=lambda offer: offer.act.name in ASIDE)


def next_act(found: Standing, offered: list[Offer], about: dict[str, Any]) -> NextAct:
    """The buttons of the page; `about` is what `workflow.views.related` found: a link that is shut leads nowhere."""
    on_paper = list(_on_papers(found, about))
    single = [
        (offer.act.name, Button(offer.act.label, reverse("workflow:act", args=[found.dossier.code, offer.act.name])))
        for offer in offered
        if offer.open and offer.act.name not in ON_PAPERS and not (on_paper and offer.act.name == "resubmit")
    ]
    ahead = on_paper + [button for name, button in single if name not in ASIDE] + list(_result_to_attach(found))
    rest = ahead[1:] + [button for name, button in single if name in ASIDE]
    if about["may_revoke"]:
        revoke = reverse("workflow:revocation_new", args=[found.dossier.code])
        rest.append(Button("Đề nghị hủy quyết định, thu hồi", revoke, danger=True))
    waits = FORWARD.get(State(found.state), "")
    if extending.may_extend(found.dossier, found.grants):
        rest.append(Button(DEEDS[extending.DEED], reverse("workflow:extend_one", args=[found.dossier.code])))
    return NextAct(ahead[0] if ahead else None, rest, ACTS[waits].label if waits else "")


def _on_papers(found: Standing, about: dict[str, Any]) -> Iterator[Button]:
    """What is done on the paper that carries the dossier, for those who do it."""
    dossier, state, work = found.dossier, found.state, about["work"]
    if state == State.DRAFT and dossier.hand_in_id in about["hand_ins_open"] and _drafts(found):
        sends = any(grant.role == Role.UNIT_HEAD and grant.unit_id == dossier.unit_id for grant in found.grants)
        label = "Mở tờ trình để duyệt và gửi" if sends else "Soạn tiếp trong tờ trình"
        yield Button(label, reverse("dossiers:hand_in", args=[dossier.hand_in_id]))
    if state == State.RETURNED and work is not None and mending.may_mend(found.user, dossier):
        yield Button("Bổ sung và gửi lại", reverse("workflow:mend", args=[work.pk]))
    if state == State.CONSULTING and found.holds(Role.OFFICE):
        yield from _in_letter(about)
    if state == State.POSTED and found.holds(Role.OFFICE):
        yield from _on_list(about)
    if state == State.AWAITING_COUNCIL and found.holds(Role.SECRETARY):
        yield Button("Triệu tập phiên họp", _pool(found))
    if found.session is not None and found.session.pk in about["sessions_open"]:
        yield from _in_session(found)
    if state == State.ENDORSED and found.holds(Role.OFFICE):
        yield Button("Lập văn bản trình ký", _pool(found))
    if state in (State.AWAITING_SIGNATURE, State.SIGNED):
        yield from _on_decision(found, about)


def _in_letter(about: dict[str, Any]) -> Iterator[Button]:
    """To the letter that asks about it now, where the answers are read and the asking is ended."""
    for asked in about["opinions"]:
        if asked.opens and asked.item.ended_at is None:
            yield Button("Xem ý kiến, kết thúc lấy ý kiến", reverse("workflow:consultation", args=[asked.letter.pk]))


def _on_list(about: dict[str, Any]) -> Iterator[Button]:
    """To the list on which it is public, where comments are noted and the result is written."""
    for line in about["postings"]:
        if line.left_at is None and line.posting_id in about["postings_open"]:
            yield Button("Xem ý kiến, kết thúc công khai", reverse("workflow:posting", args=[line.posting_id]))


def _result_to_attach(found: Standing) -> Iterator[Button]:
    """Without it the line goes no further, and who holds it can do nothing about that."""
    if attaching.may_attach(found.dossier, found.grants):
        address = reverse("workflow:dossier_posting_result", args=[found.dossier.code])
        yield Button("Đính kèm kết quả công khai", address)


def _drafts(found: Standing) -> bool:
    hand_in = found.dossier.hand_in
    return preparing.may_draft(
        found.user, found.dossier.unit_id, origin=hand_in.origin, to_body_id=hand_in.to_body_id, grants=found.grants
    )


def _pool(found: Standing) -> str:
    return reverse("workflow:pool", args=[found.dossier.body.code, found.state])


def _in_session(found: Standing) -> Iterator[Button]:
    address = reverse("workflow:session", args=[found.session.pk]) if found.session else ""
    if found.votes_missing:
        yield Button("Biểu quyết", address)
    elif found.holds(Role.CHAIR):
        yield Button("Kết thúc biểu quyết", address)


def _on_decision(found: Standing, about: dict[str, Any]) -> Iterator[Button]:
    """To the paper under way: signers sign it, văn thư numbers it."""
    papers = [item.decision_id for item in about["decisions"] if item.live and item.decision.status in UNDER_WAY]
    reached = [pk for pk in papers if pk in about["decisions_open"]]
    signs = found.state == State.AWAITING_SIGNATURE and (found.holds(Role.DECIDER) or found.holds(Role.DEPUTY))
    numbers = found.state == State.SIGNED and found.holds(Role.CLERK)
    if reached and (signs or numbers):
        yield Button("Đọc và ký" if signs else "Cấp số, phát hành", reverse("workflow:decision", args=[reached[0]]))
