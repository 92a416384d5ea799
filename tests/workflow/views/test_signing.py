"""A decider reads a paper in five minutes: what is exceptional first, everything else folded, buttons in sight."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests import factories as make
from tests.world import REASON, World, bring, convene, do, drafts, fresh, make_world, to_sign, vote_all
from workflow.council import sessions
from workflow.decisions import papers
from workflow.models import Decision

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DENIED = "Thành tích chưa đủ mức khen thưởng theo quy định."


@pytest.fixture
def world() -> World:
    return make_world(members=4)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def paper_with_exceptions(world, count: int) -> tuple[Decision, list[Dossier]]:
    """`count` lines from one session; the first six are: the decider's own, against by two, one other opinion, close,
    returned twice, taken up."""
    people = [make.make_person(world.unit, name=f"Lò Văn {n:02d}") for n in range(count)]
    people[0].user = world.decider
    people[0].save()
    rows = do(world, "receive", do(world, "submit", drafts(world, nominees=people)))
    for _ in range(2):
        do(world, "return_for_correction", rows[4:5])
        do(world, "resubmit", rows[4:5])
    rows = do(world, "clear", fresh(rows))
    session = convene(world, rows)
    vote_all(world, session)
    item = {each.dossier_id: each.pk for each in session.items.all()}
    for place, choice, voters in ((1, "no", 2), (2, "abstain", 1), (3, "no", 3), (5, "no", 5)):
        for user in world.voters[-voters:]:
            sessions.vote(session, {item[rows[place].pk]: choice}, actor=user)
    sessions.close(session, actor=world.decider)
    do(world, "take_up", rows[5:6])
    return to_sign(world, fresh(rows)), rows


def page(user, paper) -> str:
    return text_of(browser(user).get(reverse("workflow:decision", args=[paper.pk])))


class TestWhatIsReadFirst:
    def test_one_sentence_then_the_exceptions_each_with_its_reason(self, world):
        paper, rows = paper_with_exceptions(world, 9)
        text = page(world.decider, paper)
        read = words(text)
        assert re.search(r"9 hồ sơ của 1 đơn vị, từ phiên họp số 1 ngày [\d/]{10}; Hội đồng nhất trí 5/9\.", read)
        first = words(text.split('id="can-xem"')[1].split("</section>")[0])
        assert re.findall(r"Lò Văn \d\d Giấy khen", first) == [f"Lò Văn 0{n} Giấy khen" for n in range(6)]
        for told in (
            "Hồ sơ của chính bạn.", "Tách dòng cho Phó Giám đốc ký", "Không nhất trí: 2 không đồng ý",
            "Không nhất trí: 1 ý kiến khác", "Sát ngưỡng: cần 4 phiếu, được 4", "Đã yêu cầu bổ sung 2 lần",
            "Hội đồng không đề nghị", f"Người có thẩm quyền đã đưa lên xem xét: {REASON}",
        ):
            assert told in first
        rest = words(text.split('class="vd-card vd-rest"')[1].split("</details>")[0])
        assert "3 hồ sơ còn lại" in rest
        assert sorted(set(re.findall(r"Lò Văn \d\d", rest))) == ["Lò Văn 06", "Lò Văn 07", "Lò Văn 08"]
        assert rest.count("7/7") == 3 and rest.count("Đủ điều kiện, tiêu chuẩn.") == 3

    def test_every_line_is_ticked(self, world):
        paper, rows = paper_with_exceptions(world, 7)
        ticked = re.findall(r'name="dossier" value="(\d+)" id="chon-\d+" checked', page(world.decider, paper))
        assert sorted(map(int, ticked)) == [row.pk for row in rows]

    def test_who_does_not_sign_reads_the_list_and_no_warnings(self, world):
        paper, rows = paper_with_exceptions(world, 7)
        text = page(world.clerk, paper)
        assert all(row.nominee_name in text for row in rows)
        assert ("Cần xem trước" in text, 'name="viec"' in text) == (False, False)

    def test_the_simplified_procedure_has_no_vote(self, world):
        rows = drafts(world, 2, simplified=True)
        for act in ("submit", "receive", "clear"):
            rows = do(world, act, rows)
        read = words(page(world.decider, to_sign(world, rows)))
        assert "theo thủ tục đơn giản, không qua Hội đồng" in read
        assert "Không có hồ sơ nào phải xem riêng." in read

    def test_lines_cost_no_statement(self, world):
        few, many = (to_sign(world, bring(world, State.ENDORSED, size)) for size in (1, 40))
        counts = []
        for paper in (few, many):
            client, address = browser(world.decider), reverse("workflow:decision", args=[paper.pk])
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 22


class TestSigning:
    def test_all_of_them_whatever_is_ticked(self, world):
        paper = to_sign(world, bring(world, State.ENDORSED, 3))
        rows = papers.lines.dossiers_of(paper)
        browser(world.decider).post(
            reverse("workflow:decision", args=[paper.pk]), {"viec": "sign_all", "dossier": rows[0].pk}
        )
        assert [row.state for row in fresh(rows)] == [State.SIGNED] * 3

    def test_twice_does_once_and_a_stale_page_is_told_who_signed_and_when(self, world):
        paper = to_sign(world, bring(world, State.ENDORSED, 2))
        rows, url = papers.lines.dossiers_of(paper), reverse("workflow:decision", args=[paper.pk])
        once = {"viec": "sign_all", "key": "mot-lan"}
        assert [browser(world.decider).post(url, once).status_code for _ in range(2)] == [302, 302]
        assert [row.state for row in fresh(rows)] == [State.SIGNED] * 2
        for stale in ({"viec": "sign_all", "key": "trang-cu"}, {"viec": "sign", "dossier": [row.pk for row in rows]}):
            told = words(text_of(browser(world.decider).post(url, stale), 409))
            assert "Chưa chọn hồ sơ nào" not in told
            assert f"{world.decider.full_name}: &#x27;Ký&#x27; lúc" in told

    def test_ticked_lines_that_have_left_keep_the_others_back_and_are_named(self, world):
        paper = to_sign(world, bring(world, State.ENDORSED, 3))
        rows, url = papers.lines.dossiers_of(paper), reverse("workflow:decision", args=[paper.pk])
        do(world, "withdraw", rows[:1])
        sent = {"viec": "sign", "dossier": [row.pk for row in rows]}
        told = words(text_of(browser(world.decider).post(url, sent), 409))
        held_back = told.split("Đi tiếp không có 1 hồ sơ này (còn 2 hồ sơ)")[1].split("Cách xử lý")[0]
        assert [row.nominee_name in held_back for row in rows] == [True, False, False]
        assert [row.state for row in fresh(rows)] == [
            State.WITHDRAWN, State.AWAITING_SIGNATURE, State.AWAITING_SIGNATURE,
        ]

    def test_the_ticked_and_refusing_the_others_after_their_reasons(self, world):
        paper = to_sign(world, bring(world, State.ENDORSED, 4))
        rows = papers.lines.dossiers_of(paper)
        chief, answer = browser(world.decider), reverse("workflow:decision_answer", args=[paper.pk])
        ticked = {"dossier": [row.pk for row in rows[:2]]}
        text = text_of(chief.post(answer, ticked))
        assert "Ký 2 hồ sơ, không đồng ý 2 hồ sơ" in words(text)
        bare = text_of(chief.post(answer, ticked | {"bieu_mau": 1}))
        assert "Hãy ghi lý do chung, hoặc lý do riêng cho từng hồ sơ." in bare
        short = text_of(chief.post(answer, ticked | {"bieu_mau": 1, "reason": "ngắn"}))
        assert "Lý do phải có ít nhất 20 ký tự." in short and "ngắn" in short
        own = "Đã có hình thức khen khác cho cùng thành tích này."
        chief.post(answer, ticked | {"bieu_mau": 1, "reason": DENIED, f"ly-do-{rows[3].pk}": own})
        assert [row.state for row in fresh(rows)] == [State.SIGNED] * 2 + [State.REFUSED] * 2
        told = [row.entries.get(act="refuse").reason for row in rows[2:]]
        assert told == [DENIED, own]

    def test_an_own_line_left_out_goes_to_the_deputy(self, world):
        paper, rows = paper_with_exceptions(world, 7)
        chief, answer = browser(world.decider), reverse("workflow:decision_answer", args=[paper.pk])
        sent = {"dossier": [row.pk for row in rows[1:]]}
        assert "Tách cho Phó Giám đốc ký" in text_of(chief.post(answer, sent))
        chief.post(answer, sent | {"bieu_mau": 1})
        assert [row.state for row in fresh(rows)] == [State.AWAITING_SIGNATURE] + [State.SIGNED] * 6
        assert fresh(rows[:1])[0].desk_role == "deputy"

    def test_the_own_line_alone_is_split_by_its_own_button(self, world):
        paper, rows = paper_with_exceptions(world, 7)
        form = page(world.decider, paper).split('id="tach-dong"')[1].split("</form>")[0]
        assert re.findall(r'name="dossier" value="(\d+)"', form) == [str(rows[0].pk)]
        browser(world.decider).post(reverse("workflow:decision_split", args=[paper.pk]), {"dossier": rows[0].pk})
        apart = Decision.objects.exclude(pk=paper.pk).get()
        assert [item.dossier_id for item in apart.items.filter(live=True)] == [rows[0].pk]

    def test_sending_back_asks_for_the_reason_first(self, world):
        paper = to_sign(world, bring(world, State.ENDORSED, 2))
        rows = papers.lines.dossiers_of(paper)
        chief, address = browser(world.decider), reverse("workflow:decision", args=[paper.pk])
        sent = {"viec": "send_back", "dossier": [row.pk for row in rows]}
        assert "Trả lại văn phòng các hồ sơ đã chọn" in text_of(chief.post(address, sent))
        chief.post(address, sent | {"bieu_mau": 1, "reason": "Sửa trích yếu."})
        assert [row.state for row in fresh(rows)] == [State.ENDORSED] * 2

    def test_is_refused_in_words_to_who_does_not_sign_and_hidden_from_others(self, world):
        paper = to_sign(world, bring(world, State.ENDORSED, 2))
        rows = papers.lines.dossiers_of(paper)
        answer = reverse("workflow:decision_answer", args=[paper.pk])
        sent = {"dossier": rows[0].pk, "bieu_mau": 1, "reason": DENIED}
        assert browser(world.head).post(answer, sent).status_code == 404
        told = text_of(browser(world.clerk).post(answer, sent), 409)
        assert "Việc &#x27;Ký&#x27; đối với" in told and DENIED in told
        assert [row.state for row in fresh(rows)] == [State.AWAITING_SIGNATURE] * 2


class TestTheList:
    def test_of_a_decider_begins_with_what_waits_for_the_signature(self, world):
        waiting = to_sign(world, bring(world, State.ENDORSED))
        signed = to_sign(world, bring(world, State.ENDORSED))
        papers.sign(signed, actor=world.decider)
        address = reverse("workflow:decisions")
        mine = text_of(browser(world.decider).get(address))
        links = [reverse("workflow:decision", args=[each.pk]) for each in (waiting, signed)]
        assert [f'href="{link}"' in mine for link in links] == [True, False]
        assert re.search(r'muc=cho-toi-ky" aria-current="page">Chờ tôi ký <span class="badge">1</span>', mine)
        clerk = text_of(browser(world.clerk).get(address))
        assert [f'href="{link}"' in clerk for link in links] == [False, True]
        assert "Chờ tôi ký" not in clerk
        everything = text_of(browser(world.clerk).get(address, {"muc": "tat-ca"}))
        assert [f'href="{link}"' in everything for link in links] == [True, True]

    def test_shows_no_paper_to_a_unit(self, world):
        to_sign(world, bring(world, State.ENDORSED))
        for slug in ("cho-toi-ky", "dang-trinh-ky", "tat-ca", "x"):
            text = text_of(browser(world.head).get(reverse("workflow:decisions"), {"muc": slug}))
            assert "/van-ban/" not in text.split('id="noi-dung"')[1].replace(f'{reverse("workflow:decisions")}?', "")
