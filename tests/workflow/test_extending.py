"""Gia hạn: more days for a term that runs, counted, told, and armed afresh."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import clock, origins
from dossiers.models import Dossier
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Family, State
from notifications.compose import compose
from notifications.gathering import messages_of
from tests.workflow.test_deadlines import Office, at, end_of, mark_overdue
from tests.world import bring, drafts, fresh, make_world
from workflow import extending, journal, reconcile
from workflow.models import Alarm, Entry, Procedure, StepTerm, Unannounced

pytestmark = pytest.mark.django_db
REASON = "Chờ kết quả xác minh của cơ quan thuế."


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def world():
    return make_world()


def extend(office: Office, dossiers: list[Dossier], day: str, days: int, **about) -> list[Entry]:
    with clock.set_to(at(day)):
        return extending.extend(dossiers, actor=office.clerk, days=days, reason=about.pop("reason", REASON), **about)


def test_the_end_moves_by_the_days_given_and_both_are_counted(office):
    dossier = office.received("03-02")
    entry = extend(office, [dossier], "03-10", 5)[0]
    extend(office, [dossier], "03-11", 2)
    dossier.refresh_from_db()
    assert (dossier.due_days, dossier.extended_days, dossier.extended_times) == (20, 7, 2)
    assert (dossier.due_at, dossier.term_no) == (end_of("04-08"), 4)
    assert (entry.act, entry.reason, entry.role) == ("extend_term", REASON, "office")
    assert entry.facts["told"] == "Thêm 5 ngày làm việc: từ 30/03/2026 đến 06/04/2026"
    assert Procedure.objects.get(lines__dossier=dossier, open=True).due_at == dossier.due_at
    assert list(journal.faults()) == list(reconcile.breaches()) == []


def test_the_new_end_is_armed_and_the_former_one_is_stale(office):
    dossier = office.received("03-02")
    extend(office, [dossier], "03-10", 5)
    dossier.refresh_from_db()
    alarm = Alarm.objects.filter(subject_id=dossier.pk).latest("version")
    assert (alarm.kind, alarm.version) == ("step", dossier.term_no)
    assert alarm.moments[alarm.steps.index("end")].startswith("2026-04-06T16:59:59")


def test_the_answer_of_a_unit_is_given_more_time_in_the_unit_of_its_term(office):
    StepTerm.objects.filter(act="return_for_correction").update(unit="calendar", days=10)
    dossier = office.give_back(office.received("03-02"), "03-03")
    entry = extend(office, [dossier], "03-04", 4)[0]
    dossier.refresh_from_db()
    assert dossier.due_at == end_of("03-17")
    assert entry.facts["told"] == "Thêm 4 ngày: từ 13/03/2026 đến 17/03/2026"
    assert Alarm.objects.filter(subject_id=dossier.pk).latest("version").kind == "response"


def test_what_was_overdue_is_no_more_if_the_new_end_lies_ahead(office):
    late, later = office.received("03-02"), office.received("03-02")
    mark_overdue(at("04-02"))
    extend(office, [late], "04-02", 10), extend(office, [later], "04-02", 1)
    assert dict(Dossier.objects.values_list("pk", "due_at")) == {late.pk: end_of("04-13"), later.pk: end_of("03-31")}
    assert list(Dossier.objects.filter(overdue_at=None)) == [late]


def test_the_hold_keeps_the_days_that_were_added(office):
    dossier = office.received("03-02")
    extend(office, [dossier], "03-03", 5)
    dossier = office.hold(Dossier.objects.get(pk=dossier.pk), "03-12")
    assert dossier.days_left == 17


def test_after_the_hold_what_was_added_is_counted_and_shown_as_before(office):
    dossier = office.received("03-02")
    extend(office, [dossier], "03-03", 3), extend(office, [dossier], "03-03", 2)
    office.hold(Dossier.objects.get(pk=dossier.pk), "03-12")
    back = office.do("release", Dossier.objects.get(pk=dossier.pk), "03-20")
    assert (back.due_days, back.extended_days, back.extended_times) == (12, 5, 2)
    assert back.due_at == end_of("04-14")
    assert origins.extension(back) == "gia hạn 2 lần, tổng 5 ngày làm việc"
    # what is left by the next hold is less than what was added
    office.hold(Dossier.objects.get(pk=dossier.pk), "04-10")
    again = office.do("release", Dossier.objects.get(pk=dossier.pk), "04-20")
    assert (again.due_days, again.extended_days, again.extended_times) == (0, 2, 2)
    assert again.due_at == end_of("04-22")


def test_every_objection_is_told_at_once_and_nothing_is_written(world):
    running = bring(world, State.APPRAISING)[0]
    held, pooled = bring(world, State.ON_HOLD)[0], bring(world, State.AWAITING_COUNCIL)[0]
    draft = drafts(world)[0]
    before = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        extending.extend([running, held, pooled, draft], actor=world.appraiser, days=0, reason="Ngắn")
    told = {pk: [one.text for one in found] for pk, found in caught.value.by_dossier.items()}
    assert told == {
        held.pk: [f"{held} đang tạm dừng xét: thời hạn dừng tính và chạy tiếp phần còn lại khi xét tiếp."],
        pooled.pk: [f"{pooled} không có hạn nào đang chạy ở bước 'Chờ Hội đồng họp'."],
        draft.pk: [f"{draft} không có hạn nào đang chạy ở bước 'Đang soạn thảo'."],
    }
    assert [one.text for one in caught.value.general] == [
        "Số ngày gia hạn phải từ 1 đến 250.",
        "Phải ghi lý do gia hạn (ít nhất 20 ký tự, vì lý do gửi tới đơn vị).",
    ]
    assert Entry.objects.count() == before


def test_only_the_office_of_the_body_gives_more_time(world):
    row = bring(world, State.APPRAISING)[0]
    for user in (world.head, world.decider, world.clerk, world.inspector, make_world_of_another_body()):
        with pytest.raises(Refused) as caught:
            extending.extend([row], actor=user, days=3, reason=REASON)
        assert [one.family for one in caught.value.by_dossier[row.pk]] == [Family.ROLE]
    assert fresh([row])[0].extended_times == 0


def make_world_of_another_body():
    from dossiers.vocabulary import Role
    from tests.factories import make_body, make_holder

    return make_holder(Role.OFFICE, make_body("SNV"))


def test_the_desk_hears_the_new_end_and_the_unit_that_there_is_one(world):
    row = bring(world, State.APPRAISING)[0]
    Unannounced.objects.all().delete()
    entry = extending.extend([row], actor=world.office_head, days=3, reason=REASON)[0]
    told = messages_of([entry.batch_id])
    heard = {each.user.full_name: compose([part.section for part in each.parts]).body for each in told}
    assert set(heard) == {world.appraiser.full_name, world.other_appraiser.full_name, world.head.full_name,
                          world.drafter.full_name}
    assert f"Hạn: {fresh([row])[0].due_at:%d/%m/%Y}" in heard[world.appraiser.full_name]
    assert REASON not in "".join(heard.values())


def test_many_cost_no_more_statements_than_one(world):
    counts = []
    for rows in (bring(world, State.APPRAISING), bring(world, State.APPRAISING, 12)):
        with CaptureQueriesContext(connection) as seen:
            extending.extend(rows, actor=world.appraiser, days=2, reason=REASON)
        counts.append(len(seen.captured_queries))
    assert counts[1] <= counts[0]


def test_the_same_form_sent_twice_extends_once(world):
    row = bring(world, State.APPRAISING)[0]
    for _ in range(2):
        extending.extend([row], actor=world.appraiser, days=3, reason=REASON, key="mot-lan")
    assert fresh([row])[0].extended_days == 3
