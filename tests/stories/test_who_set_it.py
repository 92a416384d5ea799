"""Who set a day is told wherever the day is: the law, the year's plan and the office are never mixed up."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.models import LegalFigure
from dossiers.papers import store
from dossiers.vocabulary import Basis, Evidence, State
from notifications import outbox
from notifications.compose import Line, Section, compose
from notifications.feed.events import events_of
from notifications.models import Delivery
from tests import factories as make
from tests.dossiers.files import PDF, upload
from tests.walking import browser
from tests.workflow.consultation.conftest import Asking
from tests.world import bring, convene, do, make_world
from workflow.alarms import sweeping
from workflow.documents import consultations
from workflow.enquiry import replying
from workflow.enquiry.replying import Paper, Person
from workflow.invitations import inviting
from workflow.models import Consultation, CorrectionItem, Posting, StepTerm

pytestmark = pytest.mark.django_db
MONDAY = timezone.make_aware(datetime(2026, 3, 2, 9, 0))
OFFICE, LAW, PLAN, SENDER = "cơ quan đặt", "theo quy định", "theo kế hoạch năm", "cơ quan hỏi đặt"


@pytest.fixture
def world():
    with clock.set_to(MONDAY):
        world = make_world()
        world.season.dossiers_by = date(2026, 11, 30)
        world.season.save()
        yield world


def by_law(world) -> None:
    """The appraisal of this department has a period of law."""
    LegalFigure.objects.create(
        kind="time_rule", code="appraise_unit", value={"days": 20, "unit": "working", "starts": "complete_dossier"},
        valid_from=make.LONG_AGO, citation="Nghị định 91/2017/NĐ-CP", evidence=Evidence.QUOTED,
    )


def page(user, address: str) -> str:
    answer = browser(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def inbox(user) -> str:
    outbox.announce()
    return "\n".join(Delivery.objects.filter(channel="inbox", user=user).values_list("body", flat=True))


def test_of_a_dossier_in_mail_sentence_list_and_workbook(world):
    by_law(world)
    [dossier] = bring(world, State.APPRAISING)
    assert dossier.set_by == LAW
    due = f"{timezone.localdate(dossier.due_at):%d/%m/%Y}"
    assert f"Hạn: {due} ({LAW})" in inbox(world.other_appraiser)
    assert f"(hạn {due}, {LAW})" in page(world.appraiser, f"/ho-so/{dossier.code}/")
    with clock.set_to(MONDAY):
        [event] = [each for each in events_of(world.appraiser) if each.uid == f"ho-so-{dossier.pk}"]
    assert event.description.endswith(f"Hạn: {LAW} (Nghị định 91/2017/NĐ-CP)")


def test_of_a_letter_on_paper_in_mail_calendar_inbox_and_list(world):
    letter, _ = Asking(world).ask(1)
    assert f"hạn trả lời 09/03/2026 ({OFFICE})" in inbox(world.other_head)
    until = consultations.values_of(letter, [])["han_tra_loi"]
    assert until == "trước hết ngày 09/03/2026 (thời hạn do Sở Tư pháp đặt)"
    [event] = [each for each in events_of(world.other_head) if each.uid.startswith("y-kien-")]
    assert event.description == f"Hạn: {OFFICE}"
    for user, address in ((world.other_head, "/"), (world.appraiser, "/"), (world.appraiser, "/lay-y-kien/")):
        assert OFFICE in page(user, address), address


def test_a_letter_by_law_names_the_law(world):
    letter, _ = Asking(world).ask(1)
    Consultation.objects.filter(pk=letter.pk).update(
        due_basis=Basis.LAW, due_citation="Nghị định 39/2012/NĐ-CP", due_evidence=Evidence.QUOTED
    )
    letter.refresh_from_db()
    assert consultations.values_of(letter, [])["han_tra_loi"].endswith("(thời hạn theo Nghị định 39/2012/NĐ-CP)")
    assert LAW in page(world.appraiser, "/lay-y-kien/")


def test_of_a_posting_in_the_office_in_the_list_and_in_public(world):
    rows = bring(world, State.APPRAISING)
    do(world, "post_publicly", rows, days=5)
    posting = Posting.objects.get()
    assert posting.set_by == OFFICE
    for address in ("/", "/danh-sach-cong-khai/", f"/danh-sach-cong-khai/{posting.pk}/", f"/ho-so/{rows[0].code}/",
                    f"/danh-sach-cong-khai/{posting.pk}/thong-bao/", "/cong-khai/stp/"):
        assert OFFICE in page(world.appraiser, address), address


def test_of_the_plan_and_of_an_invitation_in_the_calendar_and_the_mail(world):
    inviting.invite(
        [world.unit], body=world.body, season=world.season, until=date(2026, 3, 13), actor=world.appraiser,
        reason="Đơn vị vừa hợp nhất, chưa kịp lập hồ sơ.",
    )
    assert f"đến hết ngày 13/03/2026 ({OFFICE})" in inbox(world.head)
    told = {each.uid.partition("-")[0]: each.description.splitlines()[-1] for each in events_of(world.head)}
    assert (told["nam"], told["moi"]) == (f"Hạn: {PLAN}", f"Hạn: {OFFICE}")
    assert OFFICE in page(world.head, "/")
    assert PLAN in page(world.head, "/nam-thi-dua/")


def test_a_senders_term_is_the_senders_everywhere(world):
    scan = store(upload("hoi.pdf", PDF))
    paper = Paper("Bộ Tư pháp", "812/BTP-TĐKT", date(2026, 2, 27), date(2026, 3, 2), "Cho ý kiến", scan, "hoi.pdf",
                  due_on=date(2026, 3, 10))
    enquiry = replying.enter(world.body, paper, [Person("Mai Thị Hoa")], actor=world.appraiser)
    assert enquiry.set_by == SENDER
    assert f"hạn trả lời 10/03/2026 ({SENDER})" in inbox(world.other_appraiser)
    for address in ("/", "/hoi-y-kien-den/"):
        shown = page(world.other_appraiser, address)
        assert SENDER in shown, address
    assert "do cơ quan hỏi đặt" in page(world.other_appraiser, f"/hoi-y-kien-den/{enquiry.pk}/")


def test_two_lines_of_one_day_by_different_hands_stand_apart():
    day = date(2026, 12, 4)
    one, other = Line("A", "Giấy khen", due=day, set_by=LAW), Line("B", "Cờ", due=day, set_by=OFFICE)
    body = compose([Section("submit_desk", (one, other))]).body
    assert f"– A: Giấy khen; hạn 04/12/2026 ({LAW})\n– B: Cờ; hạn 04/12/2026 ({OFFICE})\n" in body


def test_a_sheet_of_what_to_mend_says_by_when_and_by_whose_word(world):
    [dossier] = bring(world, State.RETURNED)
    due = f"{timezone.localdate(dossier.due_at):%d/%m/%Y}"
    correction = CorrectionItem.objects.get(dossier=dossier).correction
    shown = page(world.head, f"/phieu-bo-sung/{correction.pk}/")
    assert f"trước hết ngày {due} (thời hạn: {dossier.set_by})" in shown


def test_of_what_is_owed_after_the_decision_and_of_the_day_to_vote(world):
    StepTerm.objects.filter(act="notice_result").update(evidence=Evidence.LOCAL, citation="Quy chế của Sở")
    [granted] = bring(world, State.GRANTED)
    duty = granted.duties.get(kind="notice_result")
    until = timezone.localdate(duty.due_at)
    convene(world, bring(world, State.AWAITING_COUNCIL), vote_by=until)
    outbox.announce()
    Delivery.objects.all().delete()
    with clock.set_to(duty.due_at - timedelta(hours=14)):
        sweeping.sweep()
        assert f"hạn thông báo kết quả là ngày {until:%d/%m/%Y} ({OFFICE})." in inbox(world.appraiser)
        assert f"hạn biểu quyết {until:%d/%m/%Y} ({OFFICE})." in inbox(world.members[0])
