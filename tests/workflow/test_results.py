"""Kết quả năm: reconstructed for any day from register and journal, counted once, told only of what is the reader's."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dossiers import clock, roles
from dossiers.models import Nominee
from dossiers.vocabulary import NomineeKind, State
from tests.factories import make_award, make_person, make_season, make_user
from tests.world import bring, convene, council, do, issue, make_world, number, vote_all
from workflow import results, results_words
from workflow.council import sessions
from workflow.decisions import papers, revocation
from workflow.results import Fate, fate_on

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MARCH, APRIL, MAY = (date(2026, month, 10) for month in (3, 4, 5))
REASON = "Khai không đúng thành tích, có kết luận kiểm tra."
NOTHING = (0, 0)


def on(day: date):
    return clock.set_to(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))


@pytest.fixture
def world():
    with on(MARCH):
        return make_world(members=1)


@pytest.fixture
def year(world):
    """March: two granted, a third in appraisal, one refused. April: one revoked, the third granted, one withdrawn."""
    with on(MARCH):
        first, second = bring(world, State.GRANTED, 2)
        third, fourth = bring(world, State.APPRAISING, 2)
        bring(world, State.REFUSED)
    Nominee.objects.filter(pk=second.nominee_id).update(kind=NomineeKind.COLLECTIVE)
    with on(APRIL):
        paper = revocation.propose([first], ground="a", reason=REASON, actor=world.appraiser)
        revocation.sign(paper, actor=world.decider)
        number(world, paper)
        papers.issue(paper, actor=world.clerk)
        issue(world, council(world, do(world, "clear", [third])))
        do(world, "withdraw", [fourth])
    return world


def found(world, day, user=None):
    user = user or world.office_head
    with on(MAY):
        return results.of_season(results.scope(user, roles.grants_of(user)), world.season, day)


def counts(world, day, user=None):
    """Award code → (collectives, individuals) granted, pending, refused, revoked."""
    return {
        row.award.code: tuple(
            (each.collectives, each.individuals) for each in (row.granted, row.pending, row.refused, row.revoked)
        )
        for row in found(world, day, user).rows
    }


def test_each_day_is_told_as_it_was(year):
    assert counts(year, date(2026, 3, 9)) == {}
    assert counts(year, MARCH) == {"GK": ((1, 1), (0, 2), (0, 1), NOTHING)}
    assert counts(year, date(2026, 4, 9)) == counts(year, MARCH)
    assert counts(year, APRIL) == counts(year, MAY) == {"GK": ((1, 1), NOTHING, (0, 1), (0, 1))}
    assert [found(year, day).withdrawn for day in (MARCH, APRIL)] == [0, 1]


@pytest.mark.parametrize(
    ("state", "decided", "revoked", "fate"),
    [
        (None, None, None, None), ("draft", None, None, None), ("submitted", None, None, Fate.PENDING),
        ("on_hold", None, None, Fate.PENDING), ("ineligible", None, None, Fate.REFUSED),
        ("withdrawn", None, None, Fate.WITHDRAWN), ("granted", MARCH, None, Fate.GRANTED),
        # recorded after the day, but the paper bears an earlier date
        ("with_higher_body", MARCH, None, Fate.GRANTED), ("granted", MARCH, MAY, Fate.GRANTED),
        ("granted", MARCH, APRIL, Fate.REVOKED), ("granted", MAY, None, Fate.PENDING),
        # a rehearsed season has no register
        ("granted", None, None, Fate.GRANTED), ("revoked", None, None, Fate.REVOKED),
    ],
)
def test_what_a_dossier_had_come_to(state, decided, revoked, fate):
    assert fate_on(APRIL, state, decided, revoked) == fate


def test_what_lies_above_is_pending_until_its_paper_and_counted_at_the_level_that_decides(world):
    with on(MARCH):
        row = bring(world, State.WITH_HIGHER_BODY)[0]
    with on(MAY):
        do(world, "record_grant", [row], number=9, symbol="QĐ-UBND", dated=APRIL)
    early, late = found(world, MARCH), found(world, APRIL)
    assert [(each.level, each.body, each.above) for each in early.rows] == [("Tỉnh", world.above, 1)]
    assert [(each.granted.individuals, each.pending.all, each.above) for each in late.rows] == [(1, 0, 0)]


def test_a_lowered_line_counts_for_its_first_award_until_the_council_lowered_it(world):
    with on(MARCH):
        other = make_award("THAP", name="Giấy khen khác")
        session = convene(world, bring(world, State.AWAITING_COUNCIL))
    with on(APRIL):
        vote_all(world, session)
        sessions.close(session, actor=world.decider, lower={session.items.get().pk: other})
    assert [list(counts(world, day)) for day in (MARCH, APRIL)] == [["GK"], ["THAP"]]


def test_a_unit_head_reads_the_own_units_and_others_nothing(client, year):
    with on(MARCH):
        nominee = make_user()
        bring(year, State.GRANTED, nominees=[make_person(year.unit, user=nominee)])
    assert counts(year, MAY, year.head) == {"GK": ((1, 2), NOTHING, (0, 1), (0, 1))}
    assert counts(year, MAY, year.other_head) == {}
    for user in (year.inspector, year.decider, year.deputy, year.appraiser):
        assert counts(year, MAY, user) == counts(year, MAY, year.head)
    with on(MAY):
        for user in (nominee, year.clerk, year.drafter, year.members[0]):
            client.force_login(user)
            for name in ("results", "results_file", "results_lines"):
                assert client.get(reverse(f"workflow:{name}", args=[2026])).status_code == 404
            assert client.get(reverse("workflow:latest_results")).status_code == 404
            assert reverse("workflow:latest_results") not in client.get(reverse("workflow:inbox")).content.decode()


def test_a_seat_on_a_council_adds_nothing_to_a_unit_heads_results(world):
    with on(MARCH):
        bring(world, State.GRANTED)
        seat = world.council.seats.get(user=world.members[0])
        seat.user = world.other_head
        seat.save()
        convene(world, bring(world, State.AWAITING_COUNCIL))
    assert counts(world, MAY, world.other_head) == {}


def test_every_number_leads_to_its_dossiers(client, year):
    client.force_login(year.office_head)
    with on(MAY):
        page = client.get(reverse("workflow:results", args=[2026]), {"den-ngay": "10/03/2026"})
        links = [part.split('"')[0].replace("&amp;", "&") for part in page.content.decode().split('href="')[1:]]
        cells = [link for link in links if "/danh-sach/?" in link]
        sizes = [client.get(link).context["page"].paginator.count for link in cells]
    assert page.context["results"].day == MARCH
    assert sizes == [1, 1, 1, 2]


def test_a_day_that_is_none_or_to_come_is_refused_in_words(client, year):
    client.force_login(year.office_head)
    with on(MAY):
        for day, said in (("32/1/2026", "Ngày chưa đúng"), ("01/01/2027", "Ngày này chưa đến")):
            page = client.get(reverse("workflow:results", args=[2026]), {"den-ngay": day})
            assert said in page.content.decode()
            assert page.context["results"].day == MAY
        assert client.get(reverse("workflow:results", args=[1999])).status_code == 404
        for cell in ({}, {"co-quan": "STP", "danh-hieu": "GK", "nhom": "khac"}):
            assert client.get(reverse("workflow:results_lines", args=[2026]), cell).status_code == 404


def test_the_file_has_the_table(client, year, tmp_path):
    client.force_login(year.office_head)
    with on(MAY):
        answer = client.get(reverse("workflow:results_file", args=[2026]))
    file = tmp_path / "results.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    rows = [[cell.value for cell in row] for row in load_workbook(file).active.iter_rows()]
    assert [value for value in rows[1] if value] == ["Tính đến hết ngày 10/05/2026"]
    assert rows[-1] == [1, "Sở, ngành", "Sở Tư pháp", year.award.name, 1, 1, 0, 0, 0, 0, 1, 0, 1]


def test_the_paragraph_says_who_gave_what_and_what_is_under_way(year):
    with on(MAY):
        bring(year, State.WITH_HIGHER_BODY, 2)
        bring(year, State.GRANTED, award=make_award("CS", name="Chiến sĩ thi đua cơ sở"))
    year.award.name = "Giấy khen"
    year.award.save()
    text = results_words.report(found(year, MAY))
    assert text.splitlines() == [
        "Với những thành tích đã đạt được trong phong trào thi đua năm 2026, để ghi nhận và biểu dương những tập thể, "
        "cá nhân có thành tích xuất sắc, tiêu biểu của phong trào, tính đến ngày 10/05/2026, Giám đốc Sở Tư pháp đã có "
        "quyết định khen thưởng. Cụ thể như sau:",
        "- Giám đốc Sở Tư pháp tặng Chiến sĩ thi đua cơ sở cho 01 cá nhân và tặng Giấy khen cho 01 tập thể, 01 cá "
        "nhân.",
        "Hiện nay, đang xét, đề nghị Ủy ban nhân dân tỉnh tặng Bằng khen cấp tỉnh cho 02 cá nhân.",
    ]
    assert results_words.report(found(year, date(2026, 1, 1))) == (
        "Năm 2026, tính đến ngày 01/01/2026, chưa có quyết định khen thưởng."
    )


def test_a_person_reads_the_season_of_the_own_world(world):
    sample = make_season(2026, nature="sample")
    assert results.season_of(2026, world.office_head) == world.season
    assert results.season_of(2026, make_user(nature="sample")) == sample
    assert results.season_of(2025, world.office_head) is None


def test_the_table_costs_as_much_for_many_dossiers_as_for_one(client, world, django_assert_max_num_queries):
    with on(MARCH):
        bring(world, State.GRANTED, 3)
        bring(world, State.GRANTED, 3)
        client.force_login(world.office_head)
        with django_assert_max_num_queries(14):
            client.get(reverse("workflow:results", args=[2026]))
