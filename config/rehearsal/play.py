"""The season from the first draft to the last paper, body by body, in the order in which papers go up."""

from collections.abc import Sequence
from datetime import timedelta

from config.rehearsal import attempts, handing_in, meeting, office, signing
from config.rehearsal.plan import Step
from config.rehearsal.stage import Stage
from workflow.calendar import local_day

# Calendar days that a season's papers may need from reception to the last decision.
TIME_TO_DECIDE = timedelta(days=60)


def play(stage: Stage) -> None:
    """Carry every case through its life. What the application refuses is noted on the stage; nothing is forced.

    Hand-ins come by date, each date's are received before the next date's are sent; where there is time enough between
    two dates, what was handed in is decided first.
    """
    scenario = stage.scenario
    dates = sorted({case.line.on_date or scenario.as_of for case in stage.cases})
    for day, following in zip(dates, [*dates[1:], None], strict=True):
        stage.go_to(day)
        handing_in.hand_in(stage, stage.cases, day)
        attempts.try_hand_ins(stage)
        for body in stage.cast.officers:
            office.receive(stage, body)
        if following is None or local_day(stage.now) + TIME_TO_DECIDE < following:
            decide(stage)
    attempts.try_rest(stage)


def decide(stage: Stage) -> None:
    """Round after round through the bodies until nothing moves any more."""
    order = bodies_upwards(stage)
    while True:
        before = sum(case.done for case in stage.cases)
        for body in order:
            work_at(stage, body)
        if sum(case.done for case in stage.cases) == before:
            return


def bodies_upwards(stage: Stage) -> list[str]:
    """Inside bodies, those first that stand lower on the ways of the cases."""
    height = dict.fromkeys(stage.cast.officers, 0)
    for case in stage.cases:
        for position, body in enumerate(_passed(case.life)):
            height[body] = max(height[body], position)
    return sorted(height, key=lambda body: height[body])


def _passed(life: Sequence[Step]) -> list[str]:
    return list(dict.fromkeys(step.body for step in life))


def work_at(stage: Stage, body: str) -> None:
    """One round of work at a body, if anything waits there."""
    waiting = [case.next for case in stage.cases if case.next and case.next.act != "submit"]
    if all(step.body != body for step in waiting):
        return
    stage.next_morning()
    office.receive(stage, body)
    office.appraise(stage, body)
    meeting.meet(stage, body)
    signing.sign_and_issue(stage, body)
    signing.record_outcomes(stage, body)
    signing.revoke(stage, body)
