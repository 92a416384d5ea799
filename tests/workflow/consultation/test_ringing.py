"""The sweep rings for a letter: at the end of its term, once; not for a term that was lengthened or has ended."""

from datetime import timedelta

from dossiers import clock
from dossiers.vocabulary import Role, State
from tests.factories import make_holder
from tests.world import fresh
from workflow import calendar, calendar_changes, journal, terms
from workflow.alarms import sweeping
from workflow.calendar_changes import DayChange
from workflow.consultation import closing
from workflow.models import Alarm, Answer, Entry


def sweep_after(letter, days: int = 0) -> None:
    alarms = Alarm.objects.filter(kind="consultation").values_list("pk", flat=True)
    with clock.set_to(letter.due_at + timedelta(days=days, seconds=1)):
        sweeping.sweep(among=list(alarms))


def test_the_lines_go_on_by_themselves_when_the_term_of_silence_is_over(asking):
    letter, rows = asking.ask(2, silence=True)
    sweep_after(letter)
    sweep_after(letter, days=1)
    assert {each.state for each in fresh(rows)} == {State.APPRAISING}
    assert Answer.objects.filter(opinion="silent").count() == 4
    assert Entry.objects.filter(act="consultation_silent").count() == 1


def test_a_longer_term_rings_at_its_own_end(asking):
    letter, rows = asking.ask(1)
    closing.extend(letter, days=5, reason="Đảng ủy đề nghị lùi hạn.", actor=asking.world.appraiser)
    sweep_after(letter)
    assert Entry.objects.filter(act="consultation_overdue").count() == 0
    letter.refresh_from_db()
    sweep_after(letter)
    assert Entry.objects.filter(act="consultation_overdue").count() == 1


def test_a_closed_letter_rings_no_more(asking):
    letter, _ = asking.ask(1)
    due = letter.due_at
    asking.close(letter, "Không chờ thêm được.")
    letter.due_at = due
    before = Entry.objects.count()
    sweep_after(letter)
    assert Entry.objects.count() == before


def test_the_term_of_a_letter_follows_the_calendar_and_so_does_its_desk(asking):
    letter, _ = asking.ask(1)
    day = calendar.local_day(letter.due_at)
    administrator = make_holder(Role.ADMINISTRATOR, asking.world.body)
    calendar_changes.change([DayChange(day, "closed", paper="15/TB-STP")], actor=administrator)
    before, number = letter.due_at, letter.term_no
    letter.refresh_from_db()
    assert (letter.due_at, letter.term_no) == (terms.end_of(letter, calendar.current()), number + 1)
    assert letter.due_at > before
    assert Entry.objects.filter(act="move_term", subject_kind="consultation", subject_id=letter.pk).count() == 1
    assert Alarm.objects.filter(kind="consultation", subject_id=letter.pk, version=letter.term_no).count() == 1
    assert letter.procedure.due_at in (None, letter.due_at)
    assert list(journal.faults()) == []


def test_a_letter_that_is_over_still_is_not_told_of_again_and_one_that_has_not_rung_yet_is(asking):
    letter, _ = asking.ask(1)
    unrung, _ = asking.ask(1)
    administrator = make_holder(Role.ADMINISTRATOR, asking.world.body)
    first = calendar.local_day(letter.asked_at) + timedelta(days=1)
    days = [calendar.next_working_day(first), calendar.add_working_days(first, 2)]
    alarms = list(Alarm.objects.filter(kind="consultation", subject_id=letter.pk).values_list("pk", flat=True))
    with clock.set_to(letter.due_at + timedelta(days=20)):
        sweeping.sweep(among=alarms)
        for day in days:  # a decision that comes late, twice
            calendar_changes.change([DayChange(day, "closed", paper="15/TB-STP")], actor=administrator)
        sweeping.sweep(among=list(Alarm.objects.filter(kind="consultation").values_list("pk", flat=True)))
    told = Entry.objects.filter(act="consultation_overdue").order_by("subject_id").values_list("subject_id", flat=True)
    assert list(told) == [letter.pk, unrung.pk]
    letter.refresh_from_db()
    assert letter.due_at == terms.end_of(letter, calendar.current())
