"""The dossier page: the sentence, the line, the next act, papers, what belongs to it, what happened; and for whom."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock, notes
from dossiers.models import Paper, PaperType, StoredFile
from dossiers.vocabulary import State
from tests import factories as make
from tests.world import REASON, World, bring, convene, do, drafts, fresh, make_world, vote_all
from workflow.decisions import papers as decisions
from workflow.flows import claims
from workflow.models import Decision, Procedure

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SECRET = "Đang xác minh đơn tố cáo của quần chúng"
MOST = 30  # statements of a page with everything on it; none of them grows with the installation


@pytest.fixture
def world() -> World:
    return make_world()


def shown(user, row, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("workflow:dossier", args=[row.code]) + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def sentence(text: str) -> str:
    found = re.search(r'<p class="fs-3 vd-answer">(.*?)</p>', text, re.S)
    return re.sub(r"<[^>]+>", "", found[1])


def primary(text: str) -> str:
    """The one button that stands out, before the lists."""
    found = re.findall(r'<a class="btn btn-primary" href="[^"]*">([^<]*)</a>', text)
    assert len(found) <= 1
    return found[0] if found else ""


def of_own(world: World, state: str):
    """A dossier in `state` whose nominee has an account."""
    person = make.make_user(name="Mai Thị Được")
    return person, bring(world, state, nominees=[make.make_person(world.unit, user=person)])[0]


@pytest.mark.parametrize(("state", "who", "label"), [
    (State.DRAFT, "head", "Mở tờ trình để duyệt và gửi"),
    (State.DRAFT, "drafter", "Soạn tiếp trong tờ trình"),
    (State.SUBMITTED, "appraiser", "Tiếp nhận"),
    (State.APPRAISING, "appraiser", "Thẩm định xong"),
    (State.RETURNED, "head", "Bổ sung và gửi lại"),
    (State.RETURNED, "drafter", "Bổ sung và gửi lại"),
    (State.CONSULTING, "appraiser", "Xem ý kiến, kết thúc lấy ý kiến"),
    (State.POSTED, "appraiser", "Xem ý kiến, kết thúc công khai"),
    (State.AWAITING_COUNCIL, "secretary", "Triệu tập phiên họp"),
    (State.IN_COUNCIL, "decider", "Biểu quyết"),
    (State.ENDORSED, "appraiser", "Lập văn bản trình ký"),
    (State.NOT_ENDORSED, "decider", "Người có thẩm quyền xem xét"),
    (State.AWAITING_SIGNATURE, "decider", "Đọc và ký"),
    (State.SIGNED, "clerk", "Cấp số, phát hành"),
    (State.WITH_HIGHER_BODY, "appraiser", "Ghi kết quả của cấp trên: khen thưởng"),
    (State.ON_HOLD, "appraiser", "Xét tiếp"),
])  # fmt: skip
def test_who_must_act_is_led_to_it_and_the_others_read_who_must(world, state, who, label):
    row = bring(world, state)[0]
    assert primary(shown(getattr(world, who), row)) == label
    others = () if state == State.DRAFT else ("inspector", "office_head" if who in ("head", "drafter") else "head")
    for other in others:
        text = shown(getattr(world, other), row)
        assert (primary(text), "Bạn không phải làm gì lúc này" in text) == ("", True)


def test_the_desk_is_told_that_it_is_theirs_and_who_took_the_work(world):
    row = bring(world, State.APPRAISING)[0]
    claims.claim(Procedure.objects.get(lines__dossier=row), user=world.appraiser)
    assert sentence(shown(world.appraiser, row)).startswith("Hồ sơ đang ở bàn của bạn – Người thẩm định, Văn phòng Sở")
    for user in (world.head, world.inspector, world.clerk):
        told = sentence(shown(user, row))
        assert told.startswith("Người thẩm định, Văn phòng Sở (Sở Tư pháp) đang giữ hồ sơ từ")
        assert f"({world.appraiser.full_name} đã nhận làm), còn 20 ngày làm việc" in told


def test_what_is_overdue_is_told_in_words_and_marked(world):
    row = bring(world, State.APPRAISING)[0]
    assert "Quá hạn" not in shown(world.appraiser, row)
    type(row).objects.filter(pk=row.pk).update(due_at=clock.now() - timedelta(days=30))
    text = shown(world.inspector, row)
    assert re.search(r", quá hạn \d+ ngày làm việc \(hạn \d\d/\d\d/\d{4}, tham khảo, chưa có văn bản\)", sentence(text))
    assert re.search(r'<span class="badge vd-badge-late fs-3">Quá hạn</span>', text)


def test_a_member_is_asked_until_the_vote_is_cast(world):
    row = bring(world, State.AWAITING_COUNCIL)[0]
    session = convene(world, [row])
    member = world.members[0]
    assert (primary(shown(member, row)), "bàn của bạn" in sentence(shown(member, row))) == ("Biểu quyết", True)
    vote_all(world, session)
    assert (primary(shown(member, row)), "bàn của bạn" in sentence(shown(member, row))) == ("", False)
    assert primary(shown(world.decider, row)) == "Kết thúc biểu quyết"


@pytest.mark.parametrize("state", [State.NOT_ENDORSED, State.ENDORSED, State.AWAITING_SIGNATURE, State.SIGNED])
def test_the_nominee_reads_neither_the_councils_view_nor_on_whose_desk_it_lies(world, state):
    person, row = of_own(world, state)
    text = shown(person, row)
    assert sentence(text).startswith("Sở Tư pháp đang xét hồ sơ của bạn từ")
    concealed = [
        State(state).label, "Giám đốc", "Văn thư", "Văn phòng Sở", "Hội đồng thông qua", "phiếu", "Phiên họp",
        world.appraiser.full_name, world.decider.full_name, "Chép tin nhắn",
    ]
    assert [word for word in concealed if word in text.split("</header>")[1]] == []
    steps = re.findall(r'class="vd-route-name">([^<]*)<', text)
    assert steps == ["Soạn thảo", "Tiếp nhận", "Xét khen thưởng", "Kết quả"]


def test_a_restricted_reason_is_on_nobodys_page(world):
    person, row = of_own(world, State.APPRAISING)
    do(world, "hold", [row], reason=SECRET, public_line="Chờ xác minh thông tin")
    for user in (person, world.head, world.appraiser, world.inspector):
        text = shown(user, row)
        assert (SECRET in text, "Chờ xác minh thông tin" in sentence(text)) == (False, True)


def test_internal_notes_are_for_the_people_of_the_body(world):
    person, row = of_own(world, State.APPRAISING)
    notes.write("Hỏi lại phòng Tổ chức", body=world.body, actor=world.appraiser, dossier=row)
    notes.write("Chờ bản giấy", body=world.body, actor=world.appraiser, hand_in=row.hand_in)
    for reader in (world.other_appraiser, world.clerk):
        text = shown(reader, row)
        assert ("Hỏi lại phòng Tổ chức" in text, "Chờ bản giấy" in text) == (True, True)
    for other in (world.head, world.inspector, person):
        text = shown(other, row)
        assert ("Hỏi lại phòng Tổ chức" in text, "Chờ bản giấy" in text) == (False, False)


def test_who_is_proposed_reads_no_note_about_it_whatever_the_post(world):
    row = bring(world, State.APPRAISING, nominees=[make.make_person(world.unit, user=world.clerk)])[0]
    notes.write("Hỏi lại phòng Tổ chức", body=world.body, actor=world.appraiser, hand_in=row.hand_in)
    assert "Hỏi lại phòng Tổ chức" in shown(world.other_appraiser, row)
    assert "Hỏi lại phòng Tổ chức" not in shown(world.clerk, row)


def test_it_says_what_is_missing_for_the_next_step(world):
    rows = bring(world, State.AWAITING_COUNCIL)
    world.council.seats.all().update(valid_to=clock.today().replace(year=2001, day=1))
    told = sentence(shown(world.head, rows[0]))
    assert "; chưa đi tiếp được vì: " in told


def test_the_present_step_is_marked_and_bears_the_way_round(world):
    text = shown(world.head, bring(world, State.RETURNED)[0])
    step = re.search(r'<li class="vd-route-present" aria-current="step">(.*?)</li>', text, re.S)[1]
    assert ("Thẩm định" in step, "Yêu cầu bổ sung" in step, "đang ở bước này" in step) == (True, True, True)
    assert len(re.findall("<li class=\"vd-route-", text)) == 7


def test_the_timeline_tells_who_for_whom_and_why_and_can_be_shortened(world):
    row = do(world, "propose_ineligible", bring(world, State.APPRAISING))[0]
    text = shown(world.head, row)
    assert f"{world.appraiser.full_name} (Người thẩm định, Sở Tư pháp)" in text
    assert f"{world.head.full_name} (Thủ trưởng đơn vị, Phòng Hành chính)" in text
    timeline = text.split('id="dien-bien"')[1]
    assert ("Đề nghị không đủ điều kiện" in timeline, REASON in timeline) == (True, True)
    short = shown(world.head, row, "?dien-bien=chinh").split('id="dien-bien"')[1].split("</ol>")[0]
    assert ("Đề nghị không đủ điều kiện" in short, "Tiếp nhận" in short) == (False, True)
    acting = make.make_user(name="Cao Thị Thay")
    make.delegate(world.appraiser, acting, "appraiser", world.body, acts=["clear"], paper="7/GUQ-STP")
    do(world, "clear", [row], acting)
    assert "theo 7/GUQ-STP" in shown(world.head, row)


def test_older_versions_of_a_paper_are_folded_beneath_the_one_that_counts(world):
    row = bring(world, State.SUBMITTED)[0]
    kind = PaperType.objects.create(code="BC", name="Báo cáo thành tích", producer="nominee", carrier="dossier")
    for version in (1, 2, 3):
        file = StoredFile.objects.create(sha256=str(version) * 64, size=1, content_type="application/pdf")
        Paper.objects.create(
            dossier=row, paper_type=kind, file=file, file_name=f"ban-{version}.pdf", version=version,
            replaced=version < 3, uploaded_by=world.drafter, uploaded_at=clock.now(),
        )
    text = shown(world.appraiser, row)
    assert re.findall(r">([^<>]*ban-\d\.pdf)<", text) == ["Báo cáo thành tích: ban-3.pdf", "ban-2.pdf", "ban-1.pdf"]
    assert ("2 bản trước, đã thay" in text, f"{world.drafter.full_name}</span>" in text) == (True, True)


def test_other_dossiers_of_the_same_nominee_this_year_are_named_where_they_may_be_seen(world):
    person, row = of_own(world, State.SUBMITTED)
    higher = drafts(world, award=world.high_award, nominees=[row.nominee], above=True)[0]
    link = f'href="{reverse("workflow:dossier", args=[higher.code])}"'
    # A draft is the unit's own.
    assert [link in shown(user, row) for user in (world.head, world.appraiser, person)] == [True, False, False]
    do(world, "submit", [higher])
    assert [link in shown(user, row) for user in (world.head, world.appraiser, person)] == [True, True, True]


def test_of_another_dossier_the_nominee_reads_no_more_than_on_its_own_page(world):
    person, row = of_own(world, State.NOT_ENDORSED)
    other = do(world, "submit", drafts(world, award=world.high_award, nominees=[row.nominee], above=True))[0]
    beside = shown(person, other).split('id="lien-quan"')[1].split("</section>")[0]
    assert ("Hội đồng đang xét" in beside, "không đề nghị" in beside) == (True, False)


def test_a_letter_upward_names_the_hand_in_above():
    world = make_world(above_external=False)
    person = make.make_user(name="Mai Thị Được")
    rows = bring(world, State.SIGNED, above=True, nominees=[make.make_person(world.unit, user=person)])
    decision = Decision.objects.get(items__dossier=rows[0])
    decisions.assign_number(decision, number=None, dated=clock.today(), actor=world.clerk)
    decisions.issue(decision, actor=world.clerk)
    row = fresh(rows)[0]
    procedure = Procedure.objects.get(open=True, lines__dossier=row, lines__left_at=None)
    office = make.make_holder("office", world.above, name="Tạ Văn Trên")
    links = [reverse("dossiers:hand_in", args=[pk]) for pk in (row.hand_in_id, procedure.hand_in_id)]
    text = shown(office, row).split('id="lien-quan"')[1]
    # what a body sends upward has no page of its own: it is named, not linked
    assert [f'href="{link}"' in text for link in links] == [True, False]
    assert "Sở Tư pháp gửi Ủy ban nhân dân tỉnh" in text
    assert sentence(shown(world.head, row)).startswith("Bộ phận thường trực (Ủy ban nhân dân tỉnh) đang giữ hồ sơ")
    waits = f"Hồ sơ của bạn chờ Ủy ban nhân dân tỉnh tiếp nhận từ {clock.today():%d/%m/%Y}; bước sau: thẩm định."
    assert sentence(shown(person, row)) == waits


def text_to_copy(text: str) -> str:
    found = re.search(r'<textarea[^>]*id="tin-nhan"[^>]*>(.*?)</textarea>', text, re.S)
    return found[1] if found else ""


def test_the_office_copies_a_message_about_a_return_without_a_name(world):
    person, row = of_own(world, State.RETURNED)
    text = text_to_copy(shown(world.appraiser, row))
    assert text.splitlines()[0].startswith(f"[{row.code}] Sở Tư pháp yêu cầu bổ sung hồ sơ {row.award.name}.")
    assert text.endswith(reverse("workflow:dossier", args=[row.code]))
    assert [name for name in (row.nominee_name, world.appraiser.full_name, REASON) if name in text] == []
    assert [text_to_copy(shown(user, row)) for user in (world.head, world.inspector, person)] == [""] * 3


def test_office_and_unit_copy_the_result(world):
    person, row = of_own(world, State.GRANTED)
    paper = Decision.objects.get(items__dossier=row)
    texts = [text_to_copy(shown(user, row)) for user in (world.appraiser, world.head)]
    assert texts[0] == texts[1]
    assert f"đã có Quyết định {paper.full_number} ngày {paper.dated:%d/%m/%Y}" in texts[0]
    assert row.nominee_name not in texts[0]
    assert [text_to_copy(shown(user, row)) for user in (world.inspector, world.clerk, person)] == [""] * 3


@pytest.mark.parametrize("state", [State.APPRAISING, State.IN_COUNCIL, State.GRANTED])
def test_its_statements_do_not_grow_with_what_lies_around(world, state):
    row = bring(world, state)[0]
    people = (world.appraiser, world.head, world.members[0] if state != State.APPRAISING else world.inspector)
    counts = []
    for _ in range(2):
        for user in people:
            client = Client()
            client.force_login(user)
            address = reverse("workflow:dossier", args=[row.code])
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            counts.append(len(seen))
        bring(world, State.APPRAISING, 5)
    assert counts[:3] == counts[3:]
    assert max(counts) <= MOST, counts
