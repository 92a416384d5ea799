"""A registration or a report is sent once, by the head of its unit, with an entry in its journal."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import clock, drafting, papers
from dossiers.models import HandIn, PaperType, Season
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Carrier, HandInKind, Role
from tests.dossiers.files import upload
from tests.factories import be_away, delegate, make_user
from tests.world import World, drafts, make_world
from workflow import journal, reports
from workflow.invitations import inviting
from workflow.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world) -> HandIn:
    return write(world, content="Phấn đấu đạt Tập thể Lao động tiên tiến.")


def write(world: World, *, content: str = "", kind: str = HandInKind.REGISTRATION) -> HandIn:
    return drafting.create_hand_in(
        unit=world.unit, season=world.season, actor=world.drafter, kind=kind, content=content
    )


def refusal(hand_in: HandIn, actor, key: str | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        reports.send_report(hand_in, actor=actor, key=key)
    return [(str(one.family), one.text) for one in refused.value.all]


def untouched(hand_in: HandIn) -> bool:
    return HandIn.objects.get(pk=hand_in.pk).submitted_at is None and not Entry.objects.exists()


def post(user, hand_in: HandIn, key: str = "k"):
    client = Client()
    client.force_login(user)
    return client.post(reverse("workflow:submit_hand_in", args=[hand_in.pk]), {"key": key}, follow=True)


def test_sending_is_one_entry_of_the_hand_in_at_the_moment_it_was_sent(world, report):
    (entry,) = reports.send_report(report, actor=world.head, key="a")
    report.refresh_from_db()
    assert (entry.act, entry.subject_kind, entry.subject_id, entry.at) == (
        "send_report", "hand_in", report.pk, report.submitted_at
    )
    assert (entry.role, entry.body, entry.dossier, entry.facts) == (
        Role.UNIT_HEAD, world.body, None, {"kind": "registration"}
    )
    assert (report.chain_length, list(journal.faults())) == (1, [])


def test_a_paper_alone_is_enough(world):
    report = write(world, kind=HandInKind.FINAL)
    kind = PaperType.objects.create(code="VAN_BAN", name="Văn bản, báo cáo", carrier=Carrier.HAND_IN)
    stored = papers.store(upload("tổng kết.pdf"))
    drafting.add_paper(stored, name="tổng kết.pdf", paper_type=kind, actor=world.drafter, hand_in=report)
    reports.send_report(report, actor=world.head)
    assert HandIn.objects.get(pk=report.pk).submitted_at is not None


def test_one_key_sends_once(world, report):
    first = reports.send_report(report, actor=world.head, key="a")
    assert reports.send_report(report, actor=world.head, key="a") == first
    assert Entry.objects.count() == 1


def test_a_second_sending_is_told_who_was_first_and_when(world, report):
    reports.send_report(report, actor=world.head, key="a")
    at = timezone.localtime(HandIn.objects.get(pk=report.pk).submitted_at)
    assert refusal(report, world.head, "b") == [(
        "state",
        f"Đăng ký thi đua {report.code} đã được Nguyễn Thị Thủ Trưởng gửi lúc {at:%H:%M} ngày {at:%d/%m/%Y}.",
    )]
    assert Entry.objects.count() == 1


def test_only_the_head_of_its_unit_sends(world, report):
    for person in (world.drafter, world.other_head, world.office_head, world.decider, world.inspector):
        ((family, text),) = refusal(report, person)
        assert (family, text) == ("role", "Việc 'Gửi đăng ký, báo cáo' do Thủ trưởng Phòng Hành chính thực hiện.")
    assert untouched(report)


def test_who_has_the_act_from_the_head_sends_on_behalf_and_another_act_does_not_help(world, report):
    receiver, other = make_user(), make_user()
    delegate(world.head, other, Role.UNIT_HEAD, world.unit, acts=["withdraw"])
    assert [family for family, _ in refusal(report, other)] == ["role"]
    delegate(world.head, receiver, Role.UNIT_HEAD, world.unit, acts=["send_report"])
    (entry,) = reports.send_report(report, actor=receiver)
    assert (entry.actor, entry.on_behalf != "") == (receiver, True)


def test_a_stand_in_sends_for_the_absent_head(world, report):
    stand_in = make_user()
    be_away(world.head, stand_in=stand_in)
    assert len(reports.send_report(report, actor=stand_in)) == 1


def test_everything_that_is_missing_is_said_at_once(world):
    Season.objects.filter(pk=world.season.pk).update(opened_at=None)
    report = write(world, content="  ", kind=HandInKind.INTERIM)
    assert refusal(report, world.head) == [
        ("timing", f"{world.season.title} chưa mở."),
        ("papers", "Báo cáo sơ kết chưa có nội dung và chưa có giấy tờ nào."),
    ]
    Season.objects.filter(pk=world.season.pk).update(
        opened_at=clock.now() - timedelta(days=1), closed_at=clock.now()
    )
    assert refusal(report, world.head)[0] == ("timing", f"{world.season.title} đã đóng.")
    assert untouched(report)


def test_what_was_deleted_meanwhile_is_refused(world, report):
    drafting.remove_hand_in(HandIn.objects.get(pk=report.pk), actor=world.drafter)
    assert refusal(report, world.head) == [("state", f"Đăng ký thi đua {report.code} đã bị xóa.")]


def test_lines_are_not_sent_this_way(world):
    line = drafts(world)[0]
    with pytest.raises(ValueError, match="submit"):
        reports.send_report(line.hand_in, actor=world.head)
    assert untouched(line.hand_in)


def test_the_page_sends_and_a_second_click_changes_nothing(world, report):
    for _ in range(2):
        answer = post(world.head, report)
        assert answer.status_code == 200
        assert "Đã gửi đăng ký thi đua tới Sở Tư pháp." in answer.content.decode()
    assert Entry.objects.count() == 1


def test_the_page_lists_what_stands_against_it(world, report):
    assert post(world.drafter, report).status_code == 409
    assert post(world.other_head, report).status_code == 404
    assert post(world.office_head, report).status_code == 404
    assert untouched(report)
    post(world.head, report, "a")
    answer = post(world.head, report, "b")
    assert answer.status_code == 409
    assert f"Đăng ký thi đua {report.code} chưa gửi được" in answer.content.decode()
    assert "đã được Nguyễn Thị Thủ Trưởng gửi" in answer.content.decode()


def test_after_its_day_it_is_sent_on_an_invitation_only_and_the_invitation_knows(world, report):
    last = clock.today() - timedelta(days=1)
    Season.objects.update(registration_by=last)
    assert refusal(report, world.head) == [
        ("timing", f"Đã quá hạn đăng ký thi đua {last:%d/%m/%Y} của {world.season}.")
    ]
    assert untouched(report)
    about = {"body": world.body, "season": world.season, "actor": world.appraiser}
    about |= {"until": clock.today(), "reason": "Đơn vị vừa hợp nhất, chưa kịp đăng ký."}
    inviting.invite([world.other_unit], **about)
    inviting.invite([world.unit], awards=[world.award], **about)
    assert [family for family, _ in refusal(report, world.head)] == ["timing"]
    inviting.invite([world.unit], **about)
    (entry,) = reports.send_report(report, actor=world.head)
    invitation = world.unit.invitations.get(awards=None)
    assert (list(invitation.hand_ins.all()), entry.facts["invitation"]) == ([report], invitation.pk)


def test_what_has_no_day_in_the_plan_is_sent_on_any_day_and_so_is_everything_on_the_day_itself(world, report):
    Season.objects.update(registration_by=clock.today(), dossiers_by=clock.today() - timedelta(days=30))
    assert len(reports.send_report(report, actor=world.head)) == 1
    final = write(world, content="Tổng kết năm.", kind=HandInKind.FINAL)
    assert len(reports.send_report(final, actor=world.head)) == 1
