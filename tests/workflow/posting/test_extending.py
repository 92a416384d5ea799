"""A list hangs longer by an act of its office with a reason, counted and shown; it ends at the new end."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Basis, Family, State
from tests.walking import browser
from tests.workflow.posting.test_posting import ask_of, at, told
from tests.world import bring, do, fresh, make_world
from workflow import journal, reconcile
from workflow.alarms import sweeping
from workflow.alarms.models import Alarm, Firing
from workflow.models import Entry, Posting, Procedure
from workflow.posting import extending, recording

pytestmark = pytest.mark.django_db
WHY = "Bảng tin hỏng hai ngày."


@pytest.fixture
def world():
    with clock.set_to(timezone.make_aware(datetime(2026, 11, 26, 9, 0))):
        yield make_world()


@pytest.fixture
def posting(world) -> Posting:
    """Two lines since Thursday 26 November for five working days: until Thursday 3 December."""
    do(world, "post_publicly", bring(world, State.APPRAISING, 2), days=5)
    return Posting.objects.get()


def extend(world, posting, days: int = 2, reason: str = WHY, actor=None) -> Posting:
    extending.extend(posting, days=days, reason=reason, actor=actor or world.appraiser)
    posting.refresh_from_db()
    return posting


def refused(world, posting, **about) -> list[str]:
    with pytest.raises(Refused) as found:
        extend(world, posting, **about)
    return told(found)


def test_it_is_counted_from_the_first_end_and_stands_in_the_journal(world, posting):
    extend(world, posting)
    extend(world, posting, 1)
    assert (timezone.localdate(posting.due_at), posting.extended_days, posting.extended_times) == (
        date(2026, 12, 8), 3, 2
    )
    assert (posting.due_days, posting.due_basis) == (5, Basis.OFFICE)
    entries = Entry.objects.filter(act="extend_posting").order_by("pk")
    assert [(each.reason, each.facts["days"], each.actor) for each in entries] == [
        (WHY, 2, world.appraiser), (WHY, 1, world.appraiser)
    ]
    assert posting.procedure.due_at == posting.due_at
    assert (list(reconcile.breaches()), list(journal.faults())) == ([], [])


def test_it_may_not_end_before_the_new_end_and_the_words_say_why(world, posting):
    extend(world, posting)
    rows = fresh([line.dossier for line in posting.lines.all()])
    with at(4), pytest.raises(Refused) as found:
        recording.close(posting, rows, actor=world.appraiser)
    assert set(told(found)) == {
        f"Danh sách “{posting.title}” phải công khai đến hết ngày 07/12/2026 (5 ngày làm việc, từ 26/11/2026; "
        "gia hạn 1 lần, tổng 2 ngày làm việc)."
    }
    with at(8):
        recording.close(posting, rows, actor=world.appraiser)
    assert {each.state for each in fresh(rows)} == {State.APPRAISING}


def test_the_first_end_rings_no_more_and_the_new_one_once(world, posting):
    extend(world, posting)
    with at(4):
        sweeping.sweep()
    assert Entry.objects.filter(act="posting_over").count() == 0
    with at(8):
        sweeping.sweep()
    assert Entry.objects.filter(act="posting_over").count() == 1
    versions = Alarm.objects.filter(kind="posting").order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2]
    assert Firing.objects.filter(alarm__version=1, alarm__kind="posting").get().outcome == Firing.Outcome.STALE


def test_after_the_end_it_is_watched_again_until_the_new_one(world, posting):
    with at(4):
        sweeping.sweep()
        assert Procedure.objects.get(posting=posting).node == "finish"
        extend(world, posting, 3)
        assert Procedure.objects.get(posting=posting).node == "watch"
    with at(9):
        sweeping.sweep()
        assert Procedure.objects.get(posting=posting).node == "finish"
        recording.close(posting, fresh([line.dossier for line in posting.lines.all()]), actor=world.appraiser)
    assert not Procedure.objects.get(posting=posting).open
    assert (list(reconcile.breaches()), list(journal.faults())) == ([], [])


def test_what_would_have_ended_before_today_is_refused(world, posting):
    with at(10):
        assert refused(world, posting, days=2) == [
            "Gia hạn 2 ngày thì danh sách chỉ công khai đến 07/12/2026, đã qua."
        ]
    posting.refresh_from_db()
    assert (posting.extended_days, posting.term_no) == (0, 1)


def test_everything_that_is_wrong_is_said_at_once(world, posting):
    assert refused(world, posting, days=91, reason="  ") == [
        "Gia hạn từ 1 đến 90 ngày.", "Phải ghi lý do gia hạn."
    ]
    with at(4):
        recording.close(posting, fresh([line.dossier for line in posting.lines.all()]), actor=world.appraiser)
        assert refused(world, posting, days=0) == [
            "Gia hạn từ 1 đến 90 ngày.", f"Đợt công khai “{posting.title}” đã kết thúc."
        ]


def test_a_list_without_a_least_period_has_nothing_to_lengthen(world):
    do(world, "post_publicly", bring(world, State.APPRAISING))
    posting = Posting.objects.get()
    assert refused(world, posting) == [
        f"Danh sách “{posting.title}” không đặt thời gian công khai ít nhất nên không có hạn để gia hạn."
    ]


@pytest.mark.parametrize("who", ["head", "decider", "clerk", "inspector"])
def test_only_the_office_extends(world, posting, who):
    with pytest.raises(Refused) as found:
        extend(world, posting, actor=getattr(world, who))
    assert found.value.families == {Family.ROLE}
    posting.refresh_from_db()
    assert posting.extended_times == 0


def test_the_same_form_sent_twice_counts_once(world, posting):
    for _ in range(2):
        extending.extend(posting, days=2, reason=WHY, actor=world.appraiser, key="once")
    posting.refresh_from_db()
    assert posting.extended_times == 1


def test_it_is_done_on_the_page_and_shown_there(world, posting):
    page = browser(world.appraiser)
    address = f"/danh-sach-cong-khai/{posting.pk}/"
    assert "Gia hạn công khai" in page.get(address).content.decode()
    kept = page.post(f"{address}gia-han/", {"days": "400", "reason": WHY})
    assert (kept.status_code, WHY in kept.content.decode()) == (200, True)
    assert page.post(f"{address}gia-han/", {"days": "2", "reason": WHY}).status_code == 302
    shown = page.get(address).content.decode()
    assert "gia hạn 1 lần, tổng 2 ngày làm việc" in shown
    assert "07/12/2026" in shown
    assert f"26/11/2026: thêm 2 ngày làm việc, đến hết ngày 07/12/2026. Lý do: {WHY}" in shown
    assert browser(world.head).post(f"{address}gia-han/", {"days": "2", "reason": WHY}).status_code == 404


def test_the_origin_of_the_period_stays_that_of_the_rule(world):
    ask_of(world.award)
    do(world, "post_publicly", bring(world, State.APPRAISING))
    posting = extend(world, Posting.objects.get())
    assert (posting.due_basis, posting.due_citation) == (Basis.LAW, "Nghị định 91/2017/NĐ-CP Đ.45(10)")
