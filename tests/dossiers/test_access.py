"""Who sees which dossiers, hand-ins and papers; every 'no' is asked about rows that exist."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from dossiers import access, clock, roles
from dossiers.models import Dossier, Paper, PaperType, Season, StoredFile
from dossiers.vocabulary import Carrier, HandInOrigin, Level, Producer, Role, State
from tests.factories import (
    be_away,
    delegate,
    give_post,
    make_body,
    make_draft,
    make_hand_in,
    make_holder,
    make_person,
    make_season,
    make_unit,
    make_user,
)
from workflow import journal
from workflow.models import Batch

pytestmark = pytest.mark.django_db


def make_line(unit, body, *, state=State.DRAFT, user=None, origin=HandInOrigin.UNIT) -> Dossier:
    """A dossier on a hand-in of its own, sent if `state` says so: sending alone opens nothing at the body."""
    season = Season.objects.first() or make_season()
    sent = {} if state == State.DRAFT else {"submitted_at": clock.now()}
    hand_in = make_hand_in(unit, body, season, origin=origin, **sent)
    dossier = make_draft(hand_in=hand_in, nominee=make_person(unit, user=user))
    if state == State.SUBMITTED:
        send(dossier)
    return dossier


def send(dossier: Dossier) -> None:
    """Write the move with its journal entry, as the database demands, and nothing else of it."""
    at = clock.now()
    batch = Batch.objects.create(act="submit", content="", at=at)
    entry = journal.chain(
        batch, dossier, act="submit", from_state=State.DRAFT.value, to_state=State.SUBMITTED.value, at=at,
        actor_name="Thủ trưởng",
    )
    entry.save()
    Dossier.objects.filter(pk=dossier.pk).update(
        state=State.SUBMITTED, chain_head=entry.digest, chain_length=entry.seq
    )


def make_paper(producer, **carrier) -> Paper:
    kind, _ = PaperType.objects.get_or_create(
        code=f"P-{producer}", defaults={"name": "Giấy tờ", "producer": producer, "carrier": Carrier.DOSSIER}
    )
    file, _ = StoredFile.objects.get_or_create(sha256="a" * 64, defaults={"size": 1, "content_type": "application/pdf"})
    return Paper.objects.create(paper_type=kind, file=file, file_name="a.pdf", uploaded_at=clock.now(), **carrier)


def seen(user):
    return set(access.visible(user))


@pytest.fixture
def body():
    return make_body("STP", name="Sở Tư pháp")


@pytest.fixture
def unit(body):
    return make_unit("P01", under=body)


@pytest.fixture
def others(body):
    """Lines of another unit, one draft and one sent: nobody of `unit` may see them."""
    other = make_unit("P02", under=body)
    return {make_line(other, body), make_line(other, body, state=State.SUBMITTED)}


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.DRAFTER])
def test_the_people_of_a_unit_see_its_lines_drafts_included_and_no_other_units(body, unit, others, role):
    lines = {make_line(unit, body), make_line(unit, body, state=State.SUBMITTED)}
    assert seen(make_holder(role, unit)) == lines


def test_a_nominee_sees_the_own_line_once_it_is_sent_and_not_the_neighbours(body, unit, others):
    person = make_user()
    own = make_line(unit, body, user=person)
    make_line(unit, body, state=State.SUBMITTED)
    assert seen(person) == set()
    send(own)
    assert seen(person) == {own}


def test_an_inspector_reads_everything_but_drafts(body, unit, others):
    make_line(unit, body)
    sent = make_line(unit, body, state=State.SUBMITTED)
    expected = {sent.pk} | {line.pk for line in Dossier.objects.exclude(state=State.DRAFT)}
    assert {line.pk for line in seen(make_holder(Role.INSPECTOR, body))} == expected
    assert len(expected) == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICE, Role.DECIDER, Role.CLERK])
def test_a_post_in_a_body_shows_no_line_that_never_lay_there(body, unit, others, role):
    make_line(unit, body)
    assert seen(make_holder(role, make_body("SNV"))) == set()


def test_the_administrators_post_alone_shows_nothing_of_the_own_body(body, unit, others):
    make_line(unit, body, state=State.SUBMITTED)
    assert seen(make_holder(Role.ADMINISTRATOR, body)) == set()


def test_superusers_strangers_and_the_deactivated_see_nothing(body, unit, others):
    head = make_holder(Role.UNIT_HEAD, unit)
    make_line(unit, body)
    proposed = make_user()
    make_line(unit, body, user=proposed, state=State.SUBMITTED)
    for person in (head, proposed):
        person.is_active = False
        person.save()
    people = [head, proposed, AnonymousUser(), make_user(is_superuser=True, is_staff=True)]
    assert [seen(person) for person in people] == [set(), set(), set(), set()]


def test_sight_ends_with_the_post(body, unit):
    head = make_user()
    post = give_post(head, Role.UNIT_HEAD, unit)
    line = make_line(unit, body)
    assert access.may_see(head, line)
    post.valid_to = date(2020, 1, 1)
    post.save()
    assert not access.may_see(head, line)


def test_a_stand_in_and_a_delegate_see_what_they_work_on(body, unit, others):
    line = make_line(unit, body)
    head, stand_in, delegated = make_holder(Role.UNIT_HEAD, unit), make_user(), make_user()
    be_away(head, stand_in=stand_in)
    delegate(head, delegated, Role.UNIT_HEAD, unit, acts=["submit"])
    assert (seen(stand_in), seen(delegated)) == ({line}, {line})


def test_the_office_sees_the_drafts_it_enters_itself_and_no_units_own_draft(body, unit):
    make_line(unit, body)
    entered = make_line(unit, body, origin=HandInOrigin.PAPER)
    make_line(unit, make_body("SNV"), origin=HandInOrigin.PAPER)
    assert seen(make_holder(Role.OFFICE, body)) == {entered}
    assert seen(make_holder(Role.DECIDER, body)) == set()


def test_a_hand_in_is_seen_by_its_unit_and_once_sent_by_the_body_it_addresses(body, unit):
    draft, sent = make_line(unit, body).hand_in, make_line(unit, body, state=State.SUBMITTED).hand_in
    other_body = make_body("SNV")
    assert set(access.visible_hand_ins(make_holder(Role.DRAFTER, unit))) == {draft, sent}
    assert set(access.visible_hand_ins(make_holder(Role.OFFICE, body))) == {sent}
    assert set(access.visible_hand_ins(make_holder(Role.INSPECTOR, other_body))) == {sent}
    for stranger in (make_holder(Role.OFFICE, other_body), make_holder(Role.ADMINISTRATOR, body), make_user()):
        assert set(access.visible_hand_ins(stranger)) == set()


def test_a_body_sees_the_hand_in_it_sent_upward(body, unit):
    ministry = make_body("BTP", level=Level.MINISTRY)
    letter = make_line(body, ministry, state=State.SUBMITTED, origin=HandInOrigin.LOWER_BODY).hand_in
    assert access.may_see_hand_in(make_holder(Role.OFFICE, body), letter)
    assert not access.may_see_hand_in(make_holder(Role.OFFICE, make_body("SNV")), letter)


def test_being_proposed_shows_neither_the_hand_in_nor_its_papers(body, unit):
    person = make_user()
    line = make_line(unit, body, user=person, state=State.SUBMITTED)
    shared = make_paper(Producer.UNIT, hand_in=line.hand_in)
    assert not access.may_see_hand_in(person, line.hand_in)
    assert not access.may_see_paper(person, shared)


def test_a_nominee_reads_the_own_report_but_nothing_the_office_or_council_wrote(body, unit):
    person, neighbour = make_user(), make_user()
    line = make_line(unit, body, user=person, state=State.SUBMITTED)
    make_line(unit, body, user=neighbour, state=State.SUBMITTED)
    papers = {producer: make_paper(producer, dossier=line) for producer in Producer}
    assert {producer for producer, paper in papers.items() if access.may_see_paper(person, paper)} == {
        Producer.NOMINEE, Producer.UNIT,
    }
    assert not any(access.may_see_paper(neighbour, paper) for paper in papers.values())


def test_the_unit_opens_its_papers_and_another_unit_does_not(body, unit, others):
    line = make_line(unit, body)
    papers = [make_paper(Producer.UNIT, hand_in=line.hand_in), make_paper(Producer.OFFICE, dossier=line)]
    head, stranger = make_holder(Role.UNIT_HEAD, unit), make_holder(Role.UNIT_HEAD, make_unit("P09", under=body))
    assert [access.may_see_paper(head, paper) for paper in papers] == [True, True]
    assert [access.may_see_paper(stranger, paper) for paper in papers] == [False, False]


def test_the_list_does_not_grow_in_queries(body, unit, django_assert_num_queries):
    head = make_holder(Role.UNIT_HEAD, unit)
    lines = {make_line(unit, body) for _ in range(12)}
    with django_assert_num_queries(2 + len(roles._providers)):
        assert len(seen(head)) == len(lines)
