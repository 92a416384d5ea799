"""Results held back until the ceremony and released together; everything held after a restore."""

import pytest
from django.urls import reverse

from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import Role, State
from notifications import holds, lapsing, outbox, preferences, releasing
from notifications.compose import Section
from notifications.gathering import Part, Told
from notifications.kinds import Kind
from notifications.models import Delivery, DeliveryState, Hold, Subscriber
from notifications.writing import write
from tests import factories as make
from tests.world import REASON, bring, do, make_world, number
from workflow.decisions import papers, revocation
from workflow.models import DecisionItem, Follow

pytestmark = pytest.mark.django_db
LIST = "notifications:holds"


@pytest.fixture
def world():
    world = make_world()
    world.nominee = make.make_user(name="Mai Thị Được")
    for user in (world.head, world.nominee):
        user.email = f"{user.username}@stp.example.vn"
        user.save()
    return world


def decide(world) -> None:
    """A refusal and a grant in one unit, of which everybody is told."""
    own = make.make_person(world.unit, user=world.nominee)
    bring(world, State.GRANTED, nominees=[own])
    do(world, "refuse", bring(world, State.AWAITING_SIGNATURE))
    outbox.announce()


def numbered(world):
    """The signed decision, with its number."""
    [row] = Dossier.objects.filter(state=State.SIGNED)
    decision = DecisionItem.objects.get(dossier=row, live=True).decision
    number(world, decision)
    return decision


def issue_signed(world, *rows) -> None:
    decision = DecisionItem.objects.get(dossier=rows[0], live=True).decision
    number(world, decision)
    papers.issue(decision, actor=world.clerk)


def revoke(world, rows) -> None:
    decision = revocation.propose(rows, ground="a", reason=REASON, actor=world.appraiser)
    revocation.sign(decision, actor=world.decider)
    number(world, decision)
    papers.issue(decision, actor=world.clerk)


def results(**where) -> set[tuple[str, str, str]]:
    rows = Delivery.objects.filter(kind="result", **where).select_related("user")
    return {(row.user.full_name, row.channel, row.state) for row in rows}


def test_results_to_unit_and_nominee_wait_and_nothing_else_does(world):
    holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head, season=world.season)
    decide(world)
    assert results() == {
        (name, channel, "held")
        for name, channels in {
            world.head.full_name: ("inbox", "email"), world.drafter.full_name: ("inbox",),
            world.nominee.full_name: ("inbox", "email"),
        }.items()
        for channel in channels
    }
    others = Delivery.objects.exclude(kind="result")
    assert others.filter(state="held").count() == 0
    assert others.filter(user=world.office_head, subject__startswith="Kết quả khen thưởng").count() == 1
    mine = Delivery.objects.to_person(world.nominee).values_list("subject", flat=True)
    assert [subject.split(" – ")[0] for subject in mine] == ["Hồ sơ của bạn đã được trình"]


def test_released_they_appear_and_leave_together_in_a_few_statements(world, django_assert_max_num_queries):
    preferences.choose(world.head, [("result", "email", "daily")])
    hold = holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head)
    decide(world)
    with django_assert_max_num_queries(50):
        plan = releasing.release(hold, actor=world.office_head)
    assert plan.count == Delivery.objects.filter(hold=hold).count() == 8
    assert {(channel, state) for _, channel, state in results()} == {("inbox", "sent"), ("email", "queued")}
    assert set(Delivery.objects.filter(hold=hold, channel="email").values_list("user", "daily")) == {
        (world.head.pk, True), (world.nominee.pk, False),
    }
    hold.refresh_from_db()
    assert (hold.released_by, hold.released_at is not None) == (world.office_head, True)
    assert releasing.release(hold, actor=world.office_head) == releasing.Plan(released=False)
    bring(world, State.GRANTED)
    outbox.announce()
    assert Delivery.objects.filter(state=DeliveryState.HELD).count() == 0


def test_a_follower_does_not_hear_of_the_result_before_those_it_concerns(world):
    holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head, season=world.season)
    [dossier] = bring(world, State.SIGNED)
    Follow.objects.create(dossier=dossier, user=world.inspector, since=clock.now())
    outbox.announce()
    Delivery.objects.all().delete()
    issue_signed(world, dossier)
    outbox.announce()
    assert results(user=world.inspector) == {(world.inspector.full_name, "inbox", "held")}


def test_a_system_is_not_told_before_the_people_even_where_none_is_told(world):
    """The unit has nobody, the nominee no account: only the office hears, and a system would be the first to know."""
    rows = bring(world, State.SIGNED)
    outbox.announce()
    for user in (world.head, world.drafter):
        user.posts.update(valid_to=make.LONG_AGO)
    Subscriber.objects.create(name="Cổng tỉnh", url="https://may.example.vn/", made_at=clock.now())
    holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head, season=world.season)
    issue_signed(world, *rows)
    outbox.announce()
    [row] = Delivery.objects.filter(channel="webhook")
    assert (row.state, row.hold.season) == ("held", world.season)
    assert Delivery.objects.filter(kind=Kind.RESULT, user__isnull=False).count() == 0


def test_an_order_for_another_year_keeps_nothing_back(world):
    other = make.make_season(2019)
    holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head, season=other)
    decide(world)
    assert "held" not in {state for *_, state in results()}


def test_what_the_person_has_to_do_in_the_same_batch_does_not_wait(world):
    rows = bring(world, State.SUBMITTED)
    batch = rows[0].entries.order_by("-pk")[0].batch_id
    Delivery.objects.all().delete()
    hold = holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head)
    season = frozenset({world.season.pk})
    parts = (
        Part(Section("refuse_unit"), (), Kind.RESULT, True, season), Part(Section("reopen_desk"), (), Kind.WORK, True)
    )
    write([batch], [Told(world.head, parts, "/")])
    found = Delivery.objects.filter(user=world.head).values_list("channel", "kind", "state", "hold")
    assert set(found) == {
        ("inbox", "result", "held", hold.pk), ("email", "result", "held", hold.pk),
        ("inbox", "work", "sent", None), ("email", "work", "queued", None),
    }


@pytest.mark.slow
class TestWeeksLater:
    """Between a decision and its ceremony people come and go, and decisions are taken back."""

    @pytest.fixture
    def hold(self, world):
        return holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head, season=world.season)

    def granted(self, world, count=1, **about):
        rows = bring(world, State.GRANTED, count, **about)
        outbox.announce()
        return rows

    def test_the_successor_is_told_and_whoever_lost_the_post_is_not(self, world, hold):
        self.granted(world)
        world.head.posts.update(valid_to=make.LONG_AGO)
        successor = make.make_holder(Role.UNIT_HEAD, world.unit, name="Cao Thị Kế Nhiệm")
        successor.email = "kenhiem@stp.example.vn"
        successor.save()
        plan = releasing.release(hold, actor=world.office_head)
        assert ([each.row.user for each in plan.new], [row.user for row in plan.lapsed]) == (
            [successor] * 2, [world.head] * 2,
        )
        assert results() == {
            (successor.full_name, "inbox", "sent"), (successor.full_name, "email", "queued"),
            (world.head.full_name, "inbox", "suppressed"), (world.head.full_name, "email", "suppressed"),
            (world.drafter.full_name, "inbox", "sent"),
        }
        assert set(Delivery.objects.filter(state="suppressed").values_list("last_error", flat=True)) == {lapsing.LAPSED}
        assert Delivery.objects.to_person(world.head).filter(kind="result").count() == 0

    def test_who_came_where_nobody_was_is_told_too_and_nobody_of_what_was_before_the_order(self, world):
        self.granted(world)
        bring(world, State.SIGNED)
        outbox.announce()
        for user in (world.head, world.drafter):
            user.posts.update(valid_to=make.LONG_AGO)
        placed = {"reason": "Chờ lễ trao tặng", "actor": world.office_head, "season": world.season}
        decision = numbered(world)
        hold = holds.place(holds.RESULTS, **placed)
        papers.issue(decision, actor=world.clerk)
        outbox.announce()
        assert Delivery.objects.filter(hold=hold).count() == 0
        successor = make.make_holder(Role.UNIT_HEAD, world.unit, name="Cao Thị Kế Nhiệm")
        plan = releasing.release(hold, actor=world.office_head)
        assert ([each.row.user for each in plan.new], plan.going, plan.lapsed) == ([successor], [], [])

    def test_who_works_at_the_office_too_and_was_told_there_is_not_told_again(self, world, hold):
        self.granted(world)
        make.give_post(world.other_appraiser, Role.UNIT_HEAD, world.unit)
        releasing.release(hold, actor=world.office_head)
        told = Delivery.objects.filter(user=world.other_appraiser, subject__startswith="Kết quả khen thưởng")
        assert [(row.kind, row.channel) for row in told] == [("news", "inbox")]

    def test_what_was_revoked_since_is_no_news_and_the_others_are_listed_without_it(self, world, hold):
        gone, stays = self.granted(world, 2)
        revoke(world, [gone])
        outbox.announce()
        before = Delivery.objects.get(user=world.head, channel="inbox", kind="result", hold=hold)
        assert (gone.code in before.body, stays.code in before.body) == (True, True)
        releasing.release(hold, actor=world.office_head)
        before.refresh_from_db()
        assert (before.state, gone.code in before.body, stays.code in before.body) == ("sent", False, True)

    def test_a_single_line_that_was_revoked_is_told_to_nobody(self, world, hold):
        revoke(world, self.granted(world))
        outbox.announce()
        plan = releasing.release(hold, actor=world.office_head)
        assert (plan.count, len(plan.lapsed)) == (0, 3)

    def test_what_another_order_covers_goes_on_waiting(self, world, hold):
        self.granted(world)
        every_year = holds.place(holds.RESULTS, reason="Chờ công bố chung", actor=world.office_head)
        plan = releasing.release(hold, actor=world.office_head)
        assert (plan.count, plan.kept) == (0, 3)
        assert set(Delivery.objects.filter(kind="result").values_list("state", "hold")) == {("held", every_year.pk)}
        assert releasing.release(every_year, actor=world.office_head).count == 3

    def test_an_order_of_one_year_outlives_that_of_every_year(self, world):
        every_year = holds.place(holds.RESULTS, reason="Chờ công bố chung", actor=world.office_head)
        self.granted(world)
        of_year = holds.place(holds.RESULTS, reason="Chờ lễ", actor=world.office_head, season=world.season)
        self.granted(world)
        assert set(Delivery.objects.filter(kind="result").values_list("hold", flat=True)) == {every_year.pk, of_year.pk}
        plan = releasing.release(every_year, actor=world.office_head)
        assert (plan.count, plan.kept) == (0, 3)
        assert releasing.release(of_year, actor=world.office_head).count == 6
        assert {state for *_, state in results()} == {"sent", "queued"}

    def test_the_page_says_beforehand_what_will_happen_and_asks_as_little_for_ten_as_for_one(
        self, world, hold, client, django_assert_max_num_queries
    ):
        client.force_login(world.office_head)
        page, counts = reverse("notifications:hold", args=[hold.pk]), []
        for more in (1, 9):
            for _ in range(more):
                [dossier] = self.granted(world)
            with django_assert_max_num_queries(60) as captured:
                text = client.get(page).content.decode()
            counts.append(len(captured))
        assert counts[0] == counts[1]
        assert "30 thông báo được gửi cùng lúc: Trong ứng dụng 20; Thư điện tử 10." in text
        assert f"– {dossier.code}: " in text
        world.head.posts.update(valid_to=make.LONG_AGO)
        make.make_holder(Role.UNIT_HEAD, world.unit, name="Cao Thị Kế Nhiệm")
        text = client.get(page).content.decode()
        assert "Được báo thêm, vì mới nhận nhiệm vụ từ khi có kết quả: Cao Thị Kế Nhiệm." in text
        assert f"kết quả đã thay đổi): {world.head.full_name}." in text
        assert Delivery.objects.filter(kind="result").exclude(state="held").count() == 0


class TestThePage:
    def test_a_head_of_office_places_sees_and_releases(self, world, client):
        client.force_login(world.office_head)
        client.post(reverse(LIST), {"season": world.season.pk, "reason": "Chờ lễ trao tặng"})
        hold = Hold.objects.get()
        assert (hold.placed_by, hold.scope, hold.reason) == (world.office_head, "results", "Chờ lễ trao tặng")
        decide(world)
        page = client.get(reverse("notifications:hold", args=[hold.pk])).content.decode()
        assert f"đang giữ {Delivery.objects.filter(hold=hold).count()} thông báo" in page
        assert world.nominee.full_name in page
        assert "Trang hồ sơ, danh sách và bảng kết quả vẫn ghi đúng tình trạng" in client.get(
            reverse(LIST)).content.decode()
        answer = client.post(reverse("notifications:release", args=[hold.pk]), follow=True)
        assert "Đã cho gửi" in answer.content.decode()
        assert Delivery.objects.filter(state="held").count() == 0
        again = client.post(reverse("notifications:release", args=[hold.pk]), follow=True).content.decode()
        assert "Lệnh giữ này đã được cho gửi trước đó." in again

    def test_a_reason_must_be_given_and_the_same_order_stands_once(self, world, client):
        client.force_login(world.office_head)
        assert client.post(reverse(LIST), {"reason": ""}).status_code == 422
        for _ in range(2):
            client.post(reverse(LIST), {"reason": "Chờ lễ trao tặng"})
        assert Hold.objects.count() == 1

    def test_nobody_else_reads_or_releases(self, world, client):
        hold = holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head)
        for user in (world.appraiser, world.head, world.nominee, world.decider):
            client.force_login(user)
            answers = [client.get(reverse(LIST)), client.get(reverse("notifications:hold", args=[hold.pk])),
                       client.post(reverse("notifications:release", args=[hold.pk]))]
            assert [answer.status_code for answer in answers] == [403] * 3
        hold.refresh_from_db()
        assert hold.released_at is None

    def test_after_a_restore_administrators_are_told_on_every_page_until_released(self, world, client):
        keeper = make.make_holder(Role.ADMINISTRATOR, world.body, name="Quản Trị")
        hold = holds.place(holds.EVERYTHING, reason="Vừa khôi phục dữ liệu", actor=None)
        told = {}
        for user in (keeper, world.head):
            client.force_login(user)
            told[user] = "Đang giữ mọi thông báo gửi ra ngoài." in client.get("/thong-bao/").content.decode()
        assert told == {keeper: True, world.head: False}
        client.force_login(keeper)
        client.post(reverse("notifications:release", args=[hold.pk]))
        assert "Đang giữ mọi" not in client.get("/thong-bao/").content.decode()
        assert holds.everything_is_held() is False

    def test_after_a_restore_it_says_how_much_would_leave_by_which_way(self, world, client):
        do(world, "hold", bring(world, State.APPRAISING))
        outbox.announce()
        waiting = Delivery.objects.filter(channel="email")
        assert waiting.count() == 1
        hold = holds.place(holds.EVERYTHING, reason="Vừa khôi phục dữ liệu", actor=None)
        page = reverse("notifications:hold", args=[hold.pk])
        client.force_login(world.office_head)
        text = client.get(page).content.decode()
        assert ("Thư điện tử: 1 thông báo gửi ngay<" in text, "Xem từng thông báo đang chờ" in text) == (True, False)
        assert waiting.get().body not in text
        waiting.update(daily=True)
        client.force_login(make.make_holder(Role.ADMINISTRATOR, world.body))
        text = client.get(page).content.decode()
        assert "Thư điện tử: 0 thông báo gửi ngay, 1 thông báo gửi sau" in text
        assert "Xem từng thông báo đang chờ" in text
        waiting.update(state="sent")
        assert "Không có thông báo nào đang chờ gửi ra ngoài." in client.get(page).content.decode()
        client.post(reverse("notifications:release", args=[hold.pk]))
        text = client.get(page).content.decode()
        assert ("Nếu cho gửi bây giờ" in text, "chờ ở hàng đợi trong lúc giữ đã được cho gửi" in text) == (False, True)

    def test_the_list_asks_as_little_for_thirty_as_for_one(self, world, client, django_assert_max_num_queries):
        client.force_login(world.office_head)
        counts = []
        for more in (1, 29):
            for _ in range(more):
                hold = holds.place(holds.RESULTS, reason="Chờ lễ", actor=world.office_head)
                releasing.release(hold, actor=world.office_head)
            with django_assert_max_num_queries(12) as captured:
                client.get(reverse(LIST))
            counts.append(len(captured))
        assert counts[0] == counts[1]
