"""The search: the best match first, numbers of decisions found, nothing told that the row conceals."""

import pytest
from django.urls import reverse

from dossiers import access, search
from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests.factories import make_person, make_user
from tests.world import bring, drafts, make_world, number, to_sign
from workflow.decisions import papers
from workflow.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(members=1)


def people(world, *names):
    return drafts(world, nominees=[make_person(world.unit, name=name) for name in names])


def order(world, words, *, most=100):
    found = search.ranked(access.as_shown(world.head), words, most=most)
    names = dict(Dossier.objects.values_list("pk", "nominee_name"))
    return [names[pk] for pk in found]


def codes(client, user, **query):
    client.force_login(user)
    return [row.code for row in client.get(reverse("dossiers:dossier_list"), query).context["page"].object_list]


def test_the_whole_name_comes_before_a_name_that_begins_so_and_that_before_the_rest(world):
    people(world, "Trần Văn Ân", "Ân", "Ân Thị Bình", "Ân", "Lê Văn Can")
    rows = Dossier.objects.order_by("pk")
    assert order(world, "ân") == ["Ân", "Ân", "Ân Thị Bình", "Lê Văn Can", "Trần Văn Ân"][:4] + ["Trần Văn Ân"]
    first, second = (row.pk for row in rows if row.nominee_name == "Ân")
    assert search.ranked(access.as_shown(world.head), "ân", most=2) == [second, first]


def test_a_code_comes_first_of_all(world):
    older, newer = people(world, "Một", "Hai")
    newer.nominee_name = f"Tập thể {older.code}"
    newer.save()
    assert search.ranked(access.as_shown(world.head), older.code.lower(), most=10) == [older.pk, newer.pk]


def test_nobody_waits_for_more_matches_than_the_list_counts(world, django_assert_num_queries):
    people(world, *(f"Người {n}" for n in range(5)))
    rows = access.as_shown(world.head)
    # the names that begin so fill the list, so that the rest is not even asked
    with django_assert_num_queries(2):
        assert len(search.ranked(rows, "nguoi", most=3)) == 3
    with django_assert_num_queries(3):
        assert len(search.ranked(rows, "nguoi", most=9)) == 5


@pytest.mark.parametrize("words", ["{n}/QĐ-STP", "{n}/qd", "0{n}/QD-stp", "{n}/"])
def test_a_decision_is_found_by_its_number(client, world, words):
    granted = bring(world, State.GRANTED)[0]
    others = bring(world, State.GRANTED)
    bring(world, State.ENDORSED)
    paper = Decision.objects.get(items__dossier=granted)
    assert others[0].pk != granted.pk
    assert codes(client, world.appraiser, q=words.format(n=paper.number)) == [granted.code]
    assert codes(client, world.appraiser, q=f"{paper.number}/QĐ-UBND") == []


def test_a_number_tells_a_nominee_nothing_before_the_decision_is_out(client, world):
    nominee = make_user()
    row = bring(world, State.ENDORSED, nominees=[make_person(world.unit, user=nominee)])[0]
    paper = to_sign(world, [row])
    papers.sign(paper, actor=world.decider)
    number(world, paper, 41)
    paper.refresh_from_db()
    assert paper.full_number.startswith("41/")
    assert codes(client, world.clerk, q="41/") == [row.code]
    assert codes(client, nominee) == [row.code]
    assert codes(client, nominee, q="41/") == []
    papers.issue(paper, actor=world.clerk)
    assert codes(client, nominee, q="41/") == [row.code]


def test_what_was_found_is_marked_in_its_own_accents(client, world):
    people(world, "Y Đắk <b>Lắk</b>")
    client.force_login(world.head)
    text = client.get(reverse("dossiers:dossier_list"), {"q": "dak lak"}).content.decode()
    assert "Y <mark>Đắk</mark> &lt;b&gt;<mark>Lắk</mark>&lt;/b&gt;" in text


def test_every_page_has_the_box(client, world):
    client.force_login(world.head)
    page = client.get(reverse("workflow:inbox")).content.decode()
    assert f'<form class="vd-find" method="get" action="{reverse("dossiers:dossier_list")}"' in page
