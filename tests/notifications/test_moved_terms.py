"""When the calendar changes, whoever holds a term that moves hears of it, once; nobody else does."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.models import StoredFile
from dossiers.vocabulary import Nature, Role, State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.world import bring, do, make_world
from workflow import calendar_changes, journal
from workflow.calendar_changes import DayChange
from workflow.consultation import answering
from workflow.duties.models import Duty
from workflow.enquiry import replying
from workflow.enquiry.replying import Paper, Person
from workflow.invitations import inviting
from workflow.models import Consultation, Enquiry, Entry, Posting

pytestmark = pytest.mark.django_db
THURSDAY = timezone.make_aware(datetime(2026, 11, 26, 9))
MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)
HEADING = "Hạn đã dời theo lịch làm việc"
OFFICE = {"appraiser", "other_appraiser", "office_head"}
WHY = "Đơn vị vừa kiện toàn tổ chức, có công văn đề nghị."


@pytest.fixture
def world():
    with clock.set_to(THURSDAY):
        world = make_world()
        world.administrator = make.make_holder(Role.ADMINISTRATOR, world.body, name="Quản trị")
        # people of the same kind whose terms do not move
        world.stranger = make.make_holder(Role.OFFICE, make.make_body("SNV"), name="Tạ Văn Sở Khác")
        world.retired = make.make_holder(Role.OFFICE, world.body, name="Lý Thị Đã Nghỉ", end=make.LONG_AGO)
        yield world


def close(world, *days: date) -> list[Entry]:
    """Forget what was told, close the office on these days."""
    outbox.announce()
    Delivery.objects.all().delete()
    changes = [DayChange(day, "closed", paper="15/TB-STP") for day in days or (MONDAY,)]
    return calendar_changes.change(changes, actor=world.administrator)


def told(world) -> dict[str, str]:
    """Who found which text in the application: name → body; everybody at most one."""
    outbox.announce()
    people = {value.pk: name for name, value in vars(world).items() if hasattr(value, "username")}
    rows = list(Delivery.objects.filter(channel="inbox"))
    assert {row.subject.split(" – ")[0] for row in rows} <= {HEADING}
    found = {people[row.user_id]: row.body for row in rows}
    assert len(found) == len(rows)
    return found


def ask(world, *, days: int = 3) -> Consultation:
    about = {"question": "Cho ý kiến.", "inside": [world.other_unit.pk], "outside": [("Đảng ủy", "")], "days": days}
    row = do(world, "ask_consultation", bring(world, State.APPRAISING), **about)[0]
    return Consultation.objects.get(items__dossier=row)


def enter(world, until: date, number: str = "812/BTP") -> Enquiry:
    scan, _ = StoredFile.objects.get_or_create(sha256="b" * 64, size=1, content_type="application/pdf")
    paper = Paper("Bộ Tư pháp", number, THURSDAY.date(), THURSDAY.date(), "Đề nghị cho ý kiến.", scan, "a.pdf", until)
    return replying.enter(world.body, paper, [Person("Lê Lạ")], actor=world.appraiser)


def test_of_a_letter_its_office_and_who_still_owes_an_answer_hear(world):
    letter = ask(world)
    close(world)
    heard = told(world)
    assert set(heard) == OFFICE | {"other_head"}
    assert heard["other_head"] == (
        "Lịch làm việc vừa được sửa nên 1 việc có ngày mới.\n"
        f"– {letter}: Trả lời văn bản lấy ý kiến của {world.body.name}\n"
        "Việc cần làm: Xem lại việc của bạn và làm theo ngày mới.\nHạn: 02/12/2026 (cơ quan đặt)"
    )
    address = reverse("workflow:consultation", args=[letter.pk])
    assert Delivery.objects.get(channel="inbox", user=world.other_head).link == address


def test_who_has_answered_every_line_has_no_date_left_to_hear_of(world):
    letter = ask(world)
    addressee = letter.addressees.get(unit=world.other_unit)
    answering.answer(addressee, {letter.items.get().pk: ("agree", "")}, actor=world.other_head)
    close(world)
    assert set(told(world)) == OFFICE


def test_of_a_list_made_public_and_of_what_is_owed_the_office_hears(world):
    [posted] = do(world, "post_publicly", bring(world, State.APPRAISING), days=5, unit="working")
    [granted] = bring(world, State.GRANTED)
    close(world)
    heard = told(world)
    assert set(heard) == OFFICE
    posting = Posting.objects.get()
    rows = Duty.objects.filter(dossier=granted)
    owed = {each.kind: f"{timezone.localdate(each.due_at):%d/%m/%Y} ({each.set_by})" for each in rows}
    until = f"{timezone.localdate(posting.due_at):%d/%m/%Y} (cơ quan đặt)"
    assert [line for line in heard["appraiser"].splitlines() if line.startswith("–")] == [
        f"– {posted.code}: {posted.award.name}",
        f"– {granted.code}: Thông báo kết quả; hạn {owed['notice_result']}",
        f"– {granted.code}: Nộp lưu hồ sơ; hạn {owed['archive']}",
        f"– {posting.code}: Công khai “{posting.title}”; hạn {until}",
    ]
    assert Delivery.objects.filter(channel="inbox").first().subject == f"{HEADING} – 3 việc"


def test_of_an_enquiry_whoever_has_it_now_hears(world):
    enquiry = enter(world, MONDAY)
    close(world)
    # the appraiser who entered it is of the office, but did not change the calendar
    assert set(told(world)) == OFFICE
    enquiry.refresh_from_db()
    assert timezone.localdate(enquiry.due_at) == date(2026, 12, 1)
    line = enquiry.lines.get()
    replying.draft(enquiry, {line.pk: ("agree", "", None)}, actor=world.appraiser)
    replying.lay(enquiry, actor=world.appraiser)
    close(world, date(2026, 12, 1))
    assert set(told(world)) == {"office_head"}
    assert Entry.objects.filter(act="move_term", subject_kind="enquiry").count() == 2
    assert list(journal.faults()) == []


def test_of_an_invitation_the_unit_that_is_invited_hears(world):
    world.season.dossiers_by = date(2026, 11, 20)
    world.season.save()
    about = {"body": world.body, "season": world.season, "reason": WHY, "actor": world.appraiser}
    inviting.invite([world.unit], until=MONDAY, **about)
    inviting.invite([world.other_unit], until=date(2026, 12, 2), **about)
    close(world)
    heard = told(world)
    assert set(heard) == {"head", "drafter"}
    assert f"– {world.unit.code}: Nộp muộn theo thư mời: {world.unit.name}, {world.season.title}" in heard["head"]
    assert heard["head"].endswith("Hạn: 01/12/2026 (cơ quan đặt)")


def test_one_message_a_person_holds_all_that_moved_and_nothing_that_did_not(world):
    [row] = bring(world, State.SUBMITTED)
    letter, later = ask(world), ask(world, days=40)
    moved, left = enter(world, MONDAY), enter(world, FRIDAY, "813/BTP")
    close(world)
    body = told(world)["appraiser"]
    asked_about = [item.dossier.code for each in (letter, later) for item in each.items.all()]
    codes = [line.removeprefix("– ").split(":")[0] for line in body.splitlines() if line.startswith("–")]
    assert sorted(codes) == sorted([row.code, *asked_about, str(letter), str(later), moved.number])
    assert left.number not in body
    assert Delivery.objects.get(channel="inbox", user=world.appraiser).link == reverse("workflow:inbox")


def test_more_than_ten_that_moved_are_still_said_to_have_moved(world):
    bring(world, State.SUBMITTED, 12)
    close(world)
    body = told(world)["appraiser"]
    assert body.startswith("Lịch làm việc vừa được sửa nên 12 hồ sơ có hạn mới.\n")
    assert body.count("\n– ") == 12


def test_a_date_that_was_changed_again_before_anybody_was_told_is_told_once(world):
    letter = ask(world)
    close(world)
    calendar_changes.change([DayChange(date(2026, 12, 2), "closed", paper="16/TB-STP")], actor=world.administrator)
    body = told(world)["other_head"]
    assert (body.count(str(letter)), body.splitlines()[-1]) == (1, "Hạn: 03/12/2026 (cơ quan đặt)")


def test_a_rehearsed_result_moves_and_is_told_to_nobody(world):
    world.season.nature = Nature.REHEARSAL
    world.season.save()
    bring(world, State.GRANTED)
    entries = close(world)
    assert {entry.subject_kind for entry in entries if entry.act == "move_term"} == {"duty"}
    assert told(world) == {}


@pytest.mark.slow
def test_thirty_that_moved_are_told_in_as_many_statements_as_one(world):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert told(world)
        return len(asked)

    ask(world)
    enter(world, MONDAY, "1/BTP")
    close(world)
    one = cost()
    for number in range(29):
        enter(world, FRIDAY, f"{number + 2}/BTP")
        ask(world)
    close(world, date(2026, 12, 1), FRIDAY)
    assert cost() == one
