"""Minutes, decisions, letters upward and revocations as DOCX: for the readers of their pages, without marks."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.documents.samples import SAMPLES
from dossiers.models import Authority, Dossier, Post, Source
from dossiers.vocabulary import Evidence, State
from tests import factories as make
from tests.dossiers.documents.reading import everything, opened, paragraphs, rows
from tests.world import bring, convene, do, fresh, make_world, number, to_sign, vote_all
from workflow.council import sessions
from workflow.decisions import papers
from workflow.documents import decisions, minutes
from workflow.models import Decision, Session

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SECRET = "Lý Thị Bí Mật & <Con>"
MARKS = set(Evidence.labels) | {"Tham khảo"}


@pytest.fixture
def world():
    world = make_world()
    Source.objects.create(code="A", name="Luật 1/2022", valid_from=make.LONG_AGO, evidence=Evidence.TEXT)
    Authority.objects.update(citation="Luật 1/2022, Đ.80")
    return world


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def secret(world):
    return [make.make_person(world.unit, name=SECRET, job="Trưởng phòng", birth_year=1975)]


def get(user, name: str, row):
    return browser(user).get(reverse(f"workflow:{name}", args=[row.pk]))


def strangers(world):
    return (world.head, world.other_head, world.drafter, make.make_user())


def test_the_minutes_are_those_recorded_with_the_figures_of_every_line(world):
    lines = bring(world, State.AWAITING_COUNCIL, nominees=[*secret(world), make.make_person(world.unit)])
    session = convene(world, lines)
    assert get(world.secretary, "minutes_paper", session).status_code == 404
    vote_all(world, session)
    sessions.close(session, actor=world.decider)
    typed = "BIÊN BẢN\nHọp lúc 8 giờ.\n\nKết luận: nhất trí < 100%."
    sessions.record_minutes(session, actor=world.secretary, text=typed)
    answer = get(world.members[0], "minutes_paper", session)
    sheet = opened(answer.content)
    assert answer["Content-Disposition"].startswith('attachment; filename="bien-ban-hoi-dong-STP-phien-1-')
    assert [each for each in paragraphs(sheet) if each.startswith(("Họp lúc", "Kết luận"))] == [
        "Họp lúc 8 giờ.", "Kết luận: nhất trí < 100%."
    ]
    second = max(lines, key=lambda line: line.pk)
    assert rows(sheet, 2)[1:] == [
        ["1", SECRET, "Phòng Hành chính", "5", "0", "0", "0", "Đạt"],
        ["2", second.nominee_name, "Phòng Hành chính", "5", "0", "0", "0", "Đạt"],
    ]
    assert [cell.split("\n")[-1] for cell in rows(sheet, 1)[0]] == ["Ngô Thị Thư Ký", "Đặng Văn Giám Đốc"]
    assert rows(sheet, 0)[0][0] == "SỞ TƯ PHÁP\nHỘI ĐỒNG THI ĐUA – KHEN THƯỞNG SỞ\n"


def test_an_empty_ballot_lists_what_is_still_to_be_voted_on(world):
    lines = bring(world, State.AWAITING_COUNCIL, nominees=[*secret(world), make.make_person(world.unit)])
    session = convene(world, lines)
    do(world, "withdraw", lines[1:])
    sheet = opened(get(world.members[0], "ballot_paper", session).content)
    assert rows(sheet, 1)[1:] == [["1", SECRET, "Phòng Hành chính", "", "", ""]]
    page = get(world.members[0], "session", session).content.decode()
    assert reverse("workflow:ballot_paper", args=[session.pk]) in page
    for stranger in strangers(world):
        answer = get(stranger, "ballot_paper", session)
        assert (answer.status_code, "Bí Mật" in answer.content.decode()) == (404, False)
    sessions.close(session, actor=world.decider)
    assert get(world.secretary, "ballot_paper", session).status_code == 404


def test_minutes_and_decisions_show_no_mark_of_evidence(world):
    lines = bring(world, State.GRANTED, nominees=secret(world))
    session, decision = Session.objects.get(), Decision.objects.get()
    Session.objects.update(quorum_note="Tham khảo: mới có 1/5 thành viên tham gia biểu quyết.")
    words = everything(opened(get(world.secretary, "minutes_paper", session).content))
    words += everything(opened(get(world.decider, "decision_paper", decision).content))
    assert ([mark for mark in MARKS if mark in words], SECRET in words, len(lines)) == ([], True, 1)


def test_the_decision_takes_its_verb_and_its_lines_from_data(world):
    world.award.verb, world.award.name = "công nhận danh hiệu", "Chiến sĩ thi đua cơ sở"
    world.award.save()
    Post.objects.filter(user=world.office_head).update(title="Chánh Văn phòng")
    rows_ = bring(world, State.ENDORSED, nominees=secret(world))
    decision = to_sign(world, rows_)
    sheet = opened(get(world.appraiser, "decision_paper", decision).content)
    words, year = paragraphs(sheet), world.season.year
    assert words[0] == "QUYẾT ĐỊNH"
    assert "GIÁM ĐỐC SỞ TƯ PHÁP" in words
    assert "Căn cứ Luật 1/2022;" in words
    assert [each.startswith("Căn cứ Biên bản phiên họp ngày ") for each in words].count(True) == 1
    assert "Theo đề nghị của Chánh Văn phòng." in words
    assert (
        f"Điều 1. Công nhận danh hiệu “Chiến sĩ thi đua cơ sở” năm {year} đối với 01 cá nhân (có danh sách kèm theo)."
        in words
    )
    assert rows(sheet, 0)[1][0] == "Số:         /QĐ-STP"
    assert rows(sheet, 2)[1] == ["1", SECRET, "1975", "Trưởng phòng, Phòng Hành chính", "Phòng Hành chính"]
    assert rows(sheet, 1)[0][1].split("\n")[0] == "GIÁM ĐỐC"


def test_a_numbered_one_bears_number_day_signature_and_recipients(world):
    Post.objects.filter(user=world.deputy).update(title="Phó Giám đốc")
    decision = to_sign(world, bring(world, State.ENDORSED))
    papers.sign(decision, actor=world.deputy)
    papers.assign_number(
        decision, number=7, dated=date(2026, 1, 5), actor=world.clerk, recipients="- Như Điều 4;\nLưu: VT."
    )
    decision.refresh_from_db()
    answer = get(world.clerk, "decision_paper", decision)
    sheet = opened(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="quyet-dinh-07-QD-STP-2026.docx"'
    assert rows(sheet, 0)[1] == ["Số: 07/QĐ-STP", "…………, ngày 05 tháng 01 năm 2026"]
    assert rows(sheet, 1)[0] == [
        "Nơi nhận:\n- Như Điều 4\n- Lưu: VT", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n\n\n\nBùi Thị Phó",
    ]
    assert "(Kèm theo Quyết định số 07/QĐ-STP ngày 05 tháng 01 năm 2026 của Giám đốc Sở Tư pháp)" in paragraphs(sheet)


def test_several_awards_are_points_of_the_first_article(world):
    other = make.make_award("GK2", name="Giấy khen khác", position=5)
    one, two = bring(world, State.ENDORSED), bring(world, State.ENDORSED, award=other)
    decision = to_sign(world, [*one, *two])
    points = [
        each for each in paragraphs(opened(get(world.decider, "decision_paper", decision).content))
        if each.startswith(("1. ", "2. "))
    ]
    year = world.season.year
    assert points == [
        f"1. Tặng “{world.award.name}” năm {year} đối với 01 cá nhân;",
        f"2. Tặng “Giấy khen khác” năm {year} đối với 01 cá nhân.",
    ]


def test_the_letter_upward_carries_the_votes(world):
    lines = bring(world, State.ENDORSED, above=True, nominees=secret(world))
    Dossier.objects.filter(pk=lines[0].pk).update(achievement="Sáng kiến cấp tỉnh")
    letter = to_sign(world, fresh(lines))
    answer = get(world.decider, "decision_paper", letter)
    sheet = opened(answer.content)
    assert "to-trinh-cap-tren" in answer["Content-Disposition"]
    assert "Kính gửi: Ủy ban nhân dân tỉnh" in paragraphs(sheet)
    assert rows(sheet, 3)[1] == [
        "1", SECRET, "1975", "Trưởng phòng, Phòng Hành chính", "Sáng kiến cấp tỉnh", "5/5"
    ]


def test_the_revocation_names_its_ground_and_what_it_cancels(world):
    lines = bring(world, State.REVOKED, nominees=secret(world))
    granted, revoked = Decision.objects.order_by("pk")
    sheet = opened(get(world.clerk, "decision_paper", revoked).content)
    words = paragraphs(sheet)
    assert "Căn cứ điểm a khoản 2 Điều 93 Luật 06/2022/QH15;" in words
    assert [each for each in words if each.startswith("Lý do: Gian dối trong kê khai thành tích. ")] != []
    assert rows(sheet, 2)[1][-1] == f"{granted.full_number} ngày {granted.dated:%d/%m/%Y}"
    assert lines[0].state == State.REVOKED


def test_who_does_not_read_the_page_does_not_get_its_paper(world):
    bring(world, State.GRANTED, nominees=secret(world))
    session, decision = Session.objects.get(), Decision.objects.get()
    for stranger in strangers(world):
        for name, row in (("minutes_paper", session), ("decision_paper", decision)):
            answer = get(stranger, name, row)
            assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)
    assert get(world.members[0], "decision_paper", decision).status_code == 404
    assert get(world.inspector, "decision_paper", decision).status_code == 200


def test_the_pages_offer_them(world):
    bring(world, State.GRANTED)
    for name, paper, row in (
        ("session", "minutes_paper", Session.objects.get()), ("decision", "decision_paper", Decision.objects.get())
    ):
        page = get(world.decider, name, row).content.decode()
        assert reverse(f"workflow:{paper}", args=[row.pk]) in page


def test_the_values_have_the_names_of_the_samples(world):
    bring(world, State.REVOKED)
    bring(world, State.WITH_HIGHER_BODY)
    for decision in Decision.objects.filter(kind__in=decisions.KINDS):
        values = decisions.values_of(decision, decisions.lines_of(decision))
        assert set(SAMPLES[decisions.KINDS[decision.kind]]) <= set(values)
    assert set(SAMPLES["bien-ban-hoi-dong"]) <= set(minutes.values_of(Session.objects.first()))
    assert set(SAMPLES["phieu-bieu-quyet"]) <= set(minutes.ballot_of(Session.objects.first()))


def test_a_paper_costs_the_same_for_one_line_and_thirty(world, django_assert_max_num_queries):
    for count in (1, 30):
        decision = to_sign(world, bring(world, State.ENDORSED, count))
        papers.sign(decision, actor=world.decider)
        number(world, decision)
        client = browser(world.decider)
        with django_assert_max_num_queries(30):
            assert client.get(reverse("workflow:decision_paper", args=[decision.pk])).status_code == 200
