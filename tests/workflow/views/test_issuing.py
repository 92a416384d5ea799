"""Văn thư: number, recipients, issue in one go or in two; afterwards who was told, and the answer from above."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers import clock
from dossiers.vocabulary import State
from notifications import outbox
from tests.world import World, bring, fresh, issue, make_world, number, to_sign
from workflow.decisions import papers
from workflow.models import Decision, Entry

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DENIED = "Thành tích chưa đủ mức khen thưởng theo quy định."


@pytest.fixture
def world() -> World:
    return make_world()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def signed(world, count: int = 1) -> Decision:
    paper = to_sign(world, bring(world, State.ENDORSED, count))
    papers.sign(paper, actor=world.decider)
    paper.refresh_from_db()
    return paper


def typed(**more) -> dict:
    return {"symbol": "QĐ-STP", "dated": f"{clock.today():%d/%m/%Y}", "recipients": "Phòng Hành chính\nLưu: VT"} | more


class TestTheNumber:
    def test_and_the_issue_in_one_go(self, world):
        paper = signed(world, 2)
        clerk, address = browser(world.clerk), reverse("workflow:decision_number", args=[paper.pk])
        scan = SimpleUploadedFile("qd-215.pdf", b"%PDF-1.7 signed", "application/pdf")
        clerk.post(address, typed(source="so-van-ban", number="215", phat_hanh="1", scan=scan))
        paper.refresh_from_db()
        assert (paper.full_number, paper.status, paper.scan_name) == ("215/QĐ-STP", "issued", "qd-215.pdf")
        assert paper.recipients == "Phòng Hành chính\nLưu: VT"
        assert [row.state for row in fresh(papers.lines.dossiers_of(paper))] == [State.GRANTED] * 2

    def test_alone_leaves_the_issue_for_later(self, world):
        paper = signed(world)
        clerk, address = browser(world.clerk), reverse("workflow:decision_number", args=[paper.pk])
        clerk.post(address, typed(source="so-van-ban", number="215"))
        text = text_of(clerk.get(reverse("workflow:decision", args=[paper.pk])))
        assert "Văn bản đã có số <strong>215/QĐ-STP</strong>" in text
        clerk.post(reverse("workflow:decision_issue", args=[paper.pk]), {})
        paper.refresh_from_db()
        assert paper.status == "issued"

    def test_is_asked_for_where_it_comes_from_the_agencys_register(self, world):
        paper = signed(world)
        answer = browser(world.clerk).post(
            reverse("workflow:decision_number", args=[paper.pk]), typed(source="so-van-ban", number="")
        )
        assert "Ghi số theo sổ văn bản đi, hoặc chọn lấy số của sổ riêng." in text_of(answer)
        paper.refresh_from_db()
        assert paper.number is None

    def test_of_the_own_register_is_offered_once_that_is_kept(self, world):
        first = signed(world)
        address = reverse("workflow:decision", args=[first.pk])
        clerk = browser(world.clerk)
        chosen = re.compile(r'value="([\w-]+)"[^>]*checked')
        source = lambda text: chosen.findall(text.split('class="vd-source"')[1].split("</fieldset>")[0])  # noqa: E731
        assert source(text_of(clerk.get(address))) == ["so-van-ban"]
        own = typed(source="so-rieng", number="", phat_hanh=1)
        clerk.post(reverse("workflow:decision_number", args=[first.pk]), own)
        second = signed(world)
        text = text_of(clerk.get(reverse("workflow:decision", args=[second.pk])))
        assert source(text) == ["so-rieng"]
        assert "Lấy số tiếp theo của sổ riêng: 02/QĐ-STP" in text

    def test_page_offers_the_usual_recipients(self, world):
        paper = signed(world)
        text = text_of(browser(world.clerk).get(reverse("workflow:decision", args=[paper.pk])))
        box = text.split('name="recipients"')[1].split("</textarea>")[0].split(">", 1)[1].strip()
        assert box.splitlines() == ["Phòng Hành chính", "Văn phòng Sở", "Lưu: VT"]


class TestAfterTheIssue:
    def test_the_clerk_reads_who_was_told(self, world):
        paper = Decision.objects.get(items__dossier=issue(world, bring(world, State.ENDORSED))[0])
        clerk, address = browser(world.clerk), reverse("workflow:decision", args=[paper.pk])
        assert "Thông báo tới những người liên quan đang được gửi." in text_of(clerk.get(address))
        outbox.announce()
        read = words(text_of(clerk.get(address)))
        assert re.search(r"Đã báo cho \d+ người", read)
        assert f"{world.head.full_name} trong ứng dụng" in read

    def test_the_scan_comes_later_and_every_one_stays_in_the_journal(self, world):
        paper = Decision.objects.get(items__dossier=issue(world, bring(world, State.ENDORSED))[0])
        clerk, address = browser(world.clerk), reverse("workflow:decision_attach", args=[paper.pk])
        assert "Hãy chọn tệp." in text_of(clerk.post(address, {}))
        bad = SimpleUploadedFile("ban-quet.pdf", b"MZ a program", "application/pdf")
        assert "ban-quet.pdf" in text_of(clerk.post(address, {"scan": bad}))
        for content in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
            clerk.post(address, {"scan": SimpleUploadedFile("ban-quet.pdf", content, "application/pdf")})
        paper.refresh_from_db()
        kept = Entry.objects.filter(act="attach_scan").order_by("pk").values_list("facts__scan", flat=True)
        assert (len(set(kept)), kept[1], paper.scan_name) == (2, paper.scan.sha256, "ban-quet.pdf")
        assert address not in text_of(browser(world.appraiser).get(reverse("workflow:decision", args=[paper.pk])))
        scan = SimpleUploadedFile("khac.pdf", b"%PDF-1.7 other", "application/pdf")
        assert "Văn thư" in text_of(browser(world.appraiser).post(address, {"scan": scan}), 409)
        assert browser(world.head).post(address, {"scan": scan}).status_code == 404

    def test_a_paper_without_a_number_takes_no_scan(self, world):
        paper = signed(world)
        scan = SimpleUploadedFile("quet.pdf", b"%PDF-1.7 x", "application/pdf")
        answer = browser(world.clerk).post(reverse("workflow:decision_attach", args=[paper.pk]), {"scan": scan})
        assert "Chỉ đính kèm bản quét cho văn bản đã ký và cấp số." in text_of(answer, 409)

    def test_the_answer_from_above_is_recorded_on_one_page(self, world):
        rows = bring(world, State.WITH_HIGHER_BODY, 3)
        paper = Decision.objects.get(items__dossier=rows[0])
        office, address = browser(world.appraiser), reverse("workflow:decision_outcomes", args=[paper.pk])
        page = text_of(office.get(reverse("workflow:decision", args=[paper.pk])))
        assert "Còn 3 hồ sơ chờ kết quả của Ủy ban nhân dân tỉnh." in page and address in page
        assert address not in text_of(browser(world.clerk).get(reverse("workflow:decision", args=[paper.pk])))
        ways = {f"ket-qua-{rows[0].pk}": "co", f"ket-qua-{rows[1].pk}": "khong", f"ket-qua-{rows[2].pk}": ""}
        bare = text_of(office.post(address, ways))
        assert bare.count("Cần điền mục này.") == 3 and "lý do chung" in bare
        assert [row.state for row in fresh(rows)] == [State.WITH_HIGHER_BODY] * 3
        decision = {"number": "900", "symbol": "QĐ-UBND", "dated": f"{clock.today():%d/%m/%Y}", "reason": DENIED}
        office.post(address, ways | decision)
        assert [row.state for row in fresh(rows)] == [State.GRANTED, State.REFUSED, State.WITH_HIGHER_BODY]
        left = text_of(office.get(address))
        assert (rows[0].nominee_name in left, rows[2].nominee_name in left) == (False, True)

    def test_that_page_is_the_offices_and_of_letters_only(self, world):
        rows = bring(world, State.WITH_HIGHER_BODY)
        letter = Decision.objects.get(items__dossier=rows[0])
        decision = signed(world)
        number(world, decision)
        address = reverse("workflow:decision_outcomes", args=[letter.pk])
        for user in (world.clerk, world.head, world.other_head, world.inspector):
            assert browser(user).get(address).status_code == 404
        assert browser(world.appraiser).get(
            reverse("workflow:decision_outcomes", args=[decision.pk])
        ).status_code == 404


def test_lists_what_waits_for_an_answer(world):
    rows = bring(world, State.WITH_HIGHER_BODY)
    letter = Decision.objects.get(items__dossier=rows[0])
    text = text_of(browser(world.appraiser).get(reverse("workflow:decisions"), {"muc": "cho-ket-qua"}))
    assert reverse("workflow:decision", args=[letter.pk]) in text
    papers.record_outcome(rows, granted=False, actor=world.appraiser, reason=DENIED)
    text = text_of(browser(world.appraiser).get(reverse("workflow:decisions"), {"muc": "cho-ket-qua"}))
    assert "Không có văn bản nào ở mục này." in text
