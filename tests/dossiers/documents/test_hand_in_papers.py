"""What a unit prints from its hand-in: for its readers only, filled from the lines."""

import time
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import clock, meetings
from dossiers.documents import handin
from dossiers.documents.samples import SAMPLES
from dossiers.models import Authority, AwardVersion, Dossier, HandIn, Paper, PaperType, Post, Source
from dossiers.vocabulary import Carrier, Evidence, NomineeKind, Producer, Role
from tests import factories as make
from tests.dossiers.documents.reading import everything, opened, paragraphs, rows
from tests.dossiers.files import upload
from tests.world import bring, do, drafts, make_world

pytestmark = pytest.mark.django_db
SECRET = "Lý Thị Bí Mật"


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(hand_in: HandIn, kind: str) -> str:
    return reverse("dossiers:hand_in_paper", args=[hand_in.pk, kind])


def get(user, hand_in: HandIn, kind: str = "to-trinh"):
    return browser(user).get(address(hand_in, kind))


@pytest.fixture
def world():
    return make_world()


def test_the_proposal_counts_persons_and_collectives_by_award(world):
    world.award.verb = "công nhận danh hiệu"
    world.award.save()
    unit = make.Nominee.objects.create(kind=NomineeKind.UNIT, unit=world.unit, name=world.unit.name)
    people = [make.make_person(world.unit, name=SECRET), make.make_person(world.unit), unit]
    hand_in = drafts(world, nominees=people)[0].hand_in
    HandIn.objects.filter(pk=hand_in.pk).update(number="12/TTr-P01", dated=date(2026, 2, 5))
    Post.objects.filter(user=world.head).update(title="Trưởng phòng")
    answer = get(world.drafter, hand_in)
    assert answer["Content-Disposition"] == f'attachment; filename="to-trinh-P01-{world.season.year}.docx"'
    sheet = opened(answer.content)
    assert rows(sheet, 1)[1:] == [["1", world.award.name, "2", "1", "3"], ["", "Tổng cộng", "2", "1", "3"]]
    assert rows(sheet, 0)[1] == ["Số: 12/TTr-P01", "…………, ngày 05 tháng 02 năm 2026"]
    words = everything(sheet)
    assert f"Về việc đề nghị công nhận danh hiệu {world.award.name} năm {world.season.year}" in words
    assert "Kính gửi: Sở Tư pháp" in words
    assert rows(sheet, 2)[0][1].split("\n") == ["TRƯỞNG PHÒNG", "", "", "", "", "Nguyễn Thị Thủ Trưởng"]


def test_the_list_has_one_table_an_award_with_who_they_are_and_what_they_did(world):
    person = make.make_person(world.unit, name="Nguyễn & <Văn> \"Ân\"", job="Chuyên viên", birth_year=1980)
    lines = drafts(world, nominees=[person])
    Dossier.objects.filter(pk=lines[0].pk).update(achievement="Sáng kiến < 2 & > 1\nGiải nhất")
    other = make.make_award("KHAC", name="Danh hiệu khác", position=9)
    make.make_draft(world.unit, body=world.body, hand_in=lines[0].hand_in, award=other)
    sheet = opened(get(world.head, lines[0].hand_in, "danh-sach").content)
    assert rows(sheet, 1)[1] == [
        "1", 'Nguyễn & <Văn> "Ân"', "1980", "Chuyên viên, Phòng Hành chính", "Sáng kiến < 2 & > 1\nGiải nhất"
    ]
    headings = [each for each in paragraphs(sheet) if each.startswith(("I.", "II."))]
    assert headings == [f"I. {world.award.name} (1)", "II. Danh hiệu khác (1)"]


def test_the_paper_cites_only_instruments_that_were_read(world):
    today = clock.today()
    Source.objects.create(code="A", name="Luật 1/2022", valid_from=make.LONG_AGO, evidence=Evidence.TEXT)
    Source.objects.create(code="B", name="Nghị định 2/2023", valid_from=make.LONG_AGO, evidence=Evidence.MEMORY)
    hand_in = drafts(world)[0].hand_in
    Authority.objects.filter(award=world.award).update(citation="Luật 1/2022, Đ.80; Nghị định 2/2023, Đ.4")
    assert "Căn cứ Luật 1/2022;" in paragraphs(opened(get(world.head, hand_in).content))
    assert "Nghị định 2/2023" not in everything(opened(get(world.head, hand_in).content))
    AwardVersion.objects.filter(award=world.award).update(evidence=Evidence.MEMORY)
    Authority.objects.filter(award=world.award).update(evidence=Evidence.MEMORY)
    grounds = [each for each in paragraphs(opened(get(world.head, hand_in).content)) if each.startswith("Căn cứ")]
    assert (grounds, today >= make.LONG_AGO) == (["Căn cứ " + "…" * 30 + ";"], True)


def test_no_mark_of_evidence_stands_in_the_paper(world):
    words = everything(opened(get(world.head, drafts(world)[0].hand_in).content))
    assert [label for label in Evidence.labels if label in words] == []


def test_whoever_may_not_read_every_line_gets_no_paper(world):
    hand_in = drafts(world, nominees=[make.make_person(world.unit, name=SECRET)])[0].hand_in
    for stranger in (world.other_head, world.office_head, world.decider, world.members[0], make.make_user()):
        for kind in ("to-trinh", "danh-sach"):
            answer = get(stranger, hand_in, kind)
            assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)
    assert Client().get(address(hand_in, "to-trinh")).status_code == 302
    assert [get(each, hand_in).status_code for each in (world.head, world.drafter)] == [200, 200]


def test_a_nominee_and_a_member_who_sees_one_line_get_no_paper(world):
    account = make.make_user(name="Mai Thị Được")
    hand_in = bring(world, "submitted", nominees=[
        make.make_person(world.unit, user=account), make.make_person(world.unit, name=SECRET)
    ])[0].hand_in
    assert get(account, hand_in).status_code == 404
    assert get(world.office_head, hand_in).status_code == 200


def test_a_sent_paper_names_neither_drafts_left_behind_nor_what_was_withdrawn(world):
    gone, kept = drafts(world, 2)
    left = make.make_draft(world.unit, body=world.body, hand_in=gone.hand_in, award=world.award)
    do(world, "withdraw", do(world, "submit", [gone, kept])[:1])
    words = everything(opened(get(world.office_head, gone.hand_in, "danh-sach").content))
    named = [each.nominee_name in words for each in (gone, kept, left)]
    assert named == [False, True, False]


def test_there_is_no_paper_without_lines_of_another_kind_or_of_an_unknown_name(world):
    empty = make.make_hand_in(world.unit, world.body, world.season)
    report = make.make_hand_in(world.unit, world.body, world.season, kind="final")
    full = drafts(world)[0].hand_in
    asked = [(empty, "to-trinh"), (report, "to-trinh"), (full, "quyet-dinh"), (full, "la")]
    assert [get(world.head, *each).status_code for each in asked] == [404, 404, 404, 404]


def test_the_values_have_the_names_of_the_samples(world):
    lines = drafts(world)
    meet(world, lines[0].hand_in, {lines[0].pk: meetings.Vote(7, 1)})
    for kind in handin.MAKERS:
        values = handin.values_of(kind, lines[0].hand_in, lines)
        assert set(SAMPLES[kind]) <= set(values)


def test_the_page_offers_the_papers_and_takes_the_signed_scan_in_one_step(world):
    kind = PaperType.objects.create(code="TO_TRINH", name="Tờ trình", carrier=Carrier.HAND_IN, producer=Producer.UNIT)
    hand_in = drafts(world)[0].hand_in
    client = browser(world.drafter)
    page = client.get(reverse("dossiers:hand_in", args=[hand_in.pk])).content.decode()
    assert [address(hand_in, each) in page for each in ("to-trinh", "danh-sach")] == [True, True]
    assert page.count("Đính kèm bản đã ký") == 1
    sent = {"paper_type": kind.pk, "file": upload("to-trinh-da-ky.pdf")}
    answer = client.post(reverse("dossiers:paper_add", args=[hand_in.pk]) + "?loai=TO_TRINH", sent)
    assert answer["Location"] == reverse("dossiers:hand_in", args=[hand_in.pk])
    assert list(Paper.objects.values_list("hand_in", "file_name")) == [(hand_in.pk, "to-trinh-da-ky.pdf")]
    assert "Đã có bản đã ký" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("missing", "lying", "code"),
    [
        ({"BB_XET_KT"}, {}, "BB_XET_KT"), ({"BB_XET_KT"}, {"BB_BINH_XET": 1}, "BB_XET_KT"),
        (set(), {"BB_XET_KT": 1}, "BB_XET_KT"), (set(), {}, "BB_BINH_XET"),
    ],
)
def test_the_signed_minutes_go_where_minutes_are_asked_for(missing, lying, code):
    assert handin._scanned_as("bien-ban-binh-xet", missing, lying) == code


def test_readers_are_offered_only_what_opens(world):
    hand_in = bring(world, "submitted")[0].hand_in
    page = browser(world.office_head).get(reverse("dossiers:hand_in", args=[hand_in.pk])).content.decode()
    assert (address(hand_in, "to-trinh") in page, "Đính kèm bản đã ký" in page) == (True, False)


def test_five_hundred_lines_take_seconds_and_no_more_queries(world, django_assert_max_num_queries):
    hand_in = make.make_hand_in(world.unit, world.body, world.season)
    people = make.Nominee.objects.bulk_create(
        make.Nominee(kind=NomineeKind.PERSON, unit=world.unit, name=f"Người {n}", search_key="") for n in range(500)
    )
    about = {
        "hand_in": hand_in, "award": world.award, "unit": world.unit, "unit_name": world.unit.name,
        "season": world.season, "deciding_body": world.body, "body": world.body,
        "desk_role": Role.UNIT_HEAD, "desk_unit": world.unit,
        "since": clock.now(), "created_at": clock.now(), "achievement": "Hoàn thành xuất sắc nhiệm vụ được giao. " * 5,
    }
    Dossier.objects.bulk_create(
        Dossier(code=f"N-{n}", nominee=each, nominee_name=each.name, search_key="", **about)
        for n, each in enumerate(people)
    )
    client = browser(world.head)
    began = time.process_time()
    with django_assert_max_num_queries(25):
        answer = client.get(address(hand_in, "danh-sach"))
    assert len(rows(opened(answer.content), 1)) == 501
    assert time.process_time() - began < 10


def meet(world, hand_in: HandIn, votes: dict[int, meetings.Vote]) -> None:
    held_at = datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
    minutes = meetings.Minutes(held_at=held_at, chair="Lê Văn Chủ", secretary="Phạm Thị Ký", total=9, present=8)
    meetings.record(hand_in, minutes, votes, actor=world.head)


def test_the_minutes_say_who_met_and_how_each_line_was_voted_on(world):
    passed, failed, explained = drafts(world, 3)
    assert get(world.head, passed.hand_in, "bien-ban-binh-xet").status_code == 404
    meet(world, passed.hand_in, {
        passed.pk: meetings.Vote(7, 1), failed.pk: meetings.Vote(2, 5),
        explained.pk: meetings.Vote(3, 5, "Có đơn giải trình"),
    })
    sheet = opened(get(world.head, passed.hand_in, "bien-ban-binh-xet").content)
    assert [each[1:] for each in rows(sheet, 1)[1:]] == [
        [passed.nominee_name, "7", "1", "0", "Đạt"],
        [failed.nominee_name, "2", "5", "1", "Không đạt"],
        [explained.nominee_name, "3", "5", "0", "Không đạt. Có đơn giải trình"],
    ]
    words = paragraphs(sheet)
    assert "Thời gian: 14 giờ 30, ngày 15 tháng 01 năm 2026." in words
    assert "Thành phần: có mặt 8/9 người; vắng mặt 1 người." in words
    assert [cell.split("\n")[-1] for cell in rows(sheet, 2)[0]] == ["Phạm Thị Ký", "Lê Văn Chủ"]
    assert rows(sheet, 0)[1] == ["Số:         /BB-P01", "…………, ngày 15 tháng 01 năm 2026"]
    listed = rows(opened(get(world.head, passed.hand_in, "danh-sach").content), 1)
    assert [each[1] for each in listed[1:]] == [passed.nominee_name, explained.nominee_name]
