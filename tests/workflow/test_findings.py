"""What is found of a line before somebody decides, and the words made of it."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from dossiers import clock, meetings, papers
from dossiers.meetings import Minutes, Vote
from dossiers.models import AwardVersion, Dossier, PaperType, RequiredPaper, Round
from dossiers.vocabulary import Carrier, Evidence, Family, NeededBefore, Producer, State, Verdict
from tests.dossiers.files import PDF
from tests.world import World, bring, do, drafts, make_world
from workflow import composing
from workflow.findings import Examined, examine_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def ask_for(world: World, code: str, name: str, *, carrier=Carrier.DOSSIER, before=NeededBefore.SUBMIT, **about):
    kind = PaperType.objects.create(
        code=code, name=name, carrier=carrier, producer=Producer.UNIT, needed_before=before
    )
    RequiredPaper.objects.create(version=AwardVersion.objects.get(award=world.award), paper_type=kind, **about)
    return kind


def attach(kind: PaperType, **carrier) -> None:
    file = papers.store(ContentFile(PDF, name="a.pdf"))
    papers.attach(file, name=f"{kind.name}.pdf", paper_type=kind, actor=None, **carrier)


def examined(world: World, *rows: Dossier) -> list[Examined]:
    found = examine_lines(list(rows), actor=world.appraiser, at=clock.now())
    return [found[row.pk] for row in rows]


def test_a_line_with_nothing_against_it_is_found_in_order_with_its_sources(world):
    line = examined(world, bring(world, State.SUBMITTED)[0])[0]
    assert [(one.family, one.verdict) for one in line.findings] == [
        (Family.PAPERS, Verdict.UNFOUNDED), (Family.SUBJECT, Verdict.UNFOUNDED), (Family.AUTHORITY, Verdict.UNFOUNDED),
    ]
    assert (line.complete, line.counts, line.checks) == (True, [], [])


def test_what_rests_on_a_text_is_found_met(world):
    world.award.evidence, world.award.citation = Evidence.TEXT, "Luật 06/2022/QH15 Đ.80"
    world.award.save()
    line = examined(world, bring(world, State.SUBMITTED)[0])[0]
    subject = next(one for one in line.findings if one.family == Family.SUBJECT)
    assert (subject.verdict, subject.mark, subject.citation) == (
        Verdict.MET, "Theo luật", "Luật 06/2022/QH15 Đ.80",
    )


def test_papers_are_counted_by_when_they_are_needed_and_a_shared_one_serves_every_line(world):
    rows = bring(world, State.SUBMITTED, 2)
    report = ask_for(world, "BC", "Báo cáo thành tích")
    letter = ask_for(world, "TT", "Tờ trình", carrier=Carrier.HAND_IN)
    ask_for(world, "KQ", "Kết quả họp", before=NeededBefore.TABLE)
    ask_for(world, "SK", "Chứng nhận sáng kiến", condition="Nếu lấy sáng kiến làm căn cứ")
    attach(letter, hand_in=rows[0].hand_in)
    attach(report, dossier=rows[0])
    whole, lacking = examined(world, *rows)
    assert [[one.need.paper_type.code for one in line.missing] for line in (whole, lacking)] == [[], ["BC"]]
    assert [one.need.paper_type.code for one in whole.to_come] == ["KQ"]
    assert (whole.complete, lacking.complete) == (True, False)
    assert [(one.verdict, one.text) for one in whole.noted] == [
        (Verdict.NOTED, f"Chưa có “Chứng nhận sáng kiến” trong hồ sơ {world.award.name} của {rows[0].nominee_name} "
                        "(chỉ cần nếu dùng căn cứ này)."),
    ]
    assert [one.verdict for one in lacking.findings if one.family == Family.PAPERS] == [
        Verdict.NOT_MET, Verdict.NOTED,
    ]


def test_a_line_of_the_wrong_kind_counts_against_its_family_and_becomes_a_reason(world):
    row = bring(world, State.SUBMITTED)[0]
    world.award.subject, world.award.evidence = "collective", Evidence.TEXT
    world.award.save()
    line = examined(world, row)[0]
    assert line.counts == [("Đối tượng", 1)]
    told = composing.reason_for_ineligible(line)
    assert told.startswith(f"{world.award.name} chỉ dành cho tập thể;")
    assert GOING_ON not in composing.opinion(line)


def test_a_paper_handed_in_after_the_last_day_is_noted(world):
    row = bring(world, State.SUBMITTED)[0]
    sent = clock.today()
    yesterday = sent - timedelta(days=1)
    part = Round.objects.create(season=world.season, number=1, dossiers_by=yesterday)
    Dossier.objects.filter(pk=row.pk).update(round=part)
    row.refresh_from_db()
    late = [one for one in examined(world, row)[0].findings if one.family == Family.TIMING]
    assert [(one.verdict, one.text) for one in late] == [
        (Verdict.NOTED, f"Gửi ngày {sent:%d/%m/%Y}, sau hạn nhận hồ sơ {yesterday:%d/%m/%Y} theo kế hoạch năm."),
    ]
    Round.objects.update(dossiers_by=date(sent.year + 1, 1, 1))
    row.refresh_from_db()
    assert [one for one in examined(world, row)[0].findings if one.family == Family.TIMING] == []


GOING_ON = "Đề nghị trình Hội đồng xét."


def test_the_vote_of_the_unit_is_told_and_a_failed_line_with_why_it_comes_all_the_same(world):
    passed, failed, unheld = rows = drafts(world, 3)
    held_at = clock.now() - timedelta(days=1)
    minutes = Minutes(held_at=held_at, chair="Trần Văn A", secretary="Lê Thị B", total=5, present=5)
    votes = {passed.pk: Vote(4, 1), failed.pk: Vote(2, 3, "Có sáng kiến mới được công nhận.")}
    meetings.record(rows[0].hand_in, minutes, votes, actor=world.drafter)
    told = [
        [(one.verdict, one.text) for one in line.findings if one.family == Family.STANDARD]
        for line in examined(world, *do(world, "submit", [passed, failed, unheld]))
    ]
    assert told == [
        [(Verdict.UNFOUNDED, "Họp bình xét đạt: 4/5 người có mặt đồng ý.")],
        [(Verdict.NOTED, "Họp bình xét không đạt (2/5 người có mặt đồng ý); đơn vị vẫn đề nghị: "
                         "Có sáng kiến mới được công nhận.")],
        [],
    ]


def test_the_opinion_says_what_is_there_and_where_it_goes(world):
    row, simple = bring(world, State.SUBMITTED)[0], bring(world, State.SUBMITTED, simplified=True)[0]
    kind = ask_for(world, "BC", "Báo cáo thành tích")
    attach(kind, dossier=row)
    attach(kind, dossier=simple)
    assert composing.opinion(examined(world, row)[0]) == f"Hồ sơ đủ thành phần (1/1 giấy tờ). {GOING_ON}"
    assert composing.opinion(examined(world, simple)[0]).endswith("Đề nghị trình cấp có thẩm quyền quyết định.")


def test_one_opinion_is_offered_for_many_lines_only_if_it_holds_for_each(world):
    rows = bring(world, State.SUBMITTED, 2)
    kind = ask_for(world, "BC", "Báo cáo thành tích")
    attach(kind, dossier=rows[0])
    assert composing.common_opinion(examined(world, *rows)) == ""
    attach(kind, dossier=rows[1])
    assert composing.common_opinion(examined(world, *rows)) == f"Hồ sơ đủ thành phần (1/1 giấy tờ). {GOING_ON}"


def test_the_reason_to_return_says_what_is_lacking_and_one_for_many_lines_names_nobody(world):
    rows = bring(world, State.SUBMITTED, 3)
    kind = ask_for(world, "BC", "Báo cáo thành tích")
    attach(kind, dossier=rows[0])
    for row in rows:
        row.achievement = "Hoàn thành tốt nhiệm vụ." if row != rows[2] else ""
        row.nominee.job = "Chuyên viên"
    whole, one, two = examined(world, *rows)
    assert composing.reason_to_return([whole]) == ""
    assert composing.reason_to_return([whole, one]) == (
        f"Hồ sơ {world.award.name} của {rows[1].nominee_name}: thiếu “Báo cáo thành tích”. "
        "Đề nghị đơn vị bổ sung, chỉnh sửa và gửi lại."
    )
    assert composing.reason_to_return([whole, one, two]) == (
        "Hồ sơ thiếu “Báo cáo thành tích”; chưa ghi tóm tắt thành tích. "
        "Mỗi hồ sơ bổ sung các mục được nêu cho hồ sơ đó. Đề nghị đơn vị bổ sung, chỉnh sửa và gửi lại."
    )
    assert composing.per_line([whole, one, two], fields=["achievement"], papers=["BC", "TT"]) == {
        rows[1].pk: {"fields": [], "papers": ["BC"]}, rows[2].pk: {"fields": ["achievement"], "papers": ["BC"]},
    }
    assert (composing.asked_papers([one], ["TT", "BC"]), composing.asked_fields([one, two])) == (
        ["BC"], ["achievement"],
    )
