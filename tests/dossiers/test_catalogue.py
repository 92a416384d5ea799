"""What an award asks for on a day."""

from datetime import date

import pytest

from dossiers import catalogue as asked
from dossiers import clock
from dossiers.models import Award, AwardVersion, PaperType, RequiredPaper
from dossiers.vocabulary import Evidence
from tests.factories import LONG_AGO, make_award, make_draft

pytestmark = pytest.mark.django_db

DAY_2003, DAY_2015, DAY_2020 = date(2003, 11, 3), date(2015, 11, 3), date(2020, 11, 3)
DAY_2024, DAY_2026 = date(2024, 11, 4), date(2026, 11, 23)


def rules(code: str, day: date) -> asked.Ruleset:
    return asked.ruleset(Award.objects.get(code=code), day)


def papers(code: str, day: date) -> list[str]:
    return [paper.paper_type.code for paper in rules(code, day).papers]


@pytest.fixture
def paper_types(db) -> dict[str, PaperType]:
    codes = ("TO_TRINH", "BC_THANH_TICH", "DANH_SACH")
    return {code: PaperType.objects.create(code=code, name=code, position=n) for n, code in enumerate(codes)}


@pytest.mark.parametrize(
    ("code", "day", "start", "exact"),
    [
        ("CSTDCS", DAY_2003, date(2014, 8, 20), False),
        ("CSTDCS", DAY_2015, date(2014, 8, 20), True),
        ("CSTDCS", DAY_2020, date(2017, 10, 1), True),
        ("CSTDCS", DAY_2024, date(2024, 1, 1), True),
        ("CSTDCS", date(2026, 9, 30), date(2024, 1, 1), True),
        ("CSTDCS", date(2026, 10, 1), date(2024, 1, 1), False),
        ("GK_SO", DAY_2003, date(2024, 1, 1), False),
        ("GK_SO", DAY_2026, date(2024, 1, 1), True),
        ("LDG_2003", DAY_2003, date(1998, 1, 1), True),
    ],
)
def test_the_version_of_the_day_or_else_the_nearest(catalogue, code, day, start, exact):
    found = rules(code, day)
    assert (found.version.valid_from, found.exact) == (start, exact)


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("GK_SO", DAY_2003, ["TO_TRINH", "DANH_SACH", "BB_XET_KT", "BC_THANH_TICH"]),
        ("CSTDCS", DAY_2015, ["TO_TRINH", "BB_BINH_XET", "BC_THANH_TICH", "CN_SANG_KIEN"]),
        ("LDTT", DAY_2024, ["TO_TRINH", "DANH_SACH", "BB_BINH_XET"]),
        ("BK_BO", DAY_2024, ["TO_TRINH", "DANH_SACH", "BB_XET_KT", "BC_THANH_TICH"]),
        ("CO_BO", DAY_2024, ["TO_TRINH", "BC_THANH_TICH"]),
        ("LDG_2003", DAY_2003, ["TO_TRINH", "BC_THANH_TICH"]),
        ("HCLD1", DAY_2024, ["TO_TRINH", "BB_XET_KT", "BC_THANH_TICH", "KQ_PHIEU", "HIEP_Y", "CONG_KHAI"]),
    ],
)
def test_papers_are_those_of_the_nearest_version_that_states_them(catalogue, code, day, expected):
    assert papers(code, day) == expected


@pytest.mark.parametrize(
    ("code", "day", "field", "evidence"),
    [
        ("GK_SO", DAY_2024, "papers", Evidence.QUOTED),
        ("CSTDCS", DAY_2024, "papers", Evidence.TEXT),
        ("GK_SO", DAY_2003, "papers", Evidence.LOCAL),
        ("CSTDCS", DAY_2015, "papers", Evidence.LOCAL),
        ("CSTDCS", DAY_2015, "require", Evidence.TEXT),
        ("LDG_2003", DAY_2003, "papers", Evidence.LOCAL),
        ("LDG_2003", DAY_2003, "subject", Evidence.SECONDARY),
        ("CO_BO", DAY_2024, "subject", Evidence.TEXT),
        ("CO_BO", DAY_2003, "subject", Evidence.LOCAL),
        ("BK_BO", DAY_2024, "require", Evidence.TEXT),
        ("BK_BO", DAY_2026, "require", Evidence.LOCAL),
        ("CSTD_TINH", DAY_2020, "vote", Evidence.QUOTED),
        ("CSTD_TINH", DAY_2024, "vote", Evidence.SECONDARY),
        ("CSTD_TINH", DAY_2003, "vote", Evidence.LOCAL),
    ],
)
def test_each_field_carries_its_own_mark_and_a_borrowed_one_is_local(catalogue, code, day, field, evidence):
    assert rules(code, day).evidence[field] == evidence


def test_a_field_is_borrowed_from_the_nearest_version_that_states_it(catalogue):
    assert rules("CSTD_TINH", DAY_2020).fields["vote"].value == "secret90"
    assert rules("CSTD_TINH", DAY_2020).fields["time_rule"].value == "appraise_province"
    assert rules("CSTDCS", DAY_2003).fields["quota"].value == {"max_pct_of": "LDTT", "pct": 15}
    assert rules("BK_BO", DAY_2024).fields["require"].value == rules("BK_TINH", DAY_2024).fields["require"].value
    assert rules("KNC_TP", DAY_2026).fields["vote"] == asked.Stated(None, Evidence.LOCAL, "")


def test_a_paper_cites_the_article_about_papers_and_not_the_one_about_criteria(catalogue):
    assert {paper.citation for paper in rules("CSTDCS", DAY_2024).papers} == {"khoản 1 Điều 84 Luật 06/2022/QH15"}
    assert rules("CSTDCS", DAY_2024).fields["require"].citation == "Điều 23 Luật 06/2022/QH15"


@pytest.mark.parametrize(
    ("day", "expected"), [(DAY_2003, True), (date(2004, 6, 30), True), (date(2004, 7, 1), False), (DAY_2024, False)]
)
def test_a_legacy_award_is_nominatable_only_within_its_period(catalogue, day, expected):
    award = Award.objects.get(code="LDG_2003")
    assert (award.pk not in asked.closed_awards(Award.objects.all(), day)) is expected
    assert set(asked.closed_awards(Award.objects.all(), day)) <= {award.pk}


def test_an_award_without_versions_asks_for_the_two_default_papers(paper_types):
    award = make_award()
    AwardVersion.objects.all().delete()
    found = asked.ruleset(award, DAY_2024)
    assert (found.version, found.exact) == (None, False)
    assert [paper.paper_type.code for paper in found.papers] == ["TO_TRINH", "BC_THANH_TICH"]
    assert {paper.evidence for paper in found.papers} == {Evidence.LOCAL}


def test_a_version_that_states_an_empty_list_asks_for_no_papers(paper_types):
    assert asked.ruleset(make_award(), DAY_2024).papers == ()


def test_a_version_the_office_entered_goes_before_ours_on_the_same_days(paper_types):
    award = make_award()
    own = AwardVersion.objects.create(
        award=award, valid_from=date(2024, 6, 1), evidence=Evidence.LOCAL, citation="Quyết định 07/2026/QĐ-UBND"
    )
    assert asked.ruleset(award, DAY_2024).version == own
    assert asked.ruleset(award, date(2024, 5, 31)).version != own


def test_a_received_dossier_keeps_the_version_it_was_received_under(paper_types):
    award = make_award()
    old = AwardVersion.objects.get(award=award)
    RequiredPaper.objects.create(version=old, paper_type=paper_types["DANH_SACH"])
    dossier = make_draft(award=award, award_version=old)
    yesterday = clock.today().replace(day=1)
    AwardVersion.objects.filter(pk=old.pk).update(valid_to=yesterday)
    AwardVersion.objects.create(
        award=award, valid_from=yesterday.replace(day=2), evidence=Evidence.TEXT, states_papers=True, citation="Mới"
    )
    fresh = make_draft(award=award, unit=dossier.unit, body=dossier.body)
    found = asked.rulesets_of([dossier, fresh], date(2099, 1, 1))
    assert found[dossier.pk].version == old
    assert [paper.paper_type.code for paper in found[dossier.pk].papers] == ["DANH_SACH"]
    assert found[fresh.pk].papers == ()


def test_asking_for_all_awards_takes_one_query_more_than_for_one(catalogue, django_assert_num_queries):
    awards = list(Award.objects.all())
    with django_assert_num_queries(2):
        asked.rulesets([(awards[0], DAY_2024)])
    pairs = [(award, day) for award in awards for day in (DAY_2003, DAY_2024)]
    with django_assert_num_queries(3):
        assert set(asked.rulesets(pairs)) == {(award.pk, day) for award, day in pairs}


def test_versions_meet_the_day_on_both_ends(paper_types):
    award = make_award()
    AwardVersion.objects.filter(award=award).update(valid_from=LONG_AGO, valid_to=date(2010, 12, 31))
    assert [asked.ruleset(award, day).exact for day in (LONG_AGO, date(2010, 12, 31), date(2011, 1, 1))] == [
        True, True, False,
    ]
