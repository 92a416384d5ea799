"""A member votes by groups, reads a ballot over, goes back without loss; the secretary and the chair beside."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from dossiers import papers as stored
from dossiers.models import Paper, PaperType
from dossiers.vocabulary import State
from tests import factories as make
from tests.world import REASON, World, bring, convene, do, drafts, fresh, make_world, vote_all
from workflow.models import Ballot, Recusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def words(text: str) -> str:
    """The page as it is read: without tags, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def session_of(world, own: bool = False):
    """Three lines of one unit; the second is the first member's own where asked."""
    people = [make.make_person(world.unit, name=f"Lò Thị {n}") for n in ("Một", "Hai", "Ba")]
    if own:
        people[1].user = world.members[0]
        people[1].save()
    lines = drafts(world, nominees=people)
    for act in ("submit", "receive", "clear"):
        lines = do(world, act, lines)
    return convene(world, lines)


def group_of(session) -> str:
    item = session.items.select_related("dossier").first()
    return f"nhom-{item.dossier.award_id}-{item.dossier.unit_id}"


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="((?:phieu-\d+|key))" value="(\w+)"', text))


class TestABallot:
    def test_is_chosen_by_group_read_over_and_sent(self, world):
        session = session_of(world)
        one, two, three = session.items.order_by("position")
        member = browser(world.members[0])
        review = reverse("workflow:session_review", args=[session.pk])
        sent = {group_of(session): "yes", f"phieu-{two.pk}": "no", f"phieu-{three.pk}": "later"}
        text = text_of(member.post(review, sent))
        read = words(text)
        assert "Đồng ý: 1 hồ sơ. Không đồng ý: 1 hồ sơ. Chưa biểu quyết: 1 hồ sơ." in read
        assert f"Tách riêng: {two.dossier.nominee_name} – không đồng ý" in read
        assert f"Chưa biểu quyết: {three.dossier.nominee_name}" in read
        assert Ballot.objects.count() == 0
        member.post(reverse("workflow:session_vote", args=[session.pk]), hidden(text))
        cast = Ballot.objects.filter(seat__user=world.members[0], current=True).order_by("item")
        assert list(cast.values_list("item", "choice")) == [(one.pk, "yes"), (two.pk, "no")]
        told = words(text_of(member.get(reverse("workflow:session", args=[session.pk]))))
        assert "Bạn đã biểu quyết 2/3 hồ sơ." in told

    def test_going_back_loses_nothing(self, world):
        session = session_of(world)
        two = session.items.order_by("position")[1]
        member = browser(world.members[0])
        review = reverse("workflow:session_review", args=[session.pk])
        text = text_of(member.post(review, {group_of(session): "yes", f"phieu-{two.pk}": "abstain"}))
        text = text_of(member.post(review, hidden(text) | {"sua": "1"}))
        assert f'name="{group_of(session)}" value="yes" checked' in text
        field = text.split(f'name="phieu-{two.pk}"')[1].split("</select>")[0]
        assert re.findall(r'value="(\w*)" selected', field) == ["abstain"]

    def test_may_change_until_the_vote_is_closed(self, world):
        session = session_of(world)
        vote_all(world, session)
        one = session.items.order_by("position").first()
        member = browser(world.members[0])
        text = text_of(
            member.post(reverse("workflow:session_review", args=[session.pk]), {f"phieu-{one.pk}": "no"})
        )
        assert f"Đổi ý kiến so với phiếu đã gửi: {one.dossier.nominee_name} (không đồng ý)." in words(text)
        member.post(reverse("workflow:session_vote", args=[session.pk]), hidden(text))
        cast = Ballot.objects.filter(item=one, seat__user=world.members[0]).order_by("pk")
        assert list(cast.values_list("choice", "current")) == [("yes", False), ("no", True)]
        browser(world.decider).post(reverse("workflow:session_close", args=[session.pk]), {})
        late = member.post(reverse("workflow:session_vote", args=[session.pk]), hidden(text) | {"key": "other"})
        assert "Chủ tịch Hội đồng đã kết thúc biểu quyết lúc" in text_of(late, 409)

    def test_leaves_out_the_own_line_and_says_so(self, world):
        session = session_of(world, own=True)
        own = session.items.get(dossier__nominee__user=world.members[0])
        member = browser(world.members[0])
        read = words(text_of(member.get(reverse("workflow:session", args=[session.pk]))))
        assert "Mời bạn biểu quyết 2 hồ sơ." in read
        assert f"{own.dossier.nominee_name} – hồ sơ của chính bạn: bạn không biểu quyết dòng này" in read
        text = text_of(member.post(reverse("workflow:session_review", args=[session.pk]), {group_of(session): "yes"}))
        assert f"phieu-{own.pk}" not in hidden(text)
        member.post(reverse("workflow:session_vote", args=[session.pk]), hidden(text))
        assert Ballot.objects.filter(seat__user=world.members[0]).count() == 2
        assert list(Recusal.objects.values_list("item", "seat__user")) == [(own.pk, world.members[0].pk)]

    def test_without_a_choice_offers_nothing_to_send(self, world):
        session = session_of(world)
        text = text_of(browser(world.members[0]).post(reverse("workflow:session_review", args=[session.pk]), {}))
        assert "Chưa chọn ý kiến cho hồ sơ nào." in text and "Gửi phiếu" not in text

    def test_is_for_members_only(self, world):
        session = session_of(world)
        review = reverse("workflow:session_review", args=[session.pk])
        assert browser(world.head).post(review, {}).status_code == 404
        assert browser(world.appraiser).post(review, {group_of(session): "yes"}).status_code == 302
        assert group_of(session) not in text_of(
            browser(world.appraiser).get(reverse("workflow:session", args=[session.pk]))
        )


class TestALineOfTheAgenda:
    def test_is_read_in_place_or_as_a_page(self, world):
        session = session_of(world)
        item = session.items.select_related("dossier").order_by("position").first()
        kind = PaperType.objects.create(code="BC", name="Báo cáo thành tích", producer="unit", carrier="dossier")
        file = stored.store(ContentFile(b"%PDF-1.7 report", name="bao-cao.pdf"))
        Paper.objects.create(
            dossier=item.dossier, paper_type=kind, file=file, file_name="bao-cao.pdf", uploaded_at=session.held_at
        )
        address = reverse("workflow:session_line", args=[session.pk, item.position])
        member = browser(world.members[0])
        page, part = member.get(address), member.get(address, headers={"HX-Request": "true"})
        for answer in (page, part):
            text = text_of(answer)
            assert "Đủ điều kiện, tiêu chuẩn." in text and "bao-cao.pdf" in text
        assert ("<html" in page.content.decode(), "<html" in part.content.decode()) == (True, False)

    def test_is_shut_to_who_does_not_vote_on_it(self, world):
        session = session_of(world)
        address = reverse("workflow:session_line", args=[session.pk, 1])
        later = make.make_user(name="Lý Thị Mới")
        make.give_seat(later, world.council)
        assert [browser(user).get(address).status_code for user in (world.head, world.other_head, later)] == [404] * 3
        beyond = reverse("workflow:session_line", args=[session.pk, 99])
        assert browser(world.members[0]).get(beyond).status_code == 404


class TestTheSecretaryAndTheChair:
    def test_the_secretary_puts_lines_off_with_a_reason(self, world):
        session = session_of(world)
        one = session.items.order_by("position").first()
        address = reverse("workflow:session_put_off", args=[session.pk])
        secretary = browser(world.secretary)
        text = text_of(secretary.post(address, {"dossier": one.dossier_id, "reason": ""}))
        assert "Cần điền mục này." in text
        assert re.search(rf'name="dossier" value="{one.dossier_id}" checked', text)
        secretary.post(address, {"dossier": one.dossier_id, "reason": "Chờ xác nhận của cơ quan thuế."})
        one.refresh_from_db()
        assert (one.outcome, one.dossier.state) == ("put_off", State.AWAITING_COUNCIL)
        member = browser(world.members[0])
        assert address not in text_of(member.get(reverse("workflow:session", args=[session.pk])))
        two = session.items.order_by("position")[1]
        assert member.post(address, {"dossier": two.dossier_id, "reason": REASON}).status_code == 409
        assert fresh([two.dossier])[0].state == State.IN_COUNCIL

    def test_the_chair_sees_what_closing_would_give_and_who_is_missing(self, world):
        session = session_of(world)
        address = reverse("workflow:session", args=[session.pk])
        vote_all(world, session)
        Ballot.objects.filter(seat__user=world.members[1]).delete()
        read = words(text_of(browser(world.decider).get(address)))
        assert "Nếu kết thúc bây giờ: 3 đạt, 0 không đạt" in read
        assert "4/5 thành viên đã tham gia; đủ hai phần ba (4 người)" in read
        assert f"{world.members[1]} (Ủy viên Hội đồng) : chưa biểu quyết" in read
        assert "Nếu kết thúc bây giờ" not in words(text_of(browser(world.members[0]).get(address)))

    def test_figures_stand_by_every_line_after_closing(self, world):
        session = session_of(world)
        vote_all(world, session)
        chair = browser(world.decider)
        chair.post(reverse("workflow:session_close", args=[session.pk]), {})
        read = words(text_of(chair.get(reverse("workflow:session", args=[session.pk]))))
        assert "đạt 3." in read and read.count("5/5 đồng ý") == 3
        assert "Gửi phiếu" not in read


def test_a_session_on_the_list_says_that_it_waits_for_me(world):
    session = convene(world, bring(world, State.AWAITING_COUNCIL))
    member, address = browser(world.members[0]), reverse("workflow:sessions")
    assert "Chờ phiếu của tôi" in text_of(member.get(address))
    assert "Chờ phiếu của tôi" not in text_of(browser(world.appraiser).get(address))
    vote_all(world, session)
    assert "Chờ phiếu của tôi" not in text_of(member.get(address))
