"""A dossier carried from draft to decision through the pages, by the right people, without JavaScript."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.desks import desk_words
from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests import factories as make
from tests.world import REASON, World, bring, drafts, fresh, make_world
from workflow.models import Decision, Procedure, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, f"{url}: {answer.status_code}"
    return answer.content.decode() if status == 200 else ""


def key_on(text: str) -> str:
    return re.search(r'name="key" value="(\w+)"', text).group(1)


def send(client: Client, url: str, data: dict, *, on: str | None = None) -> str:
    """Post the form with the key that its page carries; follows to the next page, which must be well."""
    key = key_on(page(client, on or url))
    answer = client.post(url, {"key": key} | data, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:4000]
    return answer.content.decode()


def work_of(row: Dossier) -> str:
    procedure = Procedure.objects.get(open=True, lines__dossier=row, lines__left_at=None)
    return reverse("workflow:work", args=[procedure.pk])


def test_a_dossier_goes_from_draft_to_decision(world):
    row = drafts(world)[0]
    head, office, clerk = browser(world.head), browser(world.appraiser), browser(world.clerk)
    hand_in = reverse("dossiers:hand_in", args=[row.hand_in_id])
    told = send(head, reverse("workflow:submit_hand_in", args=[row.hand_in_id]), {}, on=hand_in)
    assert "Đã gửi 1 hồ sơ tới Sở Tư pháp." in told

    assert "Tiếp nhận" in page(office, reverse("workflow:inbox"))
    work = work_of(row)
    send(office, work, {"viec": "receive", "dossier": row.pk})
    asked = send(office, work, {"viec": "clear", "dossier": row.pk})
    assert "Ý kiến thẩm định" in asked
    send(office, work, {"viec": "clear", "dossier": row.pk, "bieu_mau": 1, "opinion": "Đủ điều kiện."})
    assert fresh([row])[0].state == State.AWAITING_COUNCIL

    secretary = browser(world.secretary)
    pool = reverse("workflow:pool", args=["STP", "awaiting_council"])
    assert "Chờ Hội đồng họp" in page(secretary, reverse("workflow:inbox"))
    new = reverse("workflow:session_new", args=["STP"])
    details = {"dossier": row.pk, "bieu_mau": 1, "title": "Họp xét", "day": "25/11/2026", "hour": "08:30", "place": ""}
    assert "Triệu tập phiên họp" in send(secretary, new, {"dossier": row.pk}, on=pool)
    send(secretary, new, details, on=pool)
    session = Session.objects.get()
    url = reverse("workflow:session", args=[session.pk])
    item = session.items.get()
    for user in world.voters:
        assert "Chờ phiếu của tôi" in page(browser(user), reverse("workflow:inbox"))
        seen = browser(user).post(reverse("workflow:session_review", args=[session.pk]), {f"phieu-{item.pk}": "yes"})
        ballot = {"key": key_on(seen.content.decode()), f"phieu-{item.pk}": "yes"}
        browser(user).post(reverse("workflow:session_vote", args=[session.pk]), ballot)
    chair = browser(world.decider)
    told = send(chair, reverse("workflow:session_close", args=[session.pk]), {f"muc-{item.pk}": ""}, on=url)
    assert "5/5 đồng ý" in told
    minutes = {"text": "Biên bản phiên họp, đủ thành phần."}
    send(secretary, reverse("workflow:session_minutes", args=[session.pk]), minutes, on=url)
    assert fresh([row])[0].state == State.ENDORSED

    endorsed = reverse("workflow:pool", args=["STP", "endorsed"])
    new = reverse("workflow:decision_new", args=["STP"])
    send(office, new, {"dossier": row.pk, "bieu_mau": 1, "title": ""}, on=endorsed)
    decision = Decision.objects.get()
    paper = reverse("workflow:decision", args=[decision.pk])
    send(chair, paper, {"viec": "sign", "dossier": row.pk})
    number = {"number": 215, "symbol": "QĐ-STP", "dated": "22/11/2026", "recipients": "", "scan": ""}
    told = send(clerk, reverse("workflow:decision_number", args=[decision.pk]), number, on=paper)
    assert "215/QĐ-STP" in told
    send(clerk, reverse("workflow:decision_issue", args=[decision.pk]), {}, on=paper)
    assert fresh([row])[0].state == State.GRANTED
    told = page(head, reverse("workflow:dossier", args=[row.code]))
    assert "Đã có quyết định" in told and "215/QĐ-STP" in told


def test_a_returned_line_is_mended_and_sent_again(world):
    row = bring(world, State.APPRAISING)[0]
    office, head = browser(world.appraiser), browser(world.head)
    work = work_of(row)
    missing = send(office, work, {"viec": "return_for_correction", "dossier": row.pk, "bieu_mau": 1, "reason": "ngắn"})
    assert "ít nhất 20 ký tự" in missing and "ngắn" in missing
    send(
        office, work,
        {"viec": "return_for_correction", "dossier": row.pk, "bieu_mau": 1, "reason": REASON, "fields": "achievement"},
    )
    assert "Bổ sung" in page(head, reverse("workflow:inbox"))
    mend = reverse("workflow:mend", args=[Procedure.objects.get(kind="correction").pk])
    assert REASON in page(head, mend)
    send(head, mend, {f"d{row.pk}-achievement": "Sáng kiến được áp dụng.", "gui": 1})
    row = fresh([row])[0]
    assert (row.state, row.achievement) == (State.APPRAISING, "Sáng kiến được áp dụng.")
    page(browser(world.other_head), mend, 404)


def test_a_refusal_lists_objections_and_offers_to_go_on_without(world):
    one, two = drafts(world, 2)
    Dossier.objects.filter(pk=two.pk).update(award=world.high_award)
    head = browser(world.head)
    url = reverse("workflow:submit_hand_in", args=[one.hand_in_id])
    answer = head.post(url, {"key": "k1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Thẩm quyền" in text and "Đi tiếp không có 1 hồ sơ này (còn 1 hồ sơ)" in text
    assert fresh([one])[0].state == State.DRAFT


@pytest.mark.parametrize("state", State.values)
def test_the_dossier_page_says_who_holds_it_in_every_state(world, state):
    row = bring(world, state)[0]
    text = page(browser(world.head), reverse("workflow:dossier", args=[row.code]))
    assert State(state).label in text
    assert (desk_words(row.desk_role, row.desk_unit) or "không còn") in text


def test_a_stranger_finds_no_page_of_the_dossier(world):
    row = bring(world, State.IN_COUNCIL)[0]
    stranger = browser(world.other_head)
    procedure = Procedure.objects.get(kind="council")
    for url in [
        reverse("workflow:dossier", args=[row.code]),
        reverse("workflow:act", args=[row.code, "withdraw"]),
        reverse("workflow:work", args=[procedure.pk]),
        reverse("workflow:session", args=[procedure.session.pk]),
        reverse("workflow:pool", args=["STP", "awaiting_council"]),
    ]:
        page(stranger, url, 404)


def test_the_nominee_is_not_told_the_view_of_the_council(world):
    row = bring(world, State.NOT_ENDORSED)[0]
    nominee = make.make_user()
    person = row.nominee
    person.user = nominee
    person.save()
    text = page(browser(nominee), reverse("workflow:dossier", args=[row.code]))
    assert "Hội đồng không đề nghị" not in text and "tỷ lệ phiếu" not in text
    assert "Hội đồng đang xét" in text


def test_why_not_yet_answers_for_any_act(world):
    row = bring(world, State.APPRAISING)[0]
    url = reverse("workflow:why_not", args=[row.code])
    text = page(browser(world.head), f"{url}?viec=sign")
    assert "Chờ ký" in text and "Đang thẩm định" in text


def test_a_task_at_another_procedures_address_is_404(world):
    from viewflow.workflow.models import Task

    one, two = bring(world, State.SUBMITTED)[0], bring(world, State.SUBMITTED)[0]
    first, second = (Procedure.objects.get(lines__dossier=row) for row in (one, two))
    task = Task._default_manager.filter(process_id=second.pk, finished=None).get()
    office = browser(world.appraiser)
    page(office, reverse("workflow:procedure", args=[first.pk, task.pk]), 404)
    page(office, reverse("workflow:procedure", args=[second.pk, task.pk]))


def test_a_claim_is_a_mark_and_can_be_given_back(world):
    row = bring(world, State.SUBMITTED)[0]
    office = browser(world.appraiser)
    procedure = Procedure.objects.get(lines__dossier=row)
    office.post(reverse("workflow:claim", args=[procedure.pk]))
    assert world.appraiser.full_name in page(office, work_of(row))
    office.post(reverse("workflow:claim", args=[procedure.pk]), {"tra": 1})
    procedure.refresh_from_db()
    assert procedure.claimed_by is None


def test_the_process_page_names_every_state_and_act(world):
    from workflow.judging import ACTS

    text = page(browser(world.head), reverse("workflow:process"))
    assert all(state.label in text for state in State)
    assert all(act.label in text for act in ACTS.values())
