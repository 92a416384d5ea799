"""Between drafter and head: what lies before the head stands still, and only the head sends it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import drafting, meetings, roles
from dossiers.models import HandIn
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from tests.factories import delegate, give_post, make_holder, make_user
from tests.world import World, drafts, fresh, make_world
from workflow import approval, inbox, journal
from workflow.models import Entry

pytestmark = pytest.mark.django_db
NOTE = "Bổ sung số liệu của quý IV vào phần thành tích."


@pytest.fixture
def world() -> World:
    return make_world()


def post(client, user, name, hand_in, **data):
    client.force_login(user)
    return client.post(reverse(f"workflow:{name}", args=[hand_in.pk]), data)


def refused(work) -> set[str]:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.families


def laid(world, count: int = 1) -> HandIn:
    hand_in = drafts(world, count)[0].hand_in
    approval.lay_before_head(hand_in, actor=world.drafter)
    hand_in.refresh_from_db()
    return hand_in


def states(hand_in: HandIn) -> list[str]:
    return [row.state for row in hand_in.dossiers.order_by("pk")]


def test_a_drafter_lays_it_before_the_head_who_finds_it_in_the_inbox(client, world):
    hand_in = drafts(world, 2)[0].hand_in
    response = post(client, world.drafter, "lay_before_head", hand_in, key="a")
    assert response["Location"] == reverse("dossiers:hand_in", args=[hand_in.pk])
    (row,) = inbox.to_approve(roles.grants_of(world.head))
    assert (row, row.prepared_by, row.unsent) == (hand_in, world.drafter, 2)
    assert [list(inbox.to_approve(roles.grants_of(one))) for one in (world.drafter, world.appraiser)] == [[], []]
    (entry,) = Entry.objects.filter(subject_kind="hand_in")
    assert (entry.act, entry.actor, list(journal.faults())) == ("lay_before_head", world.drafter, [])
    client.force_login(world.head)
    assert "Tờ trình chờ tôi duyệt" in client.get(reverse("workflow:inbox")).content.decode()


def test_the_same_form_sent_twice_lays_it_before_the_head_once(world):
    hand_in = drafts(world)[0].hand_in
    first = approval.lay_before_head(hand_in, actor=world.drafter, key="a")
    assert approval.lay_before_head(hand_in, actor=world.drafter, key="a") == first
    assert refused(lambda: approval.lay_before_head(hand_in, actor=world.drafter, key="b")) == {"state"}


def test_an_empty_or_sent_hand_in_is_not_laid_before_the_head(world):
    lines = drafts(world)
    drafting.remove_draft(lines[0], actor=world.drafter)
    assert refused(lambda: approval.lay_before_head(lines[0].hand_in, actor=world.drafter)) == {"state"}


@pytest.mark.parametrize("who", ["appraiser", "clerk", "stranger"])
def test_others_neither_lay_it_before_the_head_nor_take_it_back_nor_return_it(client, world, who):
    person = make_holder(Role.UNIT_HEAD, world.other_unit) if who == "stranger" else getattr(world, who)
    fresh_one, waiting = drafts(world)[0].hand_in, laid(world)
    assert refused(lambda: approval.lay_before_head(fresh_one, actor=person)) == {"role"}
    assert refused(lambda: approval.take_back(waiting, actor=person)) == {"role"}
    assert refused(lambda: approval.return_to_drafter(waiting, note=NOTE, actor=person)) == {"role"}
    for data in ({"key": "a"}, {"key": "b", "thu_lai": "1"}):
        assert post(client, person, "lay_before_head", waiting, **data).status_code == 404
    for data in ({"gui": "1", "dossier": waiting.dossiers.get().pk}, {"tra": "1", "y_kien": NOTE}):
        assert post(client, person, "approve", waiting, **data).status_code == 404
    assert states(waiting) == [State.DRAFT]


def test_what_waits_for_the_head_is_changed_by_the_head_alone(world):
    hand_in = laid(world)
    line = hand_in.dossiers.get()
    new = {"nominee": line.nominee, "award": line.award, "deciding_body": None, "achievement": "Sửa sau lưng"}
    about = meetings.Minutes(hand_in.created_at, "A", "B", 5, 5)
    for work in (
        lambda: drafting.change_line(line, actor=world.drafter, **new),
        lambda: drafting.remove_draft(line, actor=world.drafter),
        lambda: drafting.change_hand_in(hand_in, {"number": "9"}, actor=world.drafter),
        lambda: meetings.record(hand_in, about, {}, actor=world.drafter),
    ):
        assert refused(work) == {"state"}
    drafting.change_hand_in(hand_in, {"number": "9/TTr"}, actor=world.head)
    approval.take_back(hand_in, actor=world.drafter)
    drafting.change_hand_in(hand_in, {"number": "10/TTr"}, actor=world.drafter)
    assert HandIn.objects.get(pk=hand_in.pk).number == "10/TTr"


def test_a_drafter_sends_by_no_address(client, world):
    hand_in = laid(world)
    line = hand_in.dossiers.get()
    moment = hand_in.prepared_at.isoformat()
    data = {"gui": "1", "dossier": line.pk, "trinh_luc": moment, "key": "a"}
    assert post(client, world.drafter, "approve", hand_in, **data).status_code == 404
    assert post(client, world.drafter, "submit_hand_in", hand_in, dossier=line.pk, key="b").status_code == 409
    assert refused(
        lambda: approval.approve(hand_in, [line], seen=hand_in.prepared_at, actor=world.drafter)
    ) == {"role"}
    assert post(client, world.drafter, "approve", hand_in, tra="1", y_kien=NOTE).status_code == 404
    assert states(hand_in) == [State.DRAFT]


def test_the_head_reads_one_screen_and_sends(client, world):
    hand_in = laid(world, 2)
    client.force_login(world.head)
    page = client.get(reverse("workflow:approve", args=[hand_in.pk]))
    names = [line.nominee_name for line in hand_in.dossiers.all()]
    assert [name in page.content.decode() for name in names] == [True, True]
    data = {
        "gui": "1", "key": "a", "trinh_luc": page.context["moment"], "dossier": page.context["survey"].ready,
    }
    response = post(client, world.head, "approve", hand_in, **data)
    assert response["Location"] == reverse("dossiers:hand_in", args=[hand_in.pk])
    hand_in.refresh_from_db()
    assert (states(hand_in), hand_in.prepared_at, hand_in.prepared_by) == ([State.SUBMITTED] * 2, None, None)


def test_what_was_taken_back_meanwhile_is_not_sent_unread(client, world):
    hand_in = laid(world)
    moment = hand_in.prepared_at.isoformat()
    approval.take_back(hand_in, actor=world.drafter)
    approval.lay_before_head(hand_in, actor=world.drafter)
    data = {"gui": "1", "key": "a", "trinh_luc": moment, "dossier": hand_in.dossiers.get().pk}
    response = post(client, world.head, "approve", hand_in, **data)
    assert (response.status_code, states(hand_in)) == (409, [State.DRAFT])
    assert "Người soạn đã thu lại hoặc trình lại tờ trình" in response.content.decode()
    data |= {"trinh_luc": "hôm qua", "key": "b"}
    assert post(client, world.head, "approve", hand_in, **data).status_code == 409
    assert states(hand_in) == [State.DRAFT]


def test_lines_of_another_hand_in_are_not_sent_along(client, world):
    hand_in, other = laid(world), drafts(world)[0]
    data = {"gui": "1", "key": "a", "trinh_luc": hand_in.prepared_at.isoformat(), "dossier": other.pk}
    assert post(client, world.head, "approve", hand_in, **data).status_code == 409
    assert fresh([other])[0].state == State.DRAFT


def test_the_head_returns_it_with_a_note_and_earlier_notes_stay_readable(client, world):
    hand_in = laid(world)
    assert post(client, world.head, "approve", hand_in, tra="1", y_kien="  ", key="a").status_code == 409
    response = post(client, world.head, "approve", hand_in, tra="1", y_kien=NOTE, key="b")
    assert response["Location"] == reverse("workflow:inbox")
    client.force_login(world.drafter)
    assert NOTE in client.get(reverse("dossiers:hand_in", args=[hand_in.pk])).content.decode()
    approval.lay_before_head(hand_in, actor=world.drafter)
    assert HandIn.objects.get(pk=hand_in.pk).head_note == ""
    approval.return_to_drafter(hand_in, note="Ghi rõ số quyết định sáng kiến.", actor=world.head)
    assert [entry.reason for entry in approval.earlier_notes(hand_in)] == ["Ghi rõ số quyết định sáng kiến.", NOTE]


def test_who_drafts_and_heads_simply_sends(client, world):
    give_post(world.head, Role.DRAFTER, world.unit)
    hand_in = drafts(world)[0].hand_in
    client.force_login(world.head)
    page = client.get(reverse("dossiers:hand_in", args=[hand_in.pk])).content.decode()
    assert ("Duyệt và gửi" in page, "Trình thủ trưởng duyệt" in page) == (True, False)
    assert post(client, world.head, "submit_hand_in", hand_in, key="a").status_code == 302
    assert states(hand_in) == [State.SUBMITTED]


def test_whoever_has_sending_from_the_head_reads_and_sends_too(client, world):
    receiver = make_user()
    delegate(world.head, receiver, Role.UNIT_HEAD, world.unit, acts=["submit"])
    hand_in = laid(world)
    assert list(inbox.to_approve(roles.grants_of(receiver))) == [hand_in]
    data = {
        "gui": "1", "key": "a", "trinh_luc": hand_in.prepared_at.isoformat(), "dossier": hand_in.dossiers.get().pk,
    }
    assert post(client, receiver, "approve", hand_in, **data).status_code == 302
    assert states(hand_in) == [State.SUBMITTED]


def test_what_is_left_behind_goes_back_to_the_drafter(world):
    hand_in = laid(world, 2)
    sent, left = hand_in.dossiers.order_by("pk")
    approval.approve(hand_in, [sent], seen=hand_in.prepared_at, actor=world.head)
    drafting.remove_draft(left, actor=world.drafter)
    assert states(hand_in) == [State.SUBMITTED]


def test_a_hand_in_with_a_journal_is_not_deleted(world):
    hand_in = laid(world)
    approval.take_back(hand_in, actor=world.drafter)
    drafting.remove_draft(hand_in.dossiers.get(), actor=world.drafter)
    assert refused(lambda: drafting.remove_hand_in(hand_in, actor=world.drafter)) == {"state"}
    assert list(journal.faults()) == []


def test_the_reading_screen_takes_no_more_statements_for_thirty_lines(client, world):
    counts = []
    for hand_in in (laid(world), laid(world, 30)):
        client.force_login(world.head)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("workflow:approve", args=[hand_in.pk])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
