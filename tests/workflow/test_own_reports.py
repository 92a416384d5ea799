"""The nominee's own report: seen once asked, written until the unit sends, and by nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.navigation import MENU
from dossiers import access, drafting, papers
from dossiers.models import Dossier, PaperType
from dossiers.rules.objection import Refused
from dossiers.vocabulary import State
from notifications import outbox
from notifications.models import Delivery
from tests.dossiers.files import upload
from tests.dossiers.places import ask_for_report
from tests.factories import make_award, make_holder, make_person, make_user
from tests.world import World, bring, do, drafts, fresh, issue, make_world
from workflow import approval, own_reports
from workflow.models import Procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world) -> PaperType:
    return ask_for_report(world.award)


@pytest.fixture
def line(world, report) -> Dossier:
    """A draft whose nominee has an account, beside a colleague's."""
    mine = make_person(world.unit, user=make_user(name="Mai Thị Được"))
    return drafts(world, nominees=[mine, make_person(world.unit, user=make_user(name="Hồ Văn Khác"))])[0]


def asked(world, line) -> Dossier:
    own_reports.ask(line.hand_in, list(line.hand_in.dossiers.all()), actor=world.drafter)
    return fresh([line])[0]


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(f"workflow:{name}", args=args))


def post(client, user, line, **data):
    client.force_login(user)
    return client.post(reverse("workflow:own_report", args=[line.code]), data)


def refused(work) -> set[str]:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.families


def shown_menu(client, user) -> bool:
    return "Hồ sơ của tôi</a>" in get(client, user, "own").content.decode()


def test_a_nominee_sees_the_own_draft_only_once_asked(client, world, line):
    user = line.nominee.user
    assert (access.may_see(user, line), get(client, user, "dossier", line.code).status_code) == (False, 404)
    assert (get(client, user, "own_report", line.code).status_code, access.own_to_tell(user).exists()) == (404, False)
    asked(world, line)
    assert list(access.visible(user)) == [line]
    page = get(client, user, "own")
    assert ([each.pk for each in page.context["asked"]], access.own_to_tell(user).exists()) == ([line.pk], True)
    assert "Hồ Văn Khác" not in page.content.decode()
    # the hand-in names the others
    client.force_login(user)
    assert client.get(reverse("dossiers:hand_in", args=[line.hand_in_id])).status_code == 404


def test_those_asked_hear_of_it_and_nobody_is_asked_twice(world, line):
    asked(world, line)
    outbox.announce()
    heard = {row.user.full_name: row.link for row in Delivery.objects.filter(channel="inbox")}
    assert heard == {"Mai Thị Được": reverse("workflow:own"), "Hồ Văn Khác": reverse("workflow:own")}
    assert refused(lambda: own_reports.ask(line.hand_in, [line], actor=world.drafter)) == {"papers"}


def test_only_the_unit_asks_and_only_for_its_own_lines(client, world, line):
    other = drafts(world, unit=world.other_unit, nominees=[make_person(world.other_unit, user=make_user())])[0]
    for person in (world.appraiser, make_holder("unit_head", world.other_unit), line.nominee.user):
        assert refused(lambda person=person: own_reports.ask(line.hand_in, [line], actor=person)) == {"role"}
        client.force_login(person)
        address = reverse("workflow:ask_own_report", args=[line.hand_in_id])
        assert client.post(address, {"key": "a"}).status_code == 404
    assert refused(lambda: own_reports.ask(line.hand_in, [other], actor=world.drafter)) == {"papers"}
    assert Dossier.objects.exclude(report_asked_at=None).count() == 0


def test_nobody_is_asked_whose_award_wants_no_report_or_who_has_no_account(world):
    lines = drafts(world, nominees=[make_person(world.unit, user=make_user()), make_person(world.unit)])
    assert own_reports.to_ask(lines) == []
    ask_for_report(world.award)
    assert own_reports.to_ask(lines) == lines[:1]


def test_the_nominee_writes_and_attaches_without_leaving_the_page(client, world, line, report):
    asked(world, line)
    user, here = line.nominee.user, reverse("workflow:own_report", args=[line.code])
    response = post(client, user, line, achievement="Giảm 30% thời gian giải quyết.", da_xem="")
    assert (response.status_code, response["Location"]) == (302, here)
    response = client.post(here, {"achievement": "Giảm 35%.", "da_xem": "Giảm 30% thời gian giải quyết."},
                           headers={"HX-Request": "true"})
    assert "Đã lưu" in response.content.decode()
    response = post(client, user, line, tep="1", paper_type=report.pk, file=upload("báo cáo.pdf"))
    row = fresh([line])[0]
    assert (response["Location"], row.achievement, row.report_written_at is not None) == (here, "Giảm 35%.", True)
    assert [paper.file_name for paper in row.papers.all()] == ["báo cáo.pdf"]
    client.force_login(world.drafter)
    unit_page = client.get(reverse("dossiers:hand_in", args=[line.hand_in_id])).content.decode()
    assert "đã viết" in unit_page
    drafting.change_line(
        row, nominee=row.nominee, award=row.award, deciding_body=None, achievement="Đơn vị sửa", actor=world.drafter
    )
    assert fresh([line])[0].achievement == "Đơn vị sửa"


def test_what_the_unit_changed_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(client, world, line):
    asked(world, line)
    Dossier.objects.filter(pk=line.pk).update(achievement="Đơn vị vừa sửa")
    response = post(client, line.nominee.user, line, achievement="Tôi viết dài", da_xem="")
    assert (response.status_code, "Tôi viết dài" in response.content.decode()) == (409, True)
    assert fresh([line])[0].achievement == "Đơn vị vừa sửa"


def test_others_do_not_write_the_report(client, world, line):
    row = asked(world, line)
    colleague = line.hand_in.dossiers.exclude(pk=line.pk).get().nominee.user
    for person in (colleague, world.drafter, world.appraiser):
        assert post(client, person, line, achievement="Giả", da_xem="").status_code == 404
        assert refused(lambda person=person: own_reports.write(row, "Giả", seen="", actor=person)) == {"role"}
    assert fresh([line])[0].achievement == ""


def test_it_stands_still_before_the_head_and_once_sent(client, world, line, report):
    row, user = asked(world, line), line.nominee.user
    approval.lay_before_head(line.hand_in, actor=world.drafter)
    assert refused(lambda: own_reports.write(row, "Muộn", seen="", actor=user)) == {"state"}
    assert post(client, user, line, achievement="Muộn", da_xem="").status_code == 404
    approval.take_back(line.hand_in, actor=world.drafter)
    stored = papers.store(upload("báo cáo.pdf"))
    for each in line.hand_in.dossiers.all():
        own_reports.attach(each, stored, name="bc.pdf", paper_type=report, actor=each.nominee.user)
    do(world, "submit", [row])
    assert refused(lambda: own_reports.write(row, "Muộn", seen="", actor=user)) == {"state"}
    assert fresh([line])[0].achievement == ""


def test_of_a_returned_dossier_only_what_was_named_is_written(client, world, line, report):
    row, user = asked(world, line), line.nominee.user
    own_reports.attach(row, papers.store(upload("a.pdf")), name="a.pdf", paper_type=report, actor=user)
    do(world, "receive", do(world, "submit", [row]))
    do(world, "return_for_correction", [row], fields=[], papers=[report.code])
    row = fresh([line])[0]
    assert refused(lambda: own_reports.write(row, "Không được nêu", seen="", actor=user)) == {"state"}
    own_reports.attach(row, papers.store(upload("b.pdf")), name="b.pdf", paper_type=report, actor=user)
    assert do(world, "resubmit", [row], reason="")[0].state == State.APPRAISING


def test_who_was_not_asked_before_is_asked_when_it_was_returned(client, world, line, report):
    user = line.nominee.user
    papers.attach(
        papers.store(upload("a.pdf")), name="a.pdf", paper_type=report, actor=world.drafter, dossier=line
    )
    do(world, "receive", do(world, "submit", [line]))
    do(world, "return_for_correction", [line], fields=["achievement"], papers=[])
    assert post(client, user, line, achievement="Giả", da_xem="").status_code == 404
    assert fresh([line])[0].achievement == ""
    mend = reverse("workflow:mend", args=[Procedure.objects.get(lines__dossier=line, lines__left_at=None).pk])
    client.force_login(world.drafter)
    assert "Đề nghị cá nhân viết báo cáo" in client.get(mend).content.decode()
    client.post(reverse("workflow:ask_own_report", args=[line.hand_in_id]), {"key": "a", "tra_ve": "1"})
    assert post(client, user, line, achievement="Tôi tự bổ sung", da_xem="").status_code == 302
    assert do(world, "resubmit", [line], reason="")[0].achievement == "Tôi tự bổ sung"


def test_a_nominee_reads_where_it_stands_in_plain_words_and_no_inner_note(client, world):
    mine = make_person(world.unit, user=make_user(name="Mai Thị Được"))
    (row,) = bring(world, State.NOT_ENDORSED, nominees=[mine])
    page = get(client, mine.user, "own")
    (line,) = page.context["lines"]
    assert line.sentence.startswith(f"{world.body.name} đang xét hồ sơ của bạn từ ")
    shown = page.content.decode()
    assert ("Hội đồng đang xét" in shown, "không đề nghị" in shown, row.appraisal in shown) == (True, False, False)


def test_a_result_is_told_with_number_and_date_once_it_is_out(client, world):
    mine = make_person(world.unit, user=make_user(name="Mai Thị Được"))
    rows = bring(world, State.ENDORSED, nominees=[mine])
    assert get(client, mine.user, "own").context["lines"][0].results == []
    issue(world, rows)
    (line,) = get(client, mine.user, "own").context["lines"]
    (decision,) = line.results
    assert f"quyết định số {decision.full_number} ngày {decision.dated:%d/%m/%Y}" in line.sentence


def test_the_menu_shows_it_to_those_who_have_a_dossier_of_their_own(client, world):
    mine = make_person(world.unit, user=make_user())
    drafts(world, nominees=[mine])
    bring(world, State.SUBMITTED, nominees=[make_person(world.unit, user=make_user(name="Đã gửi"))])
    sent = Dossier.objects.get(state=State.SUBMITTED).nominee.user
    assert "Hồ sơ của tôi" in [entry.label for entry in MENU]
    assert [access.own_to_tell(user).exists() for user in (sent, mine.user, world.head)] == [True, False, False]


def test_thirty_own_dossiers_take_no_more_statements_than_one(client, world):
    counts = []
    for count in (1, 30):
        mine = make_person(world.unit, user=make_user())
        do(world, "submit", [drafts(world, nominees=[mine], award=make_award())[0] for _ in range(count)])
        client.force_login(mine.user)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("workflow:own")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_the_inbox_leads_to_the_report_until_it_is_written(client, world, line):
    nominee = line.nominee.user
    assert get(client, nominee, "inbox").context["first"] is None
    line = asked(world, line)
    first = get(client, nominee, "inbox").context["first"]
    assert (first.what, first.url) == (
        f"Viết báo cáo thành tích: {line.award.name}", reverse("workflow:own_report", args=[line.code])
    )
    post(client, nominee, line, achievement="Giảm 30% thời gian xử lý.", seen=line.achievement)
    assert fresh([line])[0].report_written_at is not None
    assert get(client, nominee, "inbox").context["first"] is None
