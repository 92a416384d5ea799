"""A page offers what the person can do there, and no button or link that must fail."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import clock
from dossiers.models import PaperType
from dossiers.vocabulary import Level, Role, State
from tests import factories as make
from tests.world import REASON, World, bring, convene, council, do, drafts, fresh, issue, make_world, to_sign, vote_all
from workflow.decisions import revocation
from workflow.decisions.models import DecisionStatus
from workflow.forms import ActForm
from workflow.judging import ACTS
from workflow.models import Decision, Procedure, Seat, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def shown(user, url: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def buttons(user, url: str) -> list[str]:
    """The acts offered on the chosen lines and on the open one, in the order of the page."""
    return re.findall(r'name="viec" value="(\w+)"', shown(user, url))


def work_of(row) -> str:
    return reverse("workflow:work", args=[Procedure.objects.get(open=True, lines__dossier=row).pk])


def test_the_appraiser_is_offered_what_the_states_of_the_lines_allow(world):
    rows = bring(world, State.APPRAISING, 2)
    usual = ["clear", "return_for_correction", "propose_ineligible", "ask_consultation", "post_publicly", "hold"]
    assert buttons(world.appraiser, work_of(rows[0])) == [*usual, "clear"]
    do(world, "ask_consultation", rows[:1])
    assert buttons(world.appraiser, work_of(rows[0])) == [*usual[:4], "close_consultation", *usual[4:], "clear"]


def test_only_the_head_of_the_office_is_offered_to_declare_and_only_a_proposal_of_another(world):
    row = bring(world, State.APPRAISING)[0]
    assert "declare_ineligible" not in buttons(world.office_head, work_of(row))
    do(world, "propose_ineligible", [row], world.appraiser)
    assert "declare_ineligible" in buttons(world.office_head, work_of(row))
    assert "declare_ineligible" not in buttons(world.other_appraiser, work_of(row))


def test_readers_are_offered_nothing(world):
    row = bring(world, State.APPRAISING)[0]
    for reader in (world.inspector, world.head, world.clerk):
        text = shown(reader, work_of(row))
        assert row.nominee_name in text
        assert re.findall(r'name="(?:viec|dossier)"', text) == []
        assert "Nhận làm" not in text


@pytest.mark.parametrize(
    ("state", "gatherer", "label"),
    [
        (State.AWAITING_COUNCIL, "secretary", "Triệu tập phiên họp với các hồ sơ đã chọn"),
        (State.ENDORSED, "appraiser", "Lập văn bản trình ký với các hồ sơ đã chọn"),
    ],
)
def test_a_pool_offers_gathering_to_who_gathers(world, state, gatherer, label):
    row = bring(world, state)[0]
    url = reverse("workflow:pool", args=[world.body.code, state])
    for user in (getattr(world, gatherer), world.inspector):
        text = shown(user, url)
        mine = user == getattr(world, gatherer)
        assert row.nominee_name in text
        assert (label in text, 'name="dossier"' in text) == (mine, mine)


def test_the_deputy_is_offered_to_sign_but_not_to_refuse_or_split_what_is_not_the_chiefs_own(world):
    paper = to_sign(world, bring(world, State.ENDORSED, 2))
    url = reverse("workflow:decision", args=[paper.pk])
    answer = reverse("workflow:decision_answer", args=[paper.pk])
    assert buttons(world.deputy, url) == ["sign_all", "sign"]
    assert buttons(world.decider, url) == ["sign_all", "send_back"]
    assert [answer in shown(user, url) for user in (world.deputy, world.decider)] == [False, True]
    assert "Tách dòng" not in shown(world.deputy, url)
    assert "Tách dòng" in shown(world.decider, url)


def test_a_paper_with_one_line_cannot_be_split(world):
    paper = to_sign(world, bring(world, State.ENDORSED))
    assert "Tách dòng" not in shown(world.decider, reverse("workflow:decision", args=[paper.pk]))


def test_a_unit_reads_of_session_and_paper_without_links_that_are_shut_to_it(world):
    row = bring(world, State.AWAITING_SIGNATURE)[0]
    url = reverse("workflow:dossier", args=[row.code])
    item = row.agenda_items.get()
    paper = Decision.objects.get(items__dossier=row)
    links = [reverse("workflow:session", args=[item.session_id]), reverse("workflow:decision", args=[paper.pk])]
    for user, reads in ((world.head, False), (world.appraiser, True)):
        text = shown(user, url)
        assert item.session.title in text
        assert [f'href="{link}"' in text for link in links] == [reads, reads]
    work = f'href="{reverse("workflow:work", args=[paper.procedure_id])}"'
    assert (work in shown(world.head, url), work in shown(world.appraiser, url)) == (False, True)


def test_a_returned_dossier_leads_to_the_page_where_it_is_mended(world):
    row = bring(world, State.RETURNED)[0]
    procedure = Procedure.objects.get(open=True, lines__dossier=row, lines__left_at=None)
    mend = reverse("workflow:mend", args=[procedure.pk])
    resend = reverse("workflow:act", args=[row.code, "resubmit"])
    for user in (world.head, world.drafter):
        text = shown(user, reverse("workflow:dossier", args=[row.code]))
        assert (f'href="{mend}"' in text, resend in text) == (True, False)
    assert mend not in shown(world.appraiser, reverse("workflow:dossier", args=[row.code]))


def test_the_drafter_mends_and_the_head_sends(world):
    row = bring(world, State.RETURNED)[0]
    mend = reverse("workflow:mend", args=[Procedure.objects.get(open=True, lines__dossier=row, lines__left_at=None).pk])
    assert [('name="gui"' in shown(user, mend)) for user in (world.drafter, world.head)] == [False, True]


def test_a_seat_that_ended_opens_no_session_and_one_given_later_no_old_dossier(world):
    row = bring(world, State.IN_COUNCIL)[0]
    session = Session.objects.get()
    gone, later = world.members[0], make.make_user(name="Lý Thị Mới")
    Seat.objects.filter(user=gone).update(valid_to=clock.today() - timedelta(days=1))
    Seat.objects.create(council=world.council, user=later, role=Role.MEMBER, valid_from=clock.today())
    url = reverse("workflow:session", args=[session.pk])
    client = Client()
    client.force_login(gone)
    assert client.get(url).status_code == 404
    assert session.title not in shown(gone, reverse("workflow:inbox"))
    text = shown(later, url)
    assert row.nominee_name in text
    assert reverse("workflow:dossier", args=[row.code]) not in text


def test_the_work_of_a_higher_body_shows_a_unit_its_own_lines_only():
    world = make_world(above_external=False)
    rows = do(world, "submit", drafts(world, above=True))
    rows += do(world, "submit", drafts(world, above=True, unit=world.other_unit), world.other_head)
    issue(world, council(world, do(world, "clear", do(world, "receive", rows))))
    text = shown(world.head, work_of(rows[0]))
    assert rows[0].nominee_name in text
    assert rows[1].nominee_name not in text


def test_the_office_that_granted_is_led_to_propose_a_revocation_once(world):
    row = bring(world, State.GRANTED)[0]
    link = reverse("workflow:revocation_new", args=[row.code])
    page = reverse("workflow:dossier", args=[row.code])
    people = (world.appraiser, world.head, world.inspector)
    assert [link in shown(user, page) for user in people] == [True, False, False]
    revocation.propose([row], ground="a", reason=REASON, actor=world.appraiser)
    assert link not in shown(world.appraiser, page)


def test_the_decider_reads_why_and_may_decline_a_revocation(world):
    row = bring(world, State.GRANTED)[0]
    paper = revocation.propose([row], ground="a", reason=REASON, actor=world.appraiser)
    url = reverse("workflow:decision", args=[paper.pk])
    decline = reverse("workflow:revocation_decline", args=[paper.pk])
    assert decline not in shown(world.deputy, url)
    text = shown(world.decider, url)
    assert (REASON in text, "Gian dối trong kê khai thành tích" in text, decline in text) == (True, True, True)
    client = Client()
    client.force_login(world.decider)
    assert client.post(decline, {"reason": ""}).status_code == 409
    assert client.post(decline, {"reason": "Kết luận chưa có hiệu lực."}).status_code == 302
    paper.refresh_from_db()
    assert (paper.status, fresh([row])[0].state) == (DecisionStatus.DROPPED, State.GRANTED)


def test_a_department_asks_a_unit_for_papers_that_units_bring(world):
    for code, producer in (("U", "unit"), ("N", "nominee"), ("O", "office"), ("C", "council")):
        PaperType.objects.create(code=code, name=f"Giấy {code}", producer=producer, carrier="dossier")
    above = make.make_body("BTP", level=Level.MINISTRY)
    act = ACTS["return_for_correction"]
    forms = [ActForm(act, body_id=each.pk) for each in (world.body, above)]
    asked = [sorted(code for code, _ in form.fields["papers"].choices) for form in forms]
    assert asked == [["N", "U"], ["N", "O", "U"]]


def test_the_nominee_reads_number_and_date_of_the_decision_and_who_mends(world):
    person = make.make_user(name="Mai Thị Được")
    row = bring(world, State.RETURNED, nominees=[make.make_person(world.unit, user=person)])[0]
    url = reverse("workflow:dossier", args=[row.code])
    assert f"{row.unit_name} đang bổ sung hồ sơ" in shown(person, url)
    row = do(world, "clear", do(world, "resubmit", [row]))[0]
    issue(world, council(world, [row]))
    paper = Decision.objects.get(items__dossier=row)
    text = shown(person, url)
    told = f"<strong>{paper.full_number}</strong> ngày {paper.dated:%d/%m/%Y}"
    assert (told in text, "Hội đồng thông qua" in text) == (True, False)


def test_the_chair_is_told_who_has_not_voted(world):
    session = convene(world, bring(world, State.AWAITING_COUNCIL))
    url = reverse("workflow:session", args=[session.pk])
    assert f"Còn {len(world.voters)} / {len(world.voters)} thành viên chưa biểu quyết." in shown(world.decider, url)
    vote_all(world, session)
    assert "chưa biểu quyết" not in shown(world.decider, url)
