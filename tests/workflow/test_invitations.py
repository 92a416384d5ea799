"""After the plan's last day nothing regular is sent but on an open invitation with its own day."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Round
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Basis, Evidence, Family, HandInOrigin, State
from tests import factories as make
from tests.walking import browser
from tests.world import do, drafts, fresh, make_world
from workflow import engine, journal
from workflow.alarms.models import Alarm
from workflow.invitations import inviting, needs
from workflow.models import Entry, Invitation

pytestmark = pytest.mark.django_db

THURSDAY = timezone.make_aware(datetime(2026, 11, 26, 9, 0))
WHY = "Đơn vị vừa kiện toàn tổ chức, có công văn đề nghị."


@pytest.fixture
def world():
    with clock.set_to(THURSDAY):
        world = make_world()
        world.season.dossiers_by = date(2026, 11, 20)
        world.season.save()
        yield world


def invite(world, *units, **about):
    about = {"until": date(2026, 12, 2), "reason": WHY, "actor": world.appraiser} | about
    inviting.invite(units or [world.unit], body=world.body, season=world.season, **about)
    return Invitation.objects.latest("pk")


def told(world, rows) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as refused:
        do(world, "submit", rows)
    return [(one.family, one.text, one.mend) for one in refused.value.all]


def test_what_is_regular_is_refused_after_the_last_day_of_the_plan(world):
    rows = drafts(world)
    assert told(world, rows) == [
        (
            Family.TIMING, "Đã quá hạn nhận hồ sơ 20/11/2026 của Năm thi đua 2026.", "Đề nghị văn phòng mời nộp muộn",
        )
    ]
    [one] = engine.examine("submit", rows, actor=world.head)[rows[0].pk]
    assert (one.citation, one.evidence, one.blocks) == ("Kế hoạch Năm thi đua 2026", Evidence.LOCAL, True)


def test_on_the_last_day_itself_it_is_sent(world):
    world.season.dossiers_by = date(2026, 11, 26)
    world.season.save()
    assert do(world, "submit", drafts(world))[0].state == State.SUBMITTED


def test_a_round_has_its_own_last_day(world):
    part = Round.objects.create(season=world.season, number=2, dossiers_by=date(2026, 12, 10))
    [row] = drafts(world)
    row.round = part
    row.save()
    assert do(world, "submit", [row])[0].state == State.SUBMITTED


def test_the_simplified_procedure_may_be_used_on_any_day(world):
    assert do(world, "submit", drafts(world, simplified=True))[0].state == State.SUBMITTED


def test_an_open_invitation_lets_its_unit_send_and_keeps_what_came(world):
    invitation = invite(world)
    [row] = do(world, "submit", drafts(world))
    assert row.state == State.SUBMITTED
    assert list(invitation.hand_ins.all()) == [row.hand_in]
    assert Entry.objects.get(dossier=row, act="submit").facts["invitation"] == invitation.pk
    assert list(journal.faults()) == []


def test_an_invitation_serves_nobody_else_and_not_for_long(world):
    invite(world)
    other = drafts(world, unit=world.other_unit)
    with pytest.raises(Refused):
        do(world, "submit", other, world.other_head)
    mine = drafts(world)
    with clock.set_to(THURSDAY + timedelta(days=7)), pytest.raises(Refused):
        do(world, "submit", mine)
    assert {each.state for each in fresh([*mine, *other])} == {State.DRAFT}


def test_after_its_day_the_words_tell_that_the_invitation_is_over_beside_everything_else(world):
    invite(world)
    rows = drafts(world, 2)
    rows[0].nominee.user = world.head
    rows[0].nominee.save()
    last = timezone.localdate(world.unit.invitations.get().due_at)
    with clock.set_to(THURSDAY + timedelta(days=7)), pytest.raises(Refused) as refused:
        do(world, "submit", rows)
    assert set(refused.value.by_dossier) == {each.pk for each in rows}
    found = refused.value.by_dossier[rows[1].pk]
    assert [(one.family, one.text) for one in found if one.family == Family.TIMING] == [
        (Family.TIMING, f"Đã quá hạn nhận hồ sơ 20/11/2026 của {world.season}; "
         f"thư mời nộp muộn cũng đã hết hạn {last:%d/%m/%Y}."),
    ]
    assert found[0].mend == "Đề nghị văn phòng mời lại"


def test_one_for_an_award_or_a_round_covers_no_other(world):
    invite(world, awards=[world.high_award])
    assert [family for family, _, _ in told(world, drafts(world))] == [Family.TIMING]
    part = Round.objects.create(season=world.season, number=2, dossiers_by=date(2026, 11, 1))
    invite(world, round=part)
    assert [family for family, _, _ in told(world, drafts(world))] == [Family.TIMING]


def test_what_came_on_paper_counts_by_the_day_it_came(world):
    [row] = drafts(world)
    row.hand_in.origin, row.hand_in.received_on = HandInOrigin.PAPER, date(2026, 11, 20)
    assert not needs.is_late(row, clock.now())
    row.hand_in.received_on = date(2026, 11, 21)
    assert needs.is_late(row, clock.now())


def test_its_term_is_the_offices_own_and_is_armed(world):
    invitation = invite(world, until=date(2026, 11, 28))
    # a Saturday: the term ends with the next working day
    assert timezone.localdate(invitation.due_at) == date(2026, 11, 30)
    assert (invitation.due_basis, invitation.due_unit) == (Basis.OFFICE, "calendar")
    alarm = Alarm.objects.get(kind="invitation", subject_kind="invitation", subject_id=invitation.pk)
    assert alarm.version == invitation.term_no


def test_taken_back_it_serves_no_more_and_what_was_sent_stays(world):
    invitation = invite(world)
    sent = do(world, "submit", drafts(world))
    inviting.withdraw(invitation, actor=world.appraiser, reason="Đơn vị đề nghị chuyển sang năm sau.")
    assert [family for family, _, _ in told(world, drafts(world))] == [Family.TIMING]
    assert fresh(sent)[0].state == State.SUBMITTED
    assert list(Entry.objects.filter(subject_kind="invitation").values_list("act", flat=True)) == [
        "invite_late", "withdraw_invitation"
    ]


@pytest.mark.parametrize(
    ("about", "family"),
    [
        ({"reason": "Ngắn quá"}, Family.PAPERS), ({"until": date(2026, 11, 25)}, Family.PAPERS),
        ({"until": date(2027, 11, 25)}, Family.PAPERS),
    ],
)
def test_an_invitation_without_a_reason_or_a_day_is_refused(world, about, family):
    with pytest.raises(Refused) as refused:
        invite(world, **about)
    assert refused.value.families == {family}


def test_only_the_office_invites(world):
    for actor in (world.head, world.decider, make.make_holder("office", make.make_body("SNV"))):
        with pytest.raises(Refused) as refused:
            invite(world, actor=actor)
        assert refused.value.families == {Family.ROLE}
    assert Invitation.objects.count() == 0


def test_thirty_lines_take_as_many_statements_as_one(world):
    invite(world)
    counts = []
    for rows in (drafts(world), drafts(world, 30)):
        with CaptureQueriesContext(connection) as asked:
            engine.examine("submit", rows, actor=world.head)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def read(user, address):
    return browser(user).get(address).content.decode()


def test_thirty_units_are_invited_in_as_many_statements_as_one(world):
    counts = []
    for number in (1, 30):
        units = [make.make_unit(f"U{number}-{each}", under=world.body) for each in range(number)]
        with CaptureQueriesContext(connection) as asked:
            invite(world, *units, awards=[world.award, world.high_award])
        counts.append(len(asked))
    assert counts[1] == counts[0]
    assert {row.awards.count() for row in Invitation.objects.all()} == {2}
    assert list(journal.faults()) == []


def test_the_unit_reads_it_first_on_its_page_and_no_other_unit_does(world):
    invite(world)
    assert "Được mời nộp muộn đến hết ngày 02/12/2026" in read(world.head, "/")
    assert "Được mời nộp muộn đến hết ngày 02/12/2026" in read(world.drafter, "/")
    assert "Được mời nộp muộn" not in read(world.other_head, "/")


def test_the_page_of_the_year_tells_the_office_who_was_invited_and_who_came(world):
    invite(world, world.unit, world.other_unit)
    [row] = do(world, "submit", drafts(world))
    address = f"/nam-thi-dua/{world.season.pk}/"
    page = read(world.appraiser, address)
    assert [page.count(each) for each in ("Mời đơn vị nộp muộn", row.hand_in.code, "chưa nộp")] == [1, 1, 1]
    own = read(world.other_head, address)
    assert (world.other_unit.name in own, row.hand_in.code in own, "Mời đơn vị" in own) == (True, False, False)
    assert "Nộp muộn theo thư mời" not in read(world.secretary, address)


def test_the_office_invites_from_the_page(world):
    client = browser(world.appraiser)
    given = {"units": [world.unit.pk], "until": "02/12/2026", "reason": WHY, "key": "k1"}
    answer = client.post(f"/nam-thi-dua/{world.season.pk}/moi-nop-muon/", given)
    assert (answer.status_code, Invitation.objects.get().unit) == (302, world.unit)
    assert browser(world.head).get(f"/nam-thi-dua/{world.season.pk}/moi-nop-muon/").status_code == 404
    short = client.post(f"/moi-nop-muon/{Invitation.objects.get().pk}/thoi/", {"reason": "Thôi"})
    assert (short.status_code, Invitation.objects.get().withdrawn_at) == (409, None)
    assert browser(world.head).post(f"/moi-nop-muon/{Invitation.objects.get().pk}/thoi/").status_code == 404
