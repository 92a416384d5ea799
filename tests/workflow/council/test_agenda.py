"""How an agenda is laid out for a vote: groups, what stands apart, what was chosen."""

import pytest
from django.http import QueryDict

from dossiers.vocabulary import Role
from tests.factories import give_post, make_award, make_draft, make_hand_in, make_unit
from workflow.council import agenda
from workflow.forms_council import AgendaForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(stage):
    """Two awards; of the first, three lines of one unit and one of another."""
    first, second = make_award(position=1, name="Danh hiệu thứ nhất"), make_award(position=2, name="Hình thức thứ hai")
    other = make_unit(name="Phòng Ất", under=stage.body)
    give_post(stage.head, Role.UNIT_HEAD, other)
    rows = [*stage.drafts(1, award=second), *stage.drafts(3, award=first)]
    away = make_draft(other, hand_in=make_hand_in(stage.unit, stage.body, stage.season), award=first)
    lines = stage.cleared([*rows, away])
    return stage.session(lines)


def rows(session, cast=None, typed=None, own=()):
    items = session.items.select_related("dossier__award", "dossier__nominee").order_by("position")
    return agenda.rows_for(list(items), cast=cast or {}, typed=typed or {}, own=own)


def pks(session):
    return [item.pk for item in session.items.order_by("position")]


def test_awards_come_in_their_order_and_units_within_them(session, stage):
    found = [
        (section.award.name, [(group.unit_name, len(group.rows)) for group in section.groups])
        for section in agenda.sections(rows(session))
    ]
    first = sorted([(stage.unit.name, 3), ("Phòng Ất", 1)])
    assert [(name, sorted(groups)) for name, groups in found] == [
        ("Danh hiệu thứ nhất", first), ("Hình thức thứ hai", [(stage.unit.name, 1)]),
    ]


def three(session, **about):
    """The group of three lines."""
    return next(g for s in agenda.sections(rows(session, **about)) for g in s.groups if len(g.rows) == 3)


def test_nothing_chosen_leaves_a_group_open(session):
    group = three(session)
    assert (group.choice, group.apart, len(group.unvoted), group.agreeing) == ("", {}, 3, 0)


def test_what_most_lines_have_is_the_groups_choice_and_the_others_stand_apart(session):
    one, two, last = (row.item.pk for row in three(session).rows)
    group = three(session, cast={one: "yes", two: "yes", last: "no"})
    assert (group.choice, group.apart, group.agreeing) == ("yes", {last: "no"}, 2)
    group = three(session, cast={one: "yes", two: "yes"})
    assert (group.choice, group.apart) == ("yes", {last: agenda.LATER})


def test_a_groups_choice_serves_every_line_without_its_own(session):
    group = three(session)
    one, two, last = (row.item.pk for row in group.rows)
    post = QueryDict(f"nhom-{group.key}=yes&phieu-{one}=&phieu-{two}=no&phieu-{last}=later&phieu-abc=yes&nhom-x=no")
    assert AgendaForm(post, rows(session)).choices == {one: "yes", two: "no"}


def test_an_own_line_follows_no_group(session):
    group = three(session)
    one, two, last = (row.item.pk for row in group.rows)
    post = QueryDict(f"nhom-{group.key}=yes")
    assert AgendaForm(post, rows(session, own={two})).choices == {one: "yes", last: "yes"}
    assert [row.item.pk for row in three(session, own={two}).votable] == [one, last]
