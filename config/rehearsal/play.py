"""The season from the first draft to the last paper, body by body, in the order in which papers go up."""

from collections.abc import Sequence

from config.rehearsal import attempts, handing_in, meeting, office, signing
from config.rehearsal.stage import Stage


def play(stage: Stage) -> None:
    """Carry every case through its life. What the application refuses is noted on the stage; nothing is forced."""
    hand_in_all(stage)
    order = bodies_upwards(stage)
    while True:
        before = sum(case.done for case in stage.cases)
        for body in order:
            work_at(stage, body)
        if sum(case.done for case in stage.cases) == before:
            break
    attempts.try_rest(stage)


def hand_in_all(stage: Stage) -> None:
    """Hand-ins by date; each date's are received before the next date's are sent."""
    scenario = stage.scenario
    dates = sorted({case.line.on_date or scenario.as_of for case in stage.cases})
    for day in dates:
        stage.go_to(day)
        handing_in.hand_in(stage, stage.cases, day)
        attempts.try_hand_ins(stage)
        for body in stage.cast.officers:
            office.receive(stage, body)


def bodies_upwards(stage: Stage) -> list[str]:
    """Inside bodies, those first that stand lower on the ways of the cases."""
    height = dict.fromkeys(stage.cast.officers, 0)
    for case in stage.cases:
        for position, body in enumerate(_passed(case.life)):
            height[body] = max(height[body], position)
    return sorted(height, key=lambda body: height[body])


def _passed(life: Sequence[object]) -> list[str]:
    return list(dict.fromkeys(step.body for step in life))  # type: ignore[attr-defined]


def work_at(stage: Stage, body: str) -> None:
    """One round of work at a body, if anything waits there."""
    if not any(case.next and case.next.body == body for case in stage.cases):
        return
    stage.next_morning()
    office.receive(stage, body)
    office.appraise(stage, body)
    meeting.meet(stage, body)
    signing.sign_and_issue(stage, body)
    signing.record_outcomes(stage, body)
    signing.revoke(stage, body)
