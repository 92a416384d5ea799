"""Entering the sample year through the ordinary services, with every date before today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from config.rehearsal import at_the_unit, entered, plan, play, ringing, sample, signing
from config.rehearsal.cast import assemble, opening
from config.rehearsal.casting import cases_of, way
from config.rehearsal.company import Cast
from config.rehearsal.papers import forget
from config.rehearsal.stage import Stage, actor_for_line, dossiers
from config.rehearsal.words import ASKED_OUTSIDE, QUESTION
from dossiers import clock
from dossiers.models import Nominee, Post, Season, StoredFile, Unit, User
from dossiers.vocabulary import Nature, Role
from notifications import outbox
from notifications.models import Delivery
from workflow import calendar, engine
from workflow.council import ballots, sessions
from workflow.council.models import Ballot, Seat, Session

READ_AFTER = 5  # working days: older messages have been read


def exists() -> bool:
    """Whether a sample year is there already."""
    return Season.objects.filter(nature=Nature.SAMPLE).exists()


def build() -> None:
    """Enter the sample year, wholly or not at all."""
    files: dict[str, StoredFile] = {}
    try:
        with transaction.atomic(), outbox.recorder(), ringing.unlogged():
            stage = _set_stage(files)
            _play(stage)
            entered.enter(stage)
            at_the_unit.enter(stage)
            _catch_up(stage)
    except BaseException:
        forget(files, list(files))
        raise


def _set_stage(files: dict[str, StoredFile]) -> Stage:
    today, days = clock.today(), calendar.current()
    dates = sample.dates_before(today, days)
    scenario = sample.scenario(dates)
    with clock.set_to(opening(scenario.season.opens)):
        cast = assemble(scenario, nature=Nature.SAMPLE, password=sample.PASSWORD)
        _dress(cast)
    stage = Stage(scenario, cast, now=opening(scenario.as_of), calendar=days, files=files)
    stage.cases = cases_of(scenario, cast)
    rows = sample.rows()
    for case in stage.cases:
        row = rows[case.line.number]
        case.rests_before = row.waits or row.rests
        case.live(case.life)
    _name_the_nominee(stage)
    stage.progress, stage.pass_time = lambda steps: _announce(stage), ringing.let_ring
    return stage


def _dress(cast: Cast) -> None:
    """Give the people of the play the names people sign in with, and add those whom a play does not need."""
    Unit.objects.filter(pk=cast.bodies[sample.BODY].pk).update(symbol=sample.SYMBOL, place="Tân Lĩnh")
    Season.objects.filter(pk=cast.season.pk).update(title=f"{cast.season.title} (dữ liệu mẫu)")
    for code, unit in cast.units.items():
        unit.symbol = code.partition("-")[2]
        unit.save(update_fields=["symbol"])
    officers = cast.officers[sample.BODY]
    known = {
        "nguoisoan": cast.drafters[sample.HOME], "thutruong": cast.heads[sample.HOME],
        "thamdinh": officers.appraisers[0], "truongvanphong": officers.office_head, "thuky": officers.secretary,
        "uyvien": officers.members[0], "giamdoc": officers.decider, "phogiamdoc": officers.deputy,
        "vanthu": officers.clerk,
    }
    for account in sample.ACCOUNTS:
        user = known.get(account.username) or _newcomer(cast, account)
        user.username, user.email = account.username, f"{account.username}@vinhdanh.example"
        user.save(update_fields=["username", "email"])
    officers.chair = User.objects.get(username="chutich")
    Seat.objects.filter(council__body=cast.bodies[sample.BODY], role=Role.CHAIR).update(user=officers.chair)


def _newcomer(cast: Cast, account: sample.Account) -> User:
    user = User.objects.create(
        username=account.username, full_name=next(cast.names), nature=Nature.SAMPLE,
        password=cast.drafters[sample.HOME].password,
    )
    if account.post:
        since = Post.objects.earliest("valid_from").valid_from
        place = cast.bodies[sample.BODY]
        Post.objects.create(user=user, role=account.post, unit=place, title=account.about[:120], valid_from=since)
    return user


def _name_the_nominee(stage: Stage) -> None:
    """The account 'canhan' is the person of the rows that say so."""
    rows = sample.rows()
    case = next(case for case in stage.cases if rows[case.line.number].nominee_is_user)
    user = User.objects.get(username="canhan")
    Nominee.objects.filter(pk=case.nominee.pk).update(user=user)
    user.full_name = case.nominee.name
    user.save(update_fields=["full_name"])


def _play(stage: Stage) -> None:
    """Wave by wave, each only as far as its rows say; those who waited go on when all others are in their places."""
    everybody = stage.cases
    days = sorted({case.line.on_date for case in everybody if case.line.on_date})
    for day in days:
        stage.cases = [case for case in everybody if case.line.on_date == day]
        play.play(stage)
    stage.cases = everybody
    _go_aside(stage)
    _begin_voting(stage)
    _go_on(stage)
    if stage.stuck:
        raise AssertionError("; ".join(stage.stuck))


def _go_on(stage: Stage) -> None:
    rows = sample.rows()
    for case in stage.cases:
        row = rows[case.line.number]
        if row.waits:
            case.rests_before = row.rests
            route = [sample.BODY] if row.decided_by == sample.BODY else [sample.BODY, row.decided_by]
            case.live(plan.steps(case.line, way(stage.scenario, route), simplified=False))
    signing.sign_and_issue(stage, sample.BODY)


def _go_aside(stage: Stage) -> None:
    """Consultation and posting of what is in appraising."""
    rows = sample.rows()
    officers = stage.officers(sample.BODY)
    for act in ("ask_consultation", "post_publicly"):
        for case in [case for case in stage.cases if rows[case.line.number].then == act]:
            with stage.moment():
                engine.perform(act, dossiers([case]), actor=actor_for_line(officers.appraisers, case), **_told(act))


def _told(act: str) -> dict[str, Any]:
    """The letter of a consultation asks a unit of the Sở, which answers on a page, and one that gets it on paper."""
    if act != "ask_consultation":
        return {}
    asked = Unit.objects.get(code=sample.HOME)
    return {"question": QUESTION, "inside": [asked.pk], "outside": [ASKED_OUTSIDE], "days": 10}


def _begin_voting(stage: Stage) -> None:
    """Of the session that is going on, some members have voted; 'uyvien' has not."""
    officers = stage.officers(sample.BODY)
    for session in Session.objects.filter(council__body=stage.cast.bodies[sample.BODY], closed_at=None):
        choices = {item.pk: str(Ballot.Choice.YES) for item in ballots.live_items(session)}
        for user in officers.members[1:4]:
            with stage.moment():
                sessions.vote(session, choices, actor=user)


def _announce(stage: Stage) -> None:
    with clock.set_to(stage.now):
        outbox.announce()
        outbox.send_due()


def _catch_up(stage: Stage) -> None:
    """Up to the present: what is late is marked, what is old has been read. The play ended before now."""
    _announce(stage)
    now = clock.now()
    if stage.now > now:
        raise AssertionError(f"the sample year ends at {stage.now}, after {now}")
    stage.now = now
    ringing.let_ring(stage)
    _announce(stage)
    long_ago = opening(stage.calendar.add(clock.today(), -READ_AFTER))
    _read_before(stage.cast, long_ago)


def _read_before(cast: Cast, instant: datetime) -> None:
    old = Delivery.objects.filter(user__nature=cast.nature, created_at__lt=instant, read_at=None)
    old.update(read_at=F("created_at"))


def accounts() -> Sequence[sample.Account]:
    """The accounts of the sample year, one per role."""
    return sample.ACCOUNTS


