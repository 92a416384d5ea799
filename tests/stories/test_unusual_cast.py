"""Small offices fill several posts with one person, and deputise: their pages hold, and only own acts are offered."""

import pytest
from django.urls import reverse

from dossiers import clock
from dossiers.models import Nominee, Round, Season
from dossiers.vocabulary import NomineeKind, Role, State
from tests import factories as make
from tests.stories.test_every_link import FOREIGN
from tests.walking import browser, walk
from tests.world import World, bring, convene, do, drafts, make_world, to_sign
from workflow.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world() -> World:
    """A body with its superior in the same system; a round and a theme; nominees of every kind, one without a job."""
    world = make_world(members=1, above_external=False)
    for role in (Role.OFFICE, Role.OFFICE_HEAD, Role.APPRAISER, Role.DECIDER, Role.CLERK):
        make.make_holder(role, world.above)
    half = Round.objects.create(season=world.season, number=1, title="Đợt giữa năm")
    kinds = [
        Nominee.objects.create(kind=kind, unit=world.unit, name=name, outside=kind == NomineeKind.HOUSEHOLD)
        for kind, name in (
            (NomineeKind.UNIT, world.unit.name), (NomineeKind.COLLECTIVE, "Tổ Hòa giải số 3"),
            (NomineeKind.HOUSEHOLD, "Hộ ông Lò Văn Pha"),
        )
    ]
    rows = drafts(world, nominees=kinds)
    for row in rows:
        row.round, row.theme = half, "Chuyên đề cải cách hành chính"
        row.save(update_fields=["round", "theme"])
    do(world, "receive", do(world, "submit", rows))
    return world


def everything_of(world: World, user) -> None:
    """Give one person every post of the unit and the office, and the chair of the council."""
    for role, unit in (
        (Role.UNIT_HEAD, world.unit), (Role.DRAFTER, world.unit), (Role.OFFICE, world.body),
        (Role.APPRAISER, world.body), (Role.OFFICE_HEAD, world.body), (Role.CLERK, world.body),
    ):
        make.give_post(user, role, unit)


def walked(user) -> dict[str, str]:
    """Address → words of each page within reach of this person; no word of English among them."""
    found = {}
    for address, _, page in walk(browser(user), every_state=True):
        assert {word for word in page.words if FOREIGN.search(word)} == set(), address
        found[address] = " ".join(page.words)
    return found


def test_one_person_in_every_post_who_is_also_proposed_and_chairs_the_council(world):
    all_in_one = world.decider
    everything_of(world, all_in_one)
    own = make.make_person(world.unit, user=all_in_one)
    drafts(world, nominees=[make.make_person(world.unit)])
    bring(world, State.SUBMITTED)
    bring(world, State.RETURNED)
    convene(world, bring(world, State.AWAITING_COUNCIL, nominees=[own, make.make_person(world.unit)]))
    bring(world, State.SIGNED)
    to_sign(world, bring(world, State.ENDORSED, 2))
    pages = walked(all_in_one)
    assert len(pages) > 30
    dossier = own.dossiers.get()
    assert own.name in pages[f"/ho-so/{dossier.code}/"]
    item = dossier.agenda_items.get()
    vote = {f"phieu-{item.pk}": "yes"}
    browser(all_in_one).post(reverse("workflow:session_vote", args=[item.session_id]), vote | {"key": "k"})
    assert item.ballots.count() == 0


def test_the_superior_inside_reads_what_was_sent_up_and_the_body_follows_it(world):
    sent = bring(world, State.GRANTED, above=True)[0]
    assert (sent.body_id, sent.state) == (world.above.pk, State.SUBMITTED)
    office = world.above.posts.get(role=Role.OFFICE).user
    pages = walked(office)
    assert f"/ho-so/{sent.code}/" in pages
    assert world.above.name in walked(world.appraiser)[f"/ho-so/{sent.code}/"]
    others = bring(world, State.APPRAISING)[0]
    assert browser(office).get(reverse("workflow:dossier", args=[others.code])).status_code == 404


def test_who_signs_by_delegation_and_who_stands_in_find_the_paper_and_sign(world):
    delegate, stand_in = make.make_user(name="Cao Thị Ủy Quyền"), make.make_user(name="Tạ Văn Thay Mặt")
    make.delegate(world.decider, delegate, Role.DECIDER, world.body, acts=["sign"])
    paper = to_sign(world, bring(world, State.ENDORSED, 2))
    address = reverse("workflow:decision", args=[paper.pk])
    assert address in walked(delegate)
    page = browser(delegate).get(address)
    assert [act.name for act in page.context["acts"]] == ["sign"]
    make.be_away(world.appraiser, stand_in=stand_in)
    walked(stand_in)
    browser(delegate).post(address, {"viec": "sign_all", "key": "k"})
    paper = Decision.objects.get(pk=paper.pk)
    assert (paper.signed_by, paper.signer_name) == (delegate, "Cao Thị Ủy Quyền")


def test_a_closed_year_is_read_everywhere_and_takes_nothing(world):
    Season.objects.filter(pk=world.season.pk).update(closed_at=clock.now())
    for user in (world.head, world.appraiser, world.inspector, world.decider):
        assert len(walked(user)) > 5
    row = drafts(world)[0]
    answer = browser(world.head).post(reverse("workflow:submit_hand_in", args=[row.hand_in_id]), {"key": "k"})
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (409, State.DRAFT)
