"""Carrying a checked file out: everything in one transaction, or nothing."""

import logging
from dataclasses import dataclass

from django.db import transaction

from dossiers import organisation
from dossiers.accounts import create_accounts
from dossiers.importing import further, people
from dossiers.importing.accounts import AccountRow
from dossiers.importing.organisation import KINDS, UnitRow
from dossiers.importing.plan import Plan, make_plan
from dossiers.importing.posts import PostRow
from dossiers.importing.reading import Rows
from dossiers.models import Post, Unit, User

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What was done: the plan carried out, and the new accounts with their passwords in clear, to be shown once."""

    plan: Plan
    slips: list[tuple[User, str]]

    @property
    def done(self) -> bool:
        """False if problems stood in the way, and nothing was changed."""
        return not self.plan.problems


@transaction.atomic
def carry_out(rows: Rows, *, by: str) -> Outcome:
    """Check once more what is there now, then write all of it; `by` names who asked, for the server's log."""
    plan = make_plan(rows)
    if plan.problems:
        return Outcome(plan, [])
    units = _write_units(plan.units)
    slips = _write_accounts(plan.accounts)
    _write_posts(plan.posts, units)
    users = {user.username: user for user in User.objects.filter(is_active=True)}
    people.write(plan.people, units, users)
    for key, rows_ in plan.further.items():
        further.SHEETS[key].write(rows_, units, users)
    log.info("%s imported %s changes, %s new accounts", by, len(plan.changes), len(slips))
    return Outcome(plan, slips)


def _write_units(rows: list[UnitRow]) -> dict[str, Unit]:
    """All units by code: first the units, then who stands above whom, since a superior may stand further down."""
    for row in rows:
        _write_unit(row)
    units = {unit.code: unit for unit in Unit.objects.all()}
    for row in rows:
        for column, upper in row.uppers.items():
            organisation.subordinate(units[row.code], units[upper], kind=KINDS[column], since=row.since)
    return units


def _write_unit(row: UnitRow) -> None:
    if row.unit is None:
        organisation.create_unit(Unit(code=row.code, name=row.name, level=row.level, **row.fields), since=row.since)
        return
    for name, value in row.fields.items():
        setattr(row.unit, name, value)
    if row.fields:
        row.unit.save()
    if row.name != row.unit.name:
        organisation.rename(row.unit, row.name, since=row.since)


def _write_accounts(rows: list[AccountRow]) -> list[tuple[User, str]]:
    new = [User(username=row.username, **row.fields) for row in rows if row.user is None]
    passwords = create_accounts(new)
    for row in rows:
        if row.user is not None and row.fields:
            for name, value in row.fields.items():
                setattr(row.user, name, value)
            row.user.save(update_fields=list(row.fields))
    return [(user, passwords[user.username]) for user in new]


def _write_posts(rows: list[PostRow], units: dict[str, Unit]) -> None:
    users = {user.username: user for user in User.objects.filter(username__in={row.username for row in rows})}
    Post.objects.bulk_create([
        Post(user=users[row.username], role=row.role, unit=units[row.unit], title=row.title, valid_from=row.since,
             valid_to=row.until)
        for row in rows if row.post is None
    ])
    for row in rows:
        if row.post is not None and row.change:
            # the row itself stays as it was read, or its plan would no longer say what it changed
            Post.objects.filter(pk=row.post.pk).update(title=row.title or row.post.title, valid_to=row.until)
