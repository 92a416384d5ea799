"""A page offers what the person can do there, and no button or link that must fail."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.vocabulary import State
from tests.world import World, bring, do, make_world, to_sign
from workflow.models import Procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def shown(user, url: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def buttons(user, url: str) -> list[str]:
    """The acts offered on the chosen lines, in the order of the page."""
    return re.findall(r'name="viec" value="(\w+)"', shown(user, url))


def work_of(row) -> str:
    return reverse("workflow:work", args=[Procedure.objects.get(open=True, lines__dossier=row).pk])


def test_the_appraiser_is_offered_what_the_states_of_the_lines_allow(world):
    rows = bring(world, State.APPRAISING, 2)
    usual = ["clear", "return_for_correction", "propose_ineligible", "ask_consultation", "post_publicly", "hold"]
    assert buttons(world.appraiser, work_of(rows[0])) == usual
    do(world, "ask_consultation", rows[:1])
    assert buttons(world.appraiser, work_of(rows[0])) == [*usual[:4], "close_consultation", *usual[4:]]


def test_only_the_head_of_the_office_is_offered_to_declare_and_only_a_proposal_of_another(world):
    row = bring(world, State.APPRAISING)[0]
    assert "declare_ineligible" not in buttons(world.office_head, work_of(row))
    do(world, "propose_ineligible", [row], world.appraiser)
    assert "declare_ineligible" in buttons(world.office_head, work_of(row))
    assert "declare_ineligible" not in buttons(world.other_appraiser, work_of(row))


def test_readers_are_offered_nothing(world):
    row = bring(world, State.APPRAISING)[0]
    for reader in (world.inspector, world.head, world.clerk):
        text = shown(reader, work_of(row))
        assert row.nominee_name in text
        assert re.findall(r'name="(?:viec|dossier)"', text) == []
        assert "Nhận làm" not in text


@pytest.mark.parametrize(
    ("state", "gatherer", "label"),
    [
        (State.AWAITING_COUNCIL, "secretary", "Triệu tập phiên họp với các hồ sơ đã chọn"),
        (State.ENDORSED, "appraiser", "Lập văn bản trình ký với các hồ sơ đã chọn"),
    ],
)
def test_a_pool_offers_gathering_to_who_gathers(world, state, gatherer, label):
    row = bring(world, state)[0]
    url = reverse("workflow:pool", args=[world.body.code, state])
    for user in (getattr(world, gatherer), world.inspector):
        text = shown(user, url)
        mine = user == getattr(world, gatherer)
        assert row.nominee_name in text
        assert (label in text, 'name="dossier"' in text) == (mine, mine)


def test_the_deputy_is_offered_to_sign_but_not_to_refuse_or_split_what_is_not_the_chiefs_own(world):
    paper = to_sign(world, bring(world, State.ENDORSED, 2))
    url = reverse("workflow:decision", args=[paper.pk])
    assert buttons(world.deputy, url) == ["sign"]
    assert buttons(world.decider, url) == ["sign", "send_back", "refuse"]
    assert "Tách dòng" not in shown(world.deputy, url)
    assert "Tách dòng" in shown(world.decider, url)


def test_a_paper_with_one_line_cannot_be_split(world):
    paper = to_sign(world, bring(world, State.ENDORSED))
    assert "Tách dòng" not in shown(world.decider, reverse("workflow:decision", args=[paper.pk]))
