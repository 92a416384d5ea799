"""Who is told of no work on a line: who is proposed on it and is barred, and who may not see it any more."""

import pytest

from dossiers.models import OwnLineRule
from dossiers.vocabulary import Evidence, Role, State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.world import bring, convene, do, drafts, make_world, vote_all
from workflow.council import sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def heard(user) -> list[str]:
    outbox.announce()
    return list(Delivery.objects.filter(user=user, channel="inbox").order_by("pk").values_list("subject", flat=True))


def with_own(world, user, state):
    """Two lines in `state`, the first of them the user's own; what was told until then is forgotten."""
    nominees = [make.make_person(world.unit, user=user), make.make_person(world.unit)]
    rows = bring(world, state, nominees=nominees)
    outbox.announce()
    Delivery.objects.all().delete()
    return rows


def test_a_member_is_not_invited_to_vote_on_the_own_line(world):
    own, other = with_own(world, world.members[0], State.AWAITING_COUNCIL)
    convene(world, [own, other])
    assert heard(world.members[0]) == [f"Mời họp Hội đồng – {other.code}"]
    assert heard(world.members[1]) == ["Mời họp Hội đồng – 2 hồ sơ"]


def test_where_the_office_lets_members_vote_on_the_own_line_they_are_invited(world):
    OwnLineRule.objects.create(act="vote", policy=OwnLineRule.Policy.FREE, evidence=Evidence.LOCAL)
    convene(world, with_own(world, world.members[0], State.AWAITING_COUNCIL))
    assert heard(world.members[0]) == ["Mời họp Hội đồng – 2 hồ sơ"]


def test_what_the_council_thinks_of_a_decider_s_own_line_is_told_to_the_deputy_alone(world):
    second = make.make_holder(Role.DECIDER, world.body, name="Giám đốc phụ trách")
    own, other = with_own(world, second, State.AWAITING_COUNCIL)
    session = convene(world, [own, other])
    vote_all(world, session, "no")
    outbox.announce()
    Delivery.objects.all().delete()
    sessions.close(session, actor=world.decider)
    assert heard(second) == [f"Hồ sơ Hội đồng không đề nghị – {other.code}"]
    assert heard(world.deputy) == [f"Hồ sơ Hội đồng không đề nghị – {own.code}"]


def test_an_appraiser_hears_nothing_of_the_appraisal_of_the_own_line(world):
    rows = drafts(world, nominees=[make.make_person(world.unit, user=world.other_appraiser)])
    do(world, "submit", rows)
    do(world, "receive", rows)
    assert "Hồ sơ chờ thẩm định" not in {subject.split(" – ")[0] for subject in heard(world.other_appraiser)}


def test_a_head_of_office_is_not_asked_to_decide_on_the_own_line(world):
    own, other = with_own(world, world.office_head, State.APPRAISING)
    second = make.make_holder(Role.OFFICE_HEAD, world.body, name="Phó Chánh văn phòng")
    do(world, "propose_ineligible", [own, other])
    assert heard(world.office_head) == [f"Có đề nghị kết luận không đủ điều kiện – {other.code}"]
    assert heard(second) == ["Có đề nghị kết luận không đủ điều kiện – 2 hồ sơ"]


def test_who_could_only_answer_about_the_own_line_is_not_asked_for_an_opinion(world):
    own, other = with_own(world, world.other_head, State.APPRAISING)
    second = make.make_holder(Role.UNIT_HEAD, world.other_unit, name="Phó Trưởng phòng")
    do(world, "ask_consultation", [own], inside=[world.other_unit.pk], outside=[])
    assert (heard(world.other_head), len(heard(second))) == ([], 1)
    do(world, "ask_consultation", [other], inside=[world.other_unit.pk], outside=[])
    assert (len(heard(world.other_head)), len(heard(second))) == (1, 2)


def test_who_lost_the_post_before_the_message_is_written_hears_nothing(world):
    convene(world, bring(world, State.AWAITING_COUNCIL))
    world.council.seats.filter(user=world.members[0]).update(valid_to=make.LONG_AGO)
    world.appraiser.posts.update(valid_to=make.LONG_AGO)
    assert (heard(world.members[0]), heard(world.appraiser)) == ([], [])
    assert len(heard(world.members[1])) == 1
