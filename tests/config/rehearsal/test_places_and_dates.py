"""Where a dossier stands that lies outside, who hands in when, and who decides where no rule was read."""

import pytest

from config.rehearsal import catalogue_codes
from config.rehearsal.reading import read
from config.rehearsal.rehearsing import rehearse
from config.rehearsal.report import Result
from dossiers.models import Dossier, User
from workflow.models import Entry

pytestmark = pytest.mark.usefixtures("catalogue")

STAGE = """\
title: "Nơi và ngày"
season: {{year: {year}, opens: {year}-01-10}}
as_of: {year}-11-04
waive: [standard, quota, form, timing]
bodies:
  - {{code: S, name: "Sở Mẫu", level: department, parent: U, decider: "Giám đốc", council: {{members: 3}}}}
  - {{code: U, name: "Ủy ban Mẫu", level: province, parent: C, external: true, decider: "Chủ tịch"}}
  - {{code: C, name: "Cấp trên Mẫu", level: central, external: true, decider: "Thủ tướng"}}
units:
  - {{code: P1, name: "Phòng Một", body: S}}
  - {{code: p1, name: "Phòng Hai", body: S}}
"""


def told(tmp_path, year: int, rest: str) -> Result:
    """The season of that year with the rest of its file, played; it must come to what it expects."""
    file = tmp_path / "season.yaml"
    file.write_text(STAGE.format(year=year) + rest)
    scenario = read(file, awards=catalogue_codes.awards(), papers=catalogue_codes.papers())
    result = rehearse(scenario, password="thu")
    assert [f"{each.what}: {each.expected} / {each.found}" for each in result.differences] == []
    return result


def test_papers_outside_stand_with_the_body_where_the_line_leaves_them(tmp_path):
    told(tmp_path, 2024, """\
authority:
  - {body: C, awards: [BK_TTG], via: [S, U]}
nominations:
  - {award: BK_TTG, subject: individual, count: 2, from: all, decided_by: C, fate: pending}
  - {award: BK_TTG, subject: collective, count: 1, from: [P1], decided_by: C, fate: pending, at: U}
  - {award: BK_TTG, subject: collective, count: 1, from: [p1], decided_by: C, fate: pending, at: S}
expect:
  pending:
    - {body: C, award: BK_TTG, individuals: 2}
    - {body: U, award: BK_TTG, collectives: 1}
    - {body: S, award: BK_TTG, collectives: 1}
""")


def test_codes_may_differ_by_case_alone(tmp_path):
    told(tmp_path, 2024, """\
nominations:
  - {award: GK_SO, subject: individual, count: 2, from: all, decided_by: S, fate: granted}
expect:
  granted: [{body: S, award: GK_SO, individuals: 2}]
""")
    heads = User.objects.filter(username__endswith=".thutruong").order_by("username")
    assert list(heads.values_list("username", flat=True)) == ["p1.thutruong", "p11.thutruong"]


def test_a_line_dated_before_the_others_is_handed_in_on_its_day(tmp_path):
    told(tmp_path, 2024, """\
nominations:
  - {award: GK_SO, subject: individual, count: 1, from: all, decided_by: S, fate: granted}
  - {award: LDTT, subject: individual, count: 1, from: all, decided_by: S, fate: granted, on_date: 2024-05-06}
expect:
  granted: [{body: S, award: GK_SO, individuals: 1}, {body: S, award: LDTT, individuals: 1}]
""")
    days = Entry.objects.filter(act="submit").order_by("at").values_list("dossier__award__code", "at__date")
    assert [f"{award} {day}" for award, day in days] == ["LDTT 2024-05-06", "GK_SO 2024-11-04"]


def test_where_no_rule_was_read_only_the_file_says_who_decides(tmp_path):
    """LDTT and BK_TTG have no version from 01/10/2026 on, GK_SO has; LDTT still had one in May."""
    result = told(tmp_path, 2026, """\
authority:
  - {body: C, awards: [BK_TTG]}
nominations:
  - {award: LDTT, subject: individual, count: 1, from: all, decided_by: S, on_date: 2026-09-29,
     fate: returned_then_granted}
  - {award: BK_TTG, subject: individual, count: 1, from: all, decided_by: C, fate: pending}
attempts:
  - {act: submit, by: unit_head, award: LDTT, subject: individual, decided_by: S, expect: refused, family: authority}
  - {act: submit, by: unit_head, award: LDTT, subject: individual, decided_by: S, on_date: 2026-09-30, expect: accepted}
  - {act: submit, by: unit_head, award: GK_SO, subject: individual, decided_by: S, expect: accepted}
  - {act: submit, by: unit_head, award: BK_TTG, subject: individual, decided_by: U, expect: refused, family: authority}
expect:
  granted: [{body: S, award: LDTT, individuals: 1}]
  pending: [{body: C, award: BK_TTG, individuals: 1}]
  returns: 1
""")
    assert result.stuck == ()
    assert Dossier.objects.count() == 2
