"""A rehearsal as a whole: cast, play, post, count. Works on whatever database is there when it is called."""

import time
from collections.abc import Callable

from django.db import transaction

from config.rehearsal import attempts, outcome, ringing
from config.rehearsal.cast import assemble, opening
from config.rehearsal.casting import cases_of
from config.rehearsal.heard import heard
from config.rehearsal.papers import forget
from config.rehearsal.play import play
from config.rehearsal.report import Result
from config.rehearsal.scenario import Fate, Scenario
from config.rehearsal.stage import Stage
from dossiers import clock
from dossiers.models import StoredFile
from dossiers.vocabulary import Nature
from notifications import outbox
from notifications.models import Delivery, DeliveryState
from workflow import calendar, journal
from workflow.alarms import rehearsed
from workflow.models import Unannounced

LETTERS = 100_000
Progress = Callable[[int, int], None]


def rehearse(
    scenario: Scenario, *, password: str, progress: Progress = lambda done, total: None, messages: bool = False
) -> Result:
    """Play the scenario in an empty database (a throw-away one) as a season like any other; `messages`: what is due
    rings, the post goes out as it would have, and the result says who heard what."""
    begun = time.monotonic()
    stage = set_stage(scenario, Nature.REAL, password, progress)
    return _played(stage, begun, messages)


def rehearse_and_keep(
    scenario: Scenario, *, password: str, progress: Progress = lambda done, total: None, messages: bool = False
) -> Result:
    """Play the scenario into the present database, marked as a rehearsal: wholly or, if it breaks off, not at all."""
    begun = time.monotonic()
    files: dict[str, StoredFile] = {}
    try:
        with transaction.atomic():
            stage = set_stage(scenario, Nature.REHEARSAL, password, progress)
            stage.files = files
            return _played(stage, begun, messages)
    except BaseException:
        forget(files, list(files))
        raise


def _played(stage: Stage, begun: float, messages: bool) -> Result:
    with outbox.recorder(hours=messages):
        if messages:
            _play_and_tell(stage)
        else:
            play(stage)
        sent, undelivered = _post(stage)
    return Result(
        scenario=stage.scenario, figures=outcome.figures(stage.cast, _left_outside(stage)),
        tried=tuple(sorted(stage.tried, key=lambda each: each.attempt.number)),
        entries=outcome.entries(stage.cast).count(), verified=not any(journal.faults()), sent=sent,
        undelivered=undelivered, seconds=time.monotonic() - begun, stuck=tuple(stage.stuck),
        heard=heard(stage.cast.nature) if messages else None,
    )


def _play_and_tell(stage: Stage) -> None:
    """As `play`, where each act is told as it happens and everything rings in its time, also a while after the last
    act."""
    stage.after_each, stage.pass_time = ringing.tell, ringing.let_ring
    with rehearsed.playing(), ringing.unlogged():
        with clock.set_to(opening(stage.scenario.season.opens)):
            ringing.tell()
        play(stage)
        ringing.run_on(stage)


def set_stage(scenario: Scenario, nature: Nature, password: str, progress: Progress) -> Stage:
    """Everything entered and everybody in place at eight o'clock of the first day, nothing handed in yet."""
    with clock.set_to(opening(scenario.season.opens)):
        cast = assemble(scenario, nature=nature, password=password)
    stage = Stage(scenario, cast, now=opening(min(scenario.hand_in_days)), calendar=calendar.current())
    stage.cases = cases_of(scenario, cast)
    total = sum(len(case.life) for case in stage.cases)
    done = [0]

    def step(number: int) -> None:
        done[0] += number
        progress(done[0], total)

    stage.progress = step
    attempts.prepare(stage, scenario)
    return stage


def _left_outside(stage: Stage) -> dict[int, str]:
    """Dossier pk → the body outside at which its line leaves it pending."""
    outside = {body.code for body in stage.scenario.bodies if body.external}
    rests = [case for case in stage.cases if case.line.fate == Fate.PENDING and case.dossier and not case.next]
    places = {case.pk: case.line.at or case.line.decided_by for case in rests}
    return {pk: place for pk, place in places.items() if place in outside}


def _post(stage: Stage) -> tuple[int, int]:
    """Have everything announced; returns how many messages arrived in the recorder and how many did not."""
    with clock.set_to(stage.now):
        ringing.tell()
        if stage.cast.nature != Nature.REHEARSAL:
            outbox.send_due(limit=LETTERS)
    ours = Delivery.objects.filter(user__nature=stage.cast.nature)
    sent = ours.filter(state=DeliveryState.SENT).count()
    return sent, ours.exclude(state=DeliveryState.SENT).count() + Unannounced.objects.count()
