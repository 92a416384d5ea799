"""Answers, extensions and ends at once, on PostgreSQL with threads: nothing is lost, nothing ends before its day."""

from datetime import timedelta

import pytest

from dossiers import clock
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.workflow.consultation.conftest import Asking, choices
from tests.workflow.test_races import gate, race  # noqa: F401
from tests.world import bring, do, fresh, make_world
from workflow import journal, reconcile
from workflow.alarms import sweeping
from workflow.alarms.models import Alarm
from workflow.consultation import answering, closing
from workflow.models import Answer, Consultation, Posting
from workflow.posting import extending, recording

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PAIRS = 4


@pytest.fixture
def world():
    return make_world()


def whole() -> bool:
    return (list(reconcile.breaches()), list(journal.faults())) == ([], [])


def test_two_addressees_answer_the_same_lines(world, gate):  # noqa: F811
    third = make.make_unit("P03", name="Phòng Thanh tra", under=world.body)
    head = make.make_holder(Role.UNIT_HEAD, third)
    for _ in range(PAIRS):
        letter, _ = Asking(world).ask(2, inside=[world.other_unit.pk, third.pk], outside=[])
        one, two = letter.addressees.order_by("position")
        mine, theirs = choices(letter, "agree"), choices(letter, "other", "Cần xem lại.")
        first, second = race(
            lambda one=one, mine=mine: answering.answer(one, mine, actor=world.other_head),
            lambda two=two, theirs=theirs: answering.answer(two, theirs, actor=head),
        )
        assert [first.error, first.refused, second.error, second.refused] == [[], None, [], None]
        assert Answer.objects.filter(addressee__consultation=letter, current=True).count() == 4
    assert whole()


def test_an_answer_meets_the_close(world, gate):  # noqa: F811
    for _ in range(PAIRS):
        letter, _ = Asking(world).ask(1)
        addressee, chosen = Asking(world).inside(letter), choices(letter, "agree")
        answer, close = race(
            lambda addressee=addressee, chosen=chosen: answering.answer(addressee, chosen, actor=world.other_head),
            lambda letter=letter: closing.close(letter, actor=world.appraiser, reason="Không chờ thêm được."),
        )
        assert [answer.error, close.error, close.refused] == [[], [], None]
        given = Answer.objects.filter(addressee=addressee, current=True).count()
        assert given == (0 if answer.refused else 1)
        assert Consultation.objects.get(pk=letter.pk).closed_at is not None
    assert whole()


def test_the_sweep_meets_the_close(world):
    for _ in range(PAIRS):
        letter, rows = Asking(world).ask(2, silence=True)
        late = letter.due_at + timedelta(seconds=1)
        alarms = list(Alarm.objects.filter(kind="consultation", subject_id=letter.pk).values_list("pk", flat=True))

        def ring(late=late, alarms=alarms):
            return sweeping.sweep(late, among=alarms)

        sweep, close = race(ring, lambda letter=letter: closing.close(letter, actor=world.appraiser, reason="Đủ rồi."))
        assert (sweep.error, close.error) == ([], [])
        sweeping.sweep(late, among=alarms)
        assert Consultation.objects.get(pk=letter.pk).closed_at is not None
        assert {each.state for each in fresh(rows)} == {State.APPRAISING}
    assert whole()


def test_a_complaint_meets_the_end_of_a_posting(world, gate):  # noqa: F811
    for number in range(PAIRS):
        rows = bring(world, State.APPRAISING, 2)
        do(world, "post_publicly", rows, title=f"Danh sách {number}")
        posting = Posting.objects.latest("pk")
        about = {"text": "Khai không đúng.", "kind": "complaint", "received_on": clock.today(), "way": "letter"}
        said, close = race(
            lambda posting=posting, row=rows[0], about=about: recording.note_comment(
                posting, actor=world.other_appraiser, dossier=row, **about
            ),
            lambda posting=posting, rows=rows: recording.close(posting, rows, actor=world.appraiser),
        )
        assert (said.error, said.refused, close.error) == ([], None, [])
        assert posting.comments.count() == 1
        assert {each.state for each in fresh(rows)} == {State.POSTED if close.refused else State.APPRAISING}
        assert close.refused is None or "Chưa ghi kết quả xem xét" in str(close.refused)
    assert whole()


def test_an_extension_meets_the_end_of_a_posting(world, gate):  # noqa: F811
    for number in range(PAIRS):
        do(world, "post_publicly", bring(world, State.APPRAISING), days=5, title=f"Danh sách {number}")
        posting = Posting.objects.latest("pk")
        rows = [line.dossier for line in posting.lines.select_related("dossier")]
        with clock.set_to(posting.due_at + timedelta(hours=1)):
            extend, close = race(
                lambda posting=posting: extending.extend(posting, days=3, reason="Bảng hỏng.", actor=world.appraiser),
                lambda posting=posting, rows=rows: recording.close(posting, rows, actor=world.appraiser),
            )
        posting.refresh_from_db()
        assert (extend.error, close.error) == ([], [])
        assert bool(extend.refused) != bool(close.refused)
        assert (posting.closed_at is None) == bool(close.refused)
        assert posting.extended_times == (1 if close.refused else 0)
    assert whole()
