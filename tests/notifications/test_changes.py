"""The table as an office changed it: told, not told, in the application only; what people have to do stays on."""

import pytest
from django.urls import reverse

from dossiers.vocabulary import Role, State
from notifications import changes, outbox
from notifications.kinds import Kind
from notifications.models import Delivery, TableChange
from notifications.settings_page import ABOUT
from notifications.table import TABLE
from tests import factories as make
from tests.world import bring, do, make_world
from workflow.hearing import heard_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    world.keeper = make.make_holder(Role.ADMINISTRATOR, world.body, name="Quản Trị Viên")
    for user in (world.head, world.drafter, world.clerk):
        user.email = f"{user.username}@stp.example.vn"
        user.save()
    return world


def told(world, act="hold", state=State.APPRAISING) -> set[tuple[str, str, str]]:
    """(person, channel, kind) of everybody told of the act."""
    rows = bring(world, state)
    outbox.announce()
    Delivery.objects.all().delete()
    do(world, act, rows)
    outbox.announce()
    named = {user.pk: name for name, user in vars(world).items() if hasattr(user, "username")}
    return {(named[row.user_id], row.channel, row.kind) for row in Delivery.objects.all()}


OFFICE = {("other_appraiser", "inbox", "news")}
HEAD = {("head", "inbox", "news"), ("head", "email", "news")}
DRAFTER = {("drafter", "inbox", "news"), ("drafter", "email", "news")}


def test_without_changes_the_table_is_that_of_the_release(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert changes.merged() == TABLE
    assert told(world) == HEAD | DRAFTER | OFFICE


def test_a_recipient_is_switched_off_on_again_and_kept_in_the_application(world):
    changes.change("hold", "drafter", "hold_unit", on=False, mail=False, actor=world.keeper)
    assert told(world) == HEAD | OFFICE
    changes.change("hold", "drafter", "hold_unit", on=True, mail=False, actor=world.keeper)
    assert told(world) == HEAD | OFFICE | {("drafter", "inbox", "news")}
    changes.change("hold", "drafter", "hold_unit", on=True, mail=True, actor=world.keeper)
    assert told(world) == HEAD | DRAFTER | OFFICE
    assert TableChange.objects.count() == 3


def test_an_added_recipient_hears_as_news_what_is_work_for_others(world):
    changes.change("clear", "clerk", "clear_desk", on=True, mail=True, actor=world.keeper)
    assert told(world, "clear") == {
        ("secretary", "inbox", "work"), ("clerk", "inbox", "news"), ("clerk", "email", "news"),
    }
    changes.change("clear", "clerk", "clear_desk", on=False, mail=False, actor=world.keeper)
    assert told(world, "clear") == {("secretary", "inbox", "work")}


def test_an_added_recipient_who_may_not_see_the_dossier_hears_nothing(world):
    """The members who are entitled to vote are nobody while no session has the line on its agenda."""
    changes.change("hold", "entitled_members", "hold_unit", on=True, mail=True, actor=world.keeper)
    assert told(world) == HEAD | DRAFTER | OFFICE


@pytest.mark.parametrize(("act", "audience", "text", "on", "why"), [
    ("submit", "desk", "submit_desk", False, changes.NEEDED),
    ("table", "entitled_members", "table_members", False, changes.NEEDED),
    ("endorse", "nominee", "endorse_desk", True, changes.NOT_YET),
    ("turn_down", "nominee", "followed", True, changes.NOT_YET),
    ("receive", "nominee", "receive_desk", True, changes.WITHIN),
    ("hold", "hàng xóm", "hold_unit", True, changes.UNKNOWN),
    ("hold", "office", "grant_unit", True, changes.UNKNOWN),
    ("vote", "office", "vote", True, changes.UNKNOWN),
    ("hold", "addressees", "hold_unit", True, changes.UNKNOWN),
    ("hold", "next_office", "hold_unit", True, changes.UNKNOWN),
    ("open_season", "office", "season_opened", True, changes.UNKNOWN),
    ("lay_before_head", "office", "before_head", True, changes.UNKNOWN),
    ("return_to_drafter", "clerk", "returned_drafter", True, changes.UNKNOWN),
    ("ask_own_report", "office_head", "report_asked", True, changes.UNKNOWN),
    ("lay_before_head", "drafter", "before_head", True, ""),
    ("send_report", "clerk", "report_office", True, ""),
    ("invite_late", "office", "invited_late", True, ""),
    ("enter_enquiry", "unit_head", "enquiry_entered", True, changes.UNKNOWN),
    ("enter_enquiry", "clerk", "enquiry_entered", True, ""),
    ("consultation_overdue", "addressees", "consultation_overdue", True, ""),
    ("forward", "next_office", "forward_unit", True, ""),
    ("hold", "nominee", "hold_unit", True, ""),
    ("hold", "unit_head", "hold_unit", False, ""),
])
def test_what_cannot_be_changed_and_why(act, audience, text, on, why):
    assert changes.refusal(act, audience, text, on=on) == why


def test_a_change_of_another_release_is_passed_over(world):
    for act, audience, text, on in [("submit", "desk", "submit_desk", False), ("gone", "office", "gone", True),
                                    ("hold", "gone", "hold_unit", True), ("endorse", "nominee", "endorse_desk", True)]:
        TableChange.objects.create(act=act, audience=audience, text=text, on=on, changed_at="2026-01-01T00:00Z")
    assert changes.merged() == TABLE


def test_nominees_hear_by_default_of_three_things_only():
    hears = {(act, tell.text) for act, row in TABLE.items() for tell in row
             for word in tell.audiences if word in ("nominee", "asked_nominees")}
    assert hears == {
        ("submit", "submit_nominee"), ("ask_own_report", "report_asked"), ("issue", "grant_nominee"),
        ("record_grant", "grant_nominee"),
    }


@pytest.mark.parametrize(("act", "audience", "text", "kind"), [
    ("issue", "nominee", "grant_office", Kind.RESULT), ("issue", "followers", "followed", Kind.RESULT),
    ("refuse", "followers", "refuse_office", Kind.RESULT), ("issue", "clerk", "grant_office", Kind.NEWS),
    ("clear", "clerk", "clear_desk", Kind.NEWS), ("clear", "followers", "followed", Kind.NEWS),
])
def test_a_result_stays_a_result_for_whoever_does_not_work_on_it(act, audience, text, kind):
    made = TableChange(act=act, audience=audience, text=text, on=True, changed_at="2026-01-01T00:00Z")
    row = changes.with_changes(TABLE, [made])[act]
    assert [tell.kind for tell in row if tell.text == text and audience in tell.audiences] == [kind]


class TestThePages:
    def test_everybody_reads_who_is_told_what_and_administrators_alone_change_it(self, world, client):
        client.force_login(world.head)
        page = client.get(reverse("notifications:table")).content.decode()
        assert "Thủ trưởng đơn vị đề nghị" in page
        assert "tạm dừng xét 1 hồ sơ của đơn vị" in page
        assert "Trong ứng dụng, thư điện tử<br>" in page
        assert reverse("notifications:table_row", args=["hold"]) not in page
        row = reverse("notifications:table_row", args=["hold"])
        assert (client.get(row).status_code, client.post(row, {}).status_code) == (403, 403)
        client.force_login(world.keeper)
        page = client.get(reverse("notifications:table")).content.decode()
        assert row in page

    def test_a_row_is_changed_and_says_who_changed_it(self, world, client):
        client.force_login(world.keeper)
        row = reverse("notifications:table_row", args=["hold"])
        asked = {"nguoi-nhan": "drafter", "mau": "hold_unit", "cach": "tat"}
        page = client.post(row, asked, follow=True).content.decode()
        assert "Quản Trị Viên: Người soạn hồ sơ của đơn vị – không báo" in page
        client.force_login(world.head)
        page = client.get(reverse("notifications:table")).content.decode()
        assert "<s>Người soạn hồ sơ của đơn vị</s>" in page
        assert "Quản Trị Viên" in page
        assert "Người soạn hồ sơ của đơn vị" not in {heard.who for heard in heard_of(["hold"])["hold"]}

    def test_work_says_why_it_cannot_be_switched_off_and_is_not(self, world, client):
        client.force_login(world.keeper)
        row = reverse("notifications:table_row", args=["submit"])
        assert changes.NEEDED in client.get(row).content.decode()
        asked = {"nguoi-nhan": "desk", "mau": "submit_desk", "cach": "tat"}
        assert changes.NEEDED in client.post(row, asked, follow=True).content.decode()
        assert TableChange.objects.count() == 0
        for act in ("vote", "khong-co"):
            assert client.get(reverse("notifications:table_row", args=[act])).status_code == 404

    def test_the_table_costs_few_statements(self, world, client, django_assert_max_num_queries):
        for _ in range(20):
            changes.change("hold", "drafter", "hold_unit", on=True, mail=False, actor=world.keeper)
        client.force_login(world.keeper)
        with django_assert_max_num_queries(12):
            client.get(reverse("notifications:table"))

    def test_every_kind_has_its_words_for_the_settings(self):
        assert set(ABOUT) == set(Kind)
