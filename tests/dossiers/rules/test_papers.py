"""Family papers, asked as the door asks it."""

from datetime import date

import pytest

from dossiers import clock
from dossiers.models import Award, Dossier, Paper, PaperType, StoredFile
from dossiers.rules import papers
from dossiers.vocabulary import Level, SimplifiedGround
from tests.dossiers.rules.asking import ask, texts
from tests.factories import make_award, make_body, make_draft, make_hand_in, make_season, make_unit

pytestmark = pytest.mark.django_db

DAY_2003, DAY_2024 = date(2003, 11, 3), date(2024, 11, 4)


@pytest.fixture
def places(catalogue):
    central = make_body("TTG", level=Level.CENTRAL, external=True)
    province = make_body("UBND", level=Level.PROVINCE, under=central)
    department = make_body("STP", under=province)
    return {"unit": make_unit("P01", under=department), "STP": department, "UBND": province, "TTG": central}


@pytest.fixture
def vouching(monkeypatch):
    """An empty list of proofs, so that only those of the test speak."""
    listed: list[papers.Proof] = []
    monkeypatch.setattr(papers, "_proofs", listed)
    return listed


def line(places, code: str, *, route: str = "STP", at: str = "STP", **fields) -> Dossier:
    bodies = [places[name] for name in route.split()]
    award = Award.objects.filter(code=code).first() or make_award(code)
    return make_draft(
        places["unit"], body=places[at], award=award, deciding_body=bodies[-1], route=[each.pk for each in bodies],
        nominee_name="Trần Thị Hoa", **fields,
    )


def attach(code: str, *, replaced: bool = False, **carrier) -> None:
    file, _ = StoredFile.objects.get_or_create(sha256="0" * 64, size=1, content_type="application/pdf")
    Paper.objects.create(
        paper_type=PaperType.objects.get(code=code), file=file, file_name="a.pdf", replaced=replaced,
        uploaded_at=clock.now(), **carrier,
    )


def missing(need: str, *dossiers: Dossier, day: date = DAY_2024) -> list[str]:
    """Names of the papers missed, in order."""
    return [text.split("“")[1].split("”")[0] for text in texts(ask(need, *dossiers, day=day))]


GK_SO = ["Tờ trình", "Danh sách đề nghị", "Biên bản xét khen thưởng", "Báo cáo thành tích"]


def complete(dossier: Dossier, *, without: str = "") -> Dossier:
    for code in ("TO_TRINH", "DANH_SACH", "BB_XET_KT", "BB_BINH_XET"):
        if code != without:
            attach(code, hand_in=dossier.hand_in)
    if without != "BC_THANH_TICH":
        attach("BC_THANH_TICH", dossier=dossier)
    return dossier


@pytest.mark.parametrize("day", [DAY_2003, DAY_2024])
def test_every_missing_paper_is_named(places, day):
    assert missing("papers_submit", line(places, "GK_SO"), day=day) == GK_SO


def test_nothing_is_missed_once_all_is_attached(places):
    assert ask("papers_submit", complete(line(places, "GK_SO")), day=DAY_2024) == []


def test_the_objection_says_what_whose_where_and_by_which_source(places):
    (objection,) = ask("papers_submit", complete(line(places, "GK_SO"), without="BC_THANH_TICH"), day=DAY_2024)
    assert objection.text == (
        "Thiếu “Báo cáo thành tích” trong hồ sơ Giấy khen của Giám đốc Sở của Trần Thị Hoa."
    )
    assert (objection.family, objection.evidence, objection.citation) == ("papers", "Q", "Điều 84 Luật 06/2022/QH15")
    assert (objection.mend, objection.blocks) == ("Đính kèm vào hồ sơ (người được đề nghị hoặc đơn vị)", True)


def test_papers_of_an_older_season_are_local_and_block(places):
    (objection,) = ask("papers_submit", complete(line(places, "GK_SO"), without="BC_THANH_TICH"), day=DAY_2003)
    assert (objection.evidence, objection.blocks) == ("L", True)


def test_a_paper_of_the_hand_in_serves_all_its_lines_and_no_others(places):
    first = complete(line(places, "GK_SO"))
    sibling = line(places, "GK_SO", hand_in=first.hand_in)
    stranger = line(places, "GK_SO")
    assert missing("papers_submit", sibling) == ["Báo cáo thành tích"]
    assert missing("papers_submit", stranger) == GK_SO


def test_a_paper_of_the_hand_in_may_lie_on_the_line_but_not_the_other_way_round(places):
    dossier = complete(line(places, "GK_SO"), without="BC_THANH_TICH")
    attach("BC_THANH_TICH", hand_in=dossier.hand_in)
    assert missing("papers_submit", dossier) == ["Báo cáo thành tích"]
    other = complete(line(places, "GK_SO"), without="TO_TRINH")
    attach("TO_TRINH", dossier=other)
    assert missing("papers_submit", other) == []


def test_a_replaced_paper_no_longer_counts_but_its_new_version_does(places):
    dossier = complete(line(places, "GK_SO"), without="BC_THANH_TICH")
    attach("BC_THANH_TICH", dossier=dossier, replaced=True)
    assert missing("papers_submit", dossier) == ["Báo cáo thành tích"]
    attach("BC_THANH_TICH", dossier=dossier)
    assert missing("papers_submit", dossier) == []


def test_a_paper_asked_for_on_a_condition_is_only_recalled(places):
    (objection,) = ask("papers_submit", complete(line(places, "CSTDCS")), day=DAY_2024)
    assert objection.text == (
        "Chưa có “Chứng nhận/xác nhận sáng kiến, đề tài” trong hồ sơ Chiến sĩ thi đua cơ sở của Trần Thị Hoa "
        "(chỉ cần nếu dùng căn cứ này)."
    )
    assert objection.blocks is False


def test_later_moments_ask_again_for_what_was_due_before(places):
    dossier = line(places, "GK_SO")
    assert missing("papers_table", dossier) == GK_SO
    assert missing("papers_sign", dossier) == GK_SO


def test_opinions_and_ballots_are_asked_for_on_the_last_step_up_only(places, vouching):
    at_department = complete(line(places, "BK_TTG", route="STP UBND TTG", at="STP"))
    at_province = complete(line(places, "BK_TTG", route="STP UBND TTG", at="UBND"))
    assert missing("papers_forward", at_department) == []
    assert missing("papers_forward", at_province) == ["Kết quả bỏ phiếu", "Văn bản hiệp y"]
    assert missing("papers_submit", at_province) == []


def test_papers_before_signing_are_asked_for_where_it_is_decided(places):
    award = make_award("THU")
    opinion = PaperType.objects.get(code="Y_KIEN_CAP_UY")
    award.versions.get().papers.create(paper_type=opinion)
    below, there = line(places, "THU", route="STP UBND"), line(places, "THU", route="STP UBND", at="UBND")
    assert missing("papers_sign", below, there) == [opinion.name]


def test_a_closed_session_vouches_for_the_result_of_the_ballot(places, vouching):
    voted = complete(line(places, "BK_TTG", route="STP TTG"))
    unvoted = complete(line(places, "BK_TTG", route="STP TTG"))
    seen = []

    @papers.proof
    def session(dossiers, codes):
        seen.append((sorted(each.pk for each in dossiers), sorted(codes)))
        return {(voted.pk, "KQ_PHIEU")}

    assert missing("papers_forward", voted) == ["Văn bản hiệp y"]
    assert missing("papers_forward", unvoted) == ["Kết quả bỏ phiếu", "Văn bản hiệp y"]
    assert seen[0] == ([voted.pk], ["HIEP_Y", "KQ_PHIEU"])


def test_a_proof_is_not_troubled_where_nothing_is_missing(places, vouching):
    vouching.append(lambda dossiers, codes: pytest.fail("asked"))
    assert missing("papers_submit", complete(line(places, "GK_SO"))) == []


def simplified(places, code: str, **fields) -> Dossier:
    hand_in = make_hand_in(
        places["unit"], places["STP"], make_season(1990), procedure="simplified", ground=SimplifiedGround.SUDDEN
    )
    return line(places, code, hand_in=hand_in, **fields)


@pytest.mark.parametrize("day", [DAY_2003, date(2020, 5, 4), DAY_2024])
def test_the_simplified_procedure_asks_for_no_minutes_and_no_ballot(places, vouching, day):
    dossier = simplified(places, "BK_TTG", route="STP TTG")
    assert missing("papers_submit", dossier, day=day) == ["Tờ trình", "Báo cáo thành tích"]
    assert missing("papers_forward", dossier, day=day) == ["Tờ trình", "Báo cáo thành tích", "Văn bản hiệp y"]


def test_in_the_simplified_procedure_a_summary_stands_for_the_report(places):
    quick, regular = simplified(places, "GK_SO"), line(places, "GK_SO")
    for dossier in (quick, regular):
        attach("TOM_TAT", dossier=dossier)
    assert missing("papers_submit", quick) == ["Tờ trình", "Danh sách đề nghị"]
    assert missing("papers_submit", regular) == GK_SO


@pytest.mark.parametrize(("paper", "expected"), [(None, 1), ("", 1), ("  ", 1), ("Công văn 12/CV-STP", 0)])
def test_an_act_that_rests_on_a_paper_names_it(places, paper, expected):
    facts = {} if paper is None else {"paper": paper}
    objections = ask("cited_paper", line(places, "GK_SO"), act="reconsider", **facts)
    assert [(each.family, each.waivable, each.blocks) for each in objections] == [("papers", False, True)] * expected


def test_each_line_may_rest_on_a_paper_of_its_own(places):
    first, second = line(places, "GK_SO"), line(places, "GK_SO")
    per = {first.pk: {"paper": "Công văn 12/CV-STP"}, second.pk: {"paper": ""}}
    assert len(ask("cited_paper", first, second, act="reconsider", paper="Công văn chung", per=per)) == 1
