"""What the acts between unit and office do besides moving dossiers: procedures opened, requests written, marks set.

What returns to a unit lies on the correction of those who were returned together; a hand-in returned whole, before
anything of it was received, stays on its own procedure.
"""

from collections.abc import Sequence

from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from dossiers import catalogue, codes, paper_checks
from dossiers.models import Dossier, HandIn, RestrictedReason, Unit
from dossiers.vocabulary import HandInOrigin, Role, State
from workflow import rounds
from workflow.decisions.models import Decision
from workflow.effects import Step, after, before
from workflow.flows import carriage
from workflow.flows.models import Correction, CorrectionItem, Line, Procedure, ProcedureKind
from workflow.flows.opening import grouped, open_beside, open_corrections, open_hand_in, open_hand_ins

ROW_BATCH = 500


@before("*")
def let_proposals_lapse(step: Step) -> None:
    """A proposal 'không đủ điều kiện' holds only while the dossier stays with the appraisers."""
    if step.act.name == "propose_ineligible":
        return
    for dossier in step.dossiers:
        if step.from_states[dossier.pk] == State.APPRAISING and dossier.ineligible_proposed_by_id:
            step.entry_facts[dossier.pk] |= {
                "proposed_by": dossier.ineligible_proposed_by_id, "proposal": dossier.ineligible_reason,
            }
            dossier.ineligible_proposed_by, dossier.ineligible_reason = None, ""


@before("propose_ineligible")
def keep_the_proposal(step: Step) -> None:
    for dossier in step.dossiers:
        dossier.ineligible_proposed_by, dossier.ineligible_reason = step.actor, step.reason_for(dossier)


@before("submit")
def tell_of_the_paper(step: Step) -> None:
    """What was entered from a paper says so in the journal, with the day the paper came and who compared it."""
    entered = [each for each in step.dossiers if each.hand_in.origin == HandInOrigin.PAPER]
    checks = paper_checks.confirmed({each.hand_in_id for each in entered}) if entered else {}
    for dossier in entered:
        received, check = dossier.hand_in.received_on, checks[dossier.hand_in_id]
        step.entry_facts[dossier.pk] |= {"received_on": received, "checked_by": check.answered_by_id}
        step.entry_reasons[dossier.pk] = (
            f"Nhập hộ, bản giấy nhận ngày {received:%d/%m/%Y}; {check.answered_by} đã đối chiếu."
        )


@after("submit")
def open_or_join_the_hand_in(step: Step) -> None:
    """A late batch of lines joins its hand-in while that is still being received; else a procedure is opened."""
    at_reception = Procedure.objects.select_for_update().filter(
        kind=ProcedureKind.HAND_IN, open=True, node="receive", hand_in__in={each.hand_in_id for each in step.dossiers}
    )
    waiting = {(each.hand_in_id, each.body_id): each for each in at_reception.order_by("-pk")}
    for key, lines in grouped(step.dossiers, lambda each: (each.hand_in_id, each.body_id)).items():
        if key in waiting:
            carriage.join(waiting[key], lines, at=step.at)
            step.touched.add(waiting[key].pk)
        else:
            open_hand_in(step, lines, lines[0].hand_in)
    # What was left behind goes back to the drafter: the head has dealt with what lay before the head.
    HandIn.objects.filter(pk__in={each.hand_in_id for each in step.dossiers}).update(
        submitted_at=Coalesce("submitted_at", Value(step.at, output_field=DateTimeField())), prepared_at=None,
        prepared_by=None, head_note="",
    )


@before("receive")
def take_in(step: Step) -> None:
    """The first complete receipt fixes the rules by which the dossier is judged, at every later body too."""
    day = timezone.localdate(step.at)
    unpinned = [each for each in step.dossiers if each.award_version_id is None]
    rules = catalogue.rulesets({(each.award, day) for each in unpinned}) if unpinned else {}
    for dossier in unpinned:
        dossier.award_version = rules[(dossier.award_id, day)].version
    for dossier in step.dossiers:
        dossier.received_here = True


@before("clear")
def keep_the_opinion(step: Step) -> None:
    for dossier in step.dossiers:
        dossier.appraisal = str(step.fact(dossier, "opinion", "")).strip()
        step.entry_facts[dossier.pk] |= {"opinion": dossier.appraisal}


@before("return_for_correction")
def count_the_round(step: Step) -> None:
    whole = _returned_whole(step)
    for dossier in step.dossiers:
        dossier.return_count += 1
        dossier.returned_whole = dossier.pk in whole
        carrier = step.carriers.get(dossier.pk)
        if dossier.returned_whole and carrier is not None and carrier.data.get("from_below"):
            dossier.desk_override = (str(Role.OFFICE), carrier.unit_id)
        step.entry_facts[dossier.pk] |= _asked(step, dossier) | {
            "round": dossier.return_count, "whole": dossier.returned_whole,
        }


@after("return_for_correction")
def ask_for_correction(step: Step) -> None:
    """Lines stay on a procedure that is returned as a whole; the others go on a correction, one per unit's paper."""
    staying = _staying(step)
    sheets = [(step.carriers[lines[0].pk], lines) for lines in staying]
    kept = {each.pk for lines in staying for each in lines}
    sheets += open_corrections(step, [each for each in step.dossiers if each.pk not in kept])
    requests = Correction.objects.bulk_create(
        Correction(
            procedure=procedure, body_id=lines[0].body_id, asked_by=step.actor, asked_at=step.at,
            whole=lines[0].returned_whole,
        )
        for procedure, lines in sheets
    )
    items = [_item(step, request, each) for request, (_, lines) in zip(requests, sheets, strict=True) for each in lines]
    rounds.keep_before(items)
    CorrectionItem.objects.bulk_create(items, batch_size=ROW_BATCH)


@before("resubmit")
def forget_the_whole(step: Step) -> None:
    for dossier in step.dossiers:
        dossier.returned_whole = False


@after("resubmit")
def answer_the_request(step: Step) -> None:
    """What was asked is answered. Lines sent again before the others go ahead: nobody waits for the slow one."""
    answered = list(CorrectionItem.objects.filter(dossier__in=[each.pk for each in step.dossiers], mended_at=None))
    rounds.keep_after(step.dossiers, answered)
    for item in answered:
        item.mended_at = step.at
    CorrectionItem.objects.bulk_update(answered, ["mended_at", "after"], batch_size=ROW_BATCH)
    carriers = {each.pk for each in step.carriers.values()}
    slow = Line.objects.filter(procedure__in=carriers, left_at=None, dossier__state=State.RETURNED)
    unfinished = set(slow.values_list("procedure_id", flat=True))
    for pk, lines in grouped(step.dossiers, lambda each: step.carriers[each.pk].pk).items():
        if pk in unfinished:
            open_beside(step, step.carriers[lines[0].pk], lines)


@before("hold")
def remember_the_state(step: Step) -> None:
    for dossier in step.dossiers:
        dossier.state_before_hold = dossier.state
        dossier.public_line = str(step.fact(dossier, "public_line", "")).strip()
        dossier.returned_whole = False
        # The reason may reveal a denunciation: the journal, which many read, keeps the public line in its place.
        step.entry_reasons[dossier.pk] = dossier.public_line


@after("hold")
def lock_the_reason_away(step: Step) -> None:
    """The restricted reason stands in its own rows and nowhere else: not in the journal, not on the dossier."""
    told = [(each, str(step.fact(each, "restricted") or step.reason_for(each)).strip()) for each in step.dossiers]
    RestrictedReason.objects.bulk_create(
        RestrictedReason(dossier=each, text=text, written_by=step.actor, written_at=step.at)
        for each, text in told if text
    )


@before("release")
def forget_the_hold(step: Step) -> None:
    for dossier in step.dossiers:
        dossier.public_line = ""


@after("release")
def carry_on(step: Step) -> None:
    """A dossier released to a state that is no pool needs a procedure again; what it must mend stands as it stood."""
    back = grouped(step.dossiers, lambda each: each.state)
    open_hand_ins(step, back.get(State.SUBMITTED, []))
    working = [each for state in (State.APPRAISING, State.CONSULTING, State.POSTED) for each in back.get(state, [])]
    open_hand_ins(step, working, start="start_appraisal")
    open_corrections(step, back.get(State.RETURNED, []))


@before("reconsider")
def take_back(step: Step) -> None:
    for dossier in step.dossiers:
        dossier.outside_body = None
        dossier.received_here = True


@after("reconsider", "reopen_appraisal")
def appraise_again(step: Step) -> None:
    open_hand_ins(step, step.dossiers, start="start_appraisal")


@before("forward")
def go_up(step: Step) -> None:
    """The next body on the route takes over; it forms an opinion of its own."""
    bodies = Unit.objects.in_bulk({each.next_body_id() for each in step.dossiers})
    for dossier in step.dossiers:
        dossier.body = bodies[dossier.next_body_id()]
        dossier.received_here, dossier.appraisal = False, ""


@after("forward")
def hand_in_above(step: Step) -> None:
    """The letter upward is a tờ trình at the next body: one per kind of reward and procedure among its lines."""
    letters = Decision.objects.select_related("body").filter(procedure__in={each.pk for each in step.carriers.values()})
    by_carrier = {letter.procedure_id: letter for letter in letters}
    sheets = grouped(
        step.dossiers,
        lambda each: (
            step.carriers[each.pk].pk, each.body_id, each.season_id, each.hand_in.reward_type, each.hand_in.procedure,
            each.hand_in.ground,
        ),
    )
    for (carrier_pk, *_), lines in sheets.items():
        open_hand_in(step, lines, _hand_in_of_letter(step, by_carrier[carrier_pk], lines))


def _hand_in_of_letter(step: Step, letter: Decision, lines: Sequence[Dossier]) -> HandIn:
    first = lines[0]
    rounds, themes = {each.round_id for each in lines}, {each.theme for each in lines}
    return HandIn.objects.create(
        code=codes.next_code("hand_in", letter.body, day=timezone.localdate(step.at)), unit=letter.body,
        origin=HandInOrigin.LOWER_BODY, to_body=first.body, season=first.season, reward_type=first.hand_in.reward_type,
        procedure=first.hand_in.procedure, ground=first.hand_in.ground, number=letter.full_number, dated=letter.dated,
        round_id=first.round_id if len(rounds) == 1 else None, theme=first.theme if len(themes) == 1 else "",
        created_by=step.actor, created_at=step.at, submitted_at=step.at,
    )


def _returned_whole(step: Step) -> set[int]:
    """Dossiers of hand-ins returned whole: all lines by which a tờ trình reached the body, those withdrawn left out,
    are in the act, at reception, and none has been received or asked about before."""
    waiting = {
        pk: (carrier.hand_in_id, carrier.body_id)
        for pk, carrier in step.carriers.items()
        if carrier.kind == ProcedureKind.HAND_IN and carrier.node == "receive"
        and step.from_states[pk] == State.SUBMITTED
    }
    lines = Line.objects.filter(
        procedure__kind=ProcedureKind.HAND_IN, procedure__hand_in__in={hand_in_id for hand_in_id, _ in waiting.values()}
    ).exclude(dossier__state=State.WITHDRAWN)
    rows = lines.values_list("dossier_id", "procedure__hand_in_id", "procedure__body_id")
    apart = {(hand_in_id, body_id) for pk, hand_in_id, body_id in rows if pk not in waiting}
    return {pk for pk, sheet in waiting.items() if sheet not in apart}


def _staying(step: Step) -> list[list[Dossier]]:
    """Lines, by carrier, that are mended on the procedure they lie on: hand-ins returned whole, and corrections all of
    whose lines are returned again."""
    mine = {each.pk for each in step.dossiers}
    correcting = {each.pk for each in step.carriers.values() if each.kind == ProcedureKind.CORRECTION}
    live = Line.objects.filter(procedure__in=correcting, left_at=None).exclude(dossier__in=mine)
    apart = set(live.values_list("procedure_id", flat=True))
    complete = correcting - apart
    carried = [each for each in step.dossiers if each.pk in step.carriers]
    stay = [each for each in carried if each.returned_whole or step.carriers[each.pk].pk in complete]
    return list(grouped(stay, lambda each: step.carriers[each.pk].pk).values())


def _asked(step: Step, dossier: Dossier) -> dict[str, list[str]]:
    return {name: list(step.fact(dossier, name, ())) for name in ("fields", "papers")}


def _item(step: Step, request: Correction, dossier: Dossier) -> CorrectionItem:
    return CorrectionItem(
        correction=request, dossier=dossier, round=dossier.return_count, reason=step.reason_for(dossier),
        **_asked(step, dossier),
    )
